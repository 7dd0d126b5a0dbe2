/** Who watches the packets that the broker receives and sends. */

import type { Packet } from '@x/codec';

export interface PacketEvent {
  /** As the broker sees it. */
  readonly direction: 'received' | 'sent';
  /** Empty until the CONNECT has told it. */
  readonly clientId: string;
  /** Valid during the call: a received payload is a view of a larger buffer. Copy what is to be kept. */
  readonly packet: Packet;
}

export type PacketListener = (event: PacketEvent) => void;

export class PacketObservers {
  readonly #listeners = new Set<PacketListener>();

  /** Returns how to stop. */
  add(listener: PacketListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  notify(direction: 'received' | 'sent', clientId: string, packet: Packet): void {
    if (this.#listeners.size === 0) return;
    const event: PacketEvent = { direction, clientId, packet };
    for (const listener of this.#listeners) listener(event);
  }
}

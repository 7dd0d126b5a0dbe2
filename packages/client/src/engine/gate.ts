/** Holds incoming messages while Connected listeners are still busy, so that they can restore a session first. */

import type { Packet } from '@x/codec';

const MAXIMUM_PACKETS = 1000;
const MAXIMUM_BYTES = 1_048_576;

export class Gate {
  #held: Packet[] | undefined;
  #bytes = 0;

  get closed(): boolean {
    return this.#held !== undefined;
  }

  /** More is not taken: the connection should pause. */
  get full(): boolean {
    return (this.#held?.length ?? 0) >= MAXIMUM_PACKETS || this.#bytes >= MAXIMUM_BYTES;
  }

  close(): void {
    this.#held = [];
    this.#bytes = 0;
  }

  /** @returns false when the packet may pass: the gate is open, or it is an answer that listeners may wait for */
  hold(packet: Packet): boolean {
    if (this.#held === undefined) return false;
    if (packet.type !== 'publish' && packet.type !== 'pubrel') return false;
    this.#held.push(packet);
    if (packet.type === 'publish') this.#bytes += packet.payload.length;
    return true;
  }

  /** What was held, in order. */
  open(): readonly Packet[] {
    const held = this.#held ?? [];
    this.#held = undefined;
    this.#bytes = 0;
    return held;
  }
}

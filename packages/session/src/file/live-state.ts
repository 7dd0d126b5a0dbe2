/** What the journal's changes have led to, and how many bytes of it still count. */

import { type JournalChange, JournalState } from '../journal.ts';
import type { SavedMessage } from '../state.ts';

export class LiveState {
  readonly #journal = new JournalState();
  readonly #outgoing = new Map<number, number>();
  readonly #incoming = new Map<number, number>();
  #bytes = 0;

  /** About what `state` takes as JSON. */
  get bytes(): number {
    return this.#bytes;
  }

  get state() {
    return this.#journal.state;
  }

  /** `size` is that of the change's record. */
  apply(change: JournalChange, size: number): void {
    this.#journal.apply(change);
    switch (change.type) {
      case 'state':
        this.#outgoing.clear();
        this.#incoming.clear();
        this.#bytes = 0;
        for (const message of change.state.outgoing) this.#count(this.#outgoing, message);
        for (const message of change.state.incoming) this.#count(this.#incoming, message);
        return;
      case 'publish':
        return this.#set(this.#outgoing, change.message.packetId, size);
      case 'received':
        return this.#set(this.#incoming, change.message.packetId, size);
      case 'acknowledged':
        return this.#remove(this.#outgoing, change.packetId);
      case 'delivered':
        return this.#remove(this.#incoming, change.packetId);
    }
  }

  #count(sizes: Map<number, number>, message: SavedMessage): void {
    this.#set(sizes, message.packetId, JSON.stringify(message).length);
  }

  #set(sizes: Map<number, number>, packetId: number, size: number): void {
    this.#bytes += size - (sizes.get(packetId) ?? 0);
    sizes.set(packetId, size);
  }

  #remove(sizes: Map<number, number>, packetId: number): void {
    this.#bytes -= sizes.get(packetId) ?? 0;
    sizes.delete(packetId);
  }
}

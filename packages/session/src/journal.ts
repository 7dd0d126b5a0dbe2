/** The journal of a session: each change that must outlive the process, and the state that a series of them makes. */

import type { IncomingMessage } from './incoming-message.ts';
import { type OutgoingMessage, PUBCOMP_AWAITED } from './outgoing-message.ts';
import { type SavedMessage, type SessionState, saveMessage } from './state.ts';

/** JSON-safe. */
export type JournalChange =
  /** Everything before is void: a new session, a clean start, a restored state. */
  | { readonly type: 'state'; readonly state: SessionState }
  /** A PUBLISH of QoS 1 or 2 is about to be sent for the first time. */
  | { readonly type: 'publish'; readonly message: SavedMessage }
  /** PUBREC has come: from now on only PUBREL. */
  | { readonly type: 'release'; readonly packetId: number; readonly releaseOrder: number }
  /** The outgoing exchange is over. */
  | { readonly type: 'acknowledged'; readonly packetId: number }
  /** An incoming PUBLISH of QoS 2. */
  | { readonly type: 'received'; readonly message: SavedMessage }
  /** PUBREL has come and the message has been delivered: its id is free. */
  | { readonly type: 'delivered'; readonly packetId: number };

/**
 * Whether what follows must wait until the change is durable. The end of an exchange may be lost: the last step is
 * then repeated, which the protocol allows.
 */
export function needsCommit(change: JournalChange): boolean {
  return change.type !== 'acknowledged';
}

export function publishChange(message: OutgoingMessage): JournalChange {
  return { type: 'publish', message: saveMessage(message) };
}

export function receivedChange(message: IncomingMessage): JournalChange {
  return { type: 'received', message: saveMessage(message) };
}

/** What a series of changes has led to; the same for every store. */
export class JournalState {
  #clientId = '';
  #lastPacketId = 0;
  readonly #outgoing = new Map<number, SavedMessage>();
  readonly #incoming = new Map<number, SavedMessage>();

  constructor(state?: SessionState) {
    if (state !== undefined) this.#replace(state);
  }

  /** Messages that are not through. */
  get size(): number {
    return this.#outgoing.size + this.#incoming.size;
  }

  apply(change: JournalChange): void {
    switch (change.type) {
      case 'state':
        return this.#replace(change.state);
      case 'publish':
        this.#lastPacketId = change.message.packetId;
        this.#outgoing.set(change.message.packetId, change.message);
        return;
      case 'release':
        return this.#release(change.packetId, change.releaseOrder);
      case 'acknowledged':
        this.#outgoing.delete(change.packetId);
        return;
      case 'received':
        this.#incoming.set(change.message.packetId, change.message);
        return;
      case 'delivered':
        this.#incoming.delete(change.packetId);
    }
  }

  get state(): SessionState {
    return {
      version: 1,
      clientId: this.#clientId,
      lastPacketId: this.#lastPacketId,
      outgoing: [...this.#outgoing.values()],
      incoming: [...this.#incoming.values()],
    };
  }

  #replace(state: SessionState): void {
    this.#clientId = state.clientId;
    this.#lastPacketId = state.lastPacketId;
    this.#outgoing.clear();
    this.#incoming.clear();
    for (const message of state.outgoing) this.#outgoing.set(message.packetId, message);
    for (const message of state.incoming) this.#incoming.set(message.packetId, message);
  }

  #release(packetId: number, releaseOrder: number): void {
    const message = this.#outgoing.get(packetId);
    if (message === undefined) return;
    // Its place in the order stays: a Map keeps a key where it was first set.
    this.#outgoing.set(packetId, { ...message, state: PUBCOMP_AWAITED, releaseOrder });
  }
}

/** Messages that wait: for the server's Receive Maximum, or without a connection for the next one. */

import type { PublishRequest } from './outgoing-message.ts';
import type { Ticket } from './sink.ts';

export interface QueuedMessage {
  readonly ticket: Ticket;
  /** Its payload is the session's own copy. */
  readonly request: PublishRequest;
  readonly fullTopic: string;
  /** Milliseconds; `Infinity` without a Message Expiry Interval. */
  readonly expiresAt: number;
  /** The caller already has its `sent`: it was taken while there was no connection. */
  readonly offline: boolean;
  /** Of topic and payload, counted only when it was taken offline. */
  readonly bytes: number;
}

/** First in, first out, in a ring that grows, so that neither end moves the others. */
export class Queue {
  #items: (QueuedMessage | undefined)[] = [];
  #start = 0;
  #size = 0;
  #offlineMessages = 0;
  #offlineBytes = 0;
  #atMostOnce = 0;

  get size(): number {
    return this.#size;
  }

  get offlineMessages(): number {
    return this.#offlineMessages;
  }

  /** Bytes of topics and payloads of the messages taken offline. */
  get offlineBytes(): number {
    return this.#offlineBytes;
  }

  /** How many of QoS 0. */
  get atMostOnce(): number {
    return this.#atMostOnce;
  }

  push(item: QueuedMessage): void {
    if (this.#size === this.#items.length) this.#grow();
    this.#items[(this.#start + this.#size) & (this.#items.length - 1)] = item;
    this.#size++;
    this.#count(item, 1);
  }

  peek(): QueuedMessage | undefined {
    return this.#size === 0 ? undefined : this.#items[this.#start];
  }

  shift(): QueuedMessage | undefined {
    const item = this.peek();
    if (item === undefined) return undefined;
    this.#items[this.#start] = undefined;
    this.#start = (this.#start + 1) & (this.#items.length - 1);
    this.#size--;
    this.#count(item, -1);
    return item;
  }

  /** Takes out what `leaves` says, keeping the order of the rest. */
  take(leaves: (item: QueuedMessage) => boolean): QueuedMessage[] {
    const taken: QueuedMessage[] = [];
    for (let left = this.#size; left > 0; left--) {
      const item = this.shift();
      if (item === undefined) break;
      if (leaves(item)) taken.push(item);
      else this.push(item);
    }
    return taken;
  }

  /** `Infinity` when nothing in it expires. */
  get nextExpiry(): number {
    let next = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#size; i++) {
      const item = this.#items[(this.#start + i) & (this.#items.length - 1)];
      if (item !== undefined && item.expiresAt < next) next = item.expiresAt;
    }
    return next;
  }

  #count(item: QueuedMessage, sign: 1 | -1): void {
    if (item.request.qos === 0) this.#atMostOnce += sign;
    if (!item.offline) return;
    this.#offlineMessages += sign;
    this.#offlineBytes += sign * item.bytes;
  }

  #grow(): void {
    const size = this.#items.length;
    const items: (QueuedMessage | undefined)[] = new Array(size === 0 ? 16 : size * 2);
    for (let i = 0; i < size; i++) items[i] = this.#items[(this.#start + i) & (size - 1)];
    this.#items = items;
    this.#start = 0;
  }
}

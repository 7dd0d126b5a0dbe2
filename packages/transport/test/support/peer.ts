/** The server's side of a connection under test, as the compliance suite sees it. */

import { joined } from './bytes.ts';

/** Collects bytes and tells when enough have come. */
export class ByteLog {
  #chunks: Uint8Array[] = [];
  #total = 0;
  #waiting: (() => void)[] = [];

  get total(): number {
    return this.#total;
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#total += chunk.length;
    for (const check of this.#waiting.splice(0)) check();
  }

  bytes(): Uint8Array {
    return joined(this.#chunks);
  }

  /** Resolves with all that came, once it is at least `count` bytes. */
  async atLeast(count: number): Promise<Uint8Array> {
    while (this.#total < count) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return this.bytes();
  }
}

export interface Peer {
  readonly log: ByteLog;
  readonly ended: Promise<'end' | 'reset'>;
  /** Bytes that it was told to write and that have not left. */
  unsent(): number;
  write(bytes: Uint8Array): void;
  /** Ends in the orderly way of its transport. */
  end(): void;
  /** Drops the connection. */
  reset(): void;
  stopReading(): void;
  startReading(): void;
}

/** Hands out what arrives to who waits for it, in order. */
export class Arrivals<T> {
  #ready: T[] = [];
  #waiting: ((value: T) => void)[] = [];

  push(value: T): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(value);
    else this.#ready.push(value);
  }

  next(): Promise<T> {
    const value = this.#ready.shift();
    if (value !== undefined) return Promise.resolve(value);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

export interface PeerServer {
  /** The next connection that arrives. */
  accept(): Promise<Peer>;
  stop(): Promise<void>;
}

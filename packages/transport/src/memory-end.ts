/** One end of a byte stream within the process. */

import { TransportError } from './errors.ts';
import { Lifecycle } from './lifecycle.ts';
import { macrotask } from './macrotask.ts';
import type { Connection, ConnectionHandlers, ConnectionInfo } from './transport.ts';

const INFO: ConnectionInfo = { kind: 'memory' };

export class MemoryEnd implements Connection {
  readonly info = INFO;
  readonly #lingerMilliseconds: number;
  readonly #highWaterMark: number;
  readonly #life: Lifecycle;
  #peer: MemoryEnd | undefined;
  #handlers: ConnectionHandlers | undefined;
  /** What has arrived and is not delivered. */
  #inbox: Uint8Array[] = [];
  #inboxBytes = 0;
  #arrivedBytes = 0;
  #turnDue = false;
  #paused = false;
  /** The peer has ended its side: after the inbox nothing comes. */
  #peerEnded = false;
  #needDrain = false;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(lingerMilliseconds: number, highWaterMark: number) {
    this.#lingerMilliseconds = lingerMilliseconds;
    this.#highWaterMark = highWaterMark;
    this.#life = new Lifecycle({ close: (cause) => this.#handlers?.close(cause) });
  }

  /** The two ends of a stream, each told of the other, before anything else. */
  join(peer: MemoryEnd): void {
    this.#peer = peer;
  }

  /** Until now nothing is delivered. */
  start(handlers: ConnectionHandlers): void {
    this.#handlers = handlers;
    this.#life.start();
    this.#scheduleTurn();
  }

  get bytesSent(): number {
    const other = this.#other;
    return other.#arrivedBytes - other.#inboxBytes;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (!this.#life.open) return false;
    if (this.#other.#arrive(chunks) < this.#highWaterMark) return true;
    this.#needDrain = true;
    return false;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#scheduleTurn();
  }

  close(): Promise<void> {
    if (!this.#life.closeLocally('local')) return this.#life.ended();
    this.#lingerTimer = setTimeout(() => this.#reset(), this.#lingerMilliseconds);
    this.#other.#arriveEnd();
    this.#scheduleTurn();
    return this.#life.ended();
  }

  destroy(cause?: TransportError): void {
    this.#life.closeLocally(cause ?? 'local');
    if (!this.#life.over) this.#reset();
  }

  get #other(): MemoryEnd {
    if (this.#peer === undefined) throw new TypeError('used before it was joined');
    return this.#peer;
  }

  #arrive(chunks: readonly Uint8Array[]): number {
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#inbox.push(chunk);
      this.#inboxBytes += chunk.length;
      this.#arrivedBytes += chunk.length;
    }
    this.#scheduleTurn();
    return this.#inboxBytes;
  }

  #arriveEnd(): void {
    this.#peerEnded = true;
    this.#scheduleTurn();
  }

  #arriveReset(): void {
    this.#inbox = [];
    this.#finish(
      new TransportError('ECONNRESET', 'stream', 'the other end dropped the connection'),
    );
  }

  /** Both ends learn of it in a task of its own, as with a socket. */
  #reset(): void {
    macrotask(() => {
      this.#finish('local');
      this.#other.#arriveReset();
    });
  }

  #scheduleTurn(): void {
    if (this.#turnDue) return;
    this.#turnDue = true;
    macrotask(this.#turn);
  }

  readonly #turn = (): void => {
    this.#turnDue = false;
    if (!this.#life.started) return;
    this.#deliver();
    if (this.#inbox.length > 0) return;
    this.#other.#drained();
    if (!this.#peerEnded) return;
    this.#finish('remote');
    this.#other.#finish('remote');
  };

  #deliver(): void {
    let next = 0;
    while (next < this.#inbox.length && this.#life.open && !this.#paused) {
      const chunk = this.#inbox[next++];
      if (chunk === undefined) break;
      this.#inboxBytes -= chunk.length;
      this.#handlers?.data(chunk);
    }
    // After our own close nobody gets what still arrives.
    if (this.#life.open) this.#inbox.splice(0, next);
    else this.#discard();
  }

  #discard(): void {
    this.#inbox = [];
    this.#inboxBytes = 0;
  }

  #drained(): void {
    if (!this.#needDrain) return;
    this.#needDrain = false;
    if (this.#life.open) this.#handlers?.drain();
  }

  #finish(cause: 'local' | 'remote' | TransportError): void {
    clearTimeout(this.#lingerTimer);
    this.#life.end(cause);
  }
}

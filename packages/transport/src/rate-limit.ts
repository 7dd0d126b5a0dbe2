/** Limits what a transport sends to so many bytes per second. */

import { Bucket } from './bucket.ts';
import type { TransportError } from './errors.ts';
import { transferRate } from './options.ts';
import { PieceQueue } from './piece-queue.ts';
import type { CloseCause, Connection, ConnectionHandlers, Transport } from './transport.ts';

/** No timer is longer than this, in milliseconds: the rate may have been raised meanwhile. */
const LONGEST_WAIT = 60_000;

/** Wraps a transport whose connections have a limit, to be changed by `setMaxTransferRate`; a rate of 0 leaves it as it is. */
export function rateLimited(
  transport: Transport,
  bytesPerSecond: number,
  lingerMilliseconds: number,
): Transport {
  if (bytesPerSecond === 0) return transport;
  return {
    async dial(handlers, signal) {
      const limit = new RateLimitedConnection(handlers, bytesPerSecond, lingerMilliseconds);
      limit.attach(await transport.dial(limit.handlers, signal));
      return limit;
    },
  };
}

class RateLimitedConnection implements Connection {
  /** What the wrapped connection reports to. */
  readonly handlers: ConnectionHandlers;
  readonly #outer: ConnectionHandlers;
  readonly #lingerMilliseconds: number;
  #connection: Connection | undefined;
  #bucket: Bucket | undefined;
  #queue: PieceQueue | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;
  #innerFull = false;
  #needDrain = false;
  #closing: Promise<void> | undefined;
  #resolveClosing: (() => void) | undefined;

  constructor(outer: ConnectionHandlers, rate: number, lingerMilliseconds: number) {
    this.#outer = outer;
    this.#lingerMilliseconds = lingerMilliseconds;
    if (rate > 0) this.#bucket = new Bucket(rate);
    this.handlers = {
      data: (chunk) => {
        if (this.#closing === undefined) outer.data(chunk);
      },
      drain: () => this.#innerDrained(),
      close: (cause) => this.#ended(cause),
      status: (status) => outer.status?.(status),
    };
  }

  attach(connection: Connection): void {
    this.#connection = connection;
  }

  get info() {
    return this.#inner.info;
  }

  get bytesSent(): number {
    return this.#inner.bytesSent ?? 0;
  }

  get idle(): boolean | undefined {
    return this.#queue === undefined || this.#queue.empty ? this.#inner.idle : false;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#closing !== undefined) return false;
    const idle = this.#queue === undefined || this.#queue.empty;
    if (this.#bucket === undefined && idle) return this.#inner.write(chunks);
    this.#queue ??= new PieceQueue();
    this.#queue.push(chunks);
    if (idle) this.#pump(this.#queue);
    if (this.#queue.empty && !this.#innerFull) return true;
    this.#needDrain = true;
    return false;
  }

  pause(): void {
    this.#inner.pause();
  }

  resume(): void {
    this.#inner.resume();
  }

  close(): Promise<void> {
    if (this.#closing !== undefined) return this.#closing;
    if (this.#queue === undefined || this.#queue.empty) return this.#inner.close();
    this.#closing = new Promise((resolve) => {
      this.#resolveClosing = resolve;
    });
    this.#lingerTimer = setTimeout(() => this.#inner.destroy(), this.#lingerMilliseconds);
    // Without this, a peer that ends meanwhile would go unseen behind what is not read.
    this.#inner.resume();
    return this.#closing;
  }

  destroy(cause?: TransportError): void {
    this.#forget();
    this.#inner.destroy(cause);
  }

  setMaxTransferRate(bytesPerSecond: number): void {
    const rate = transferRate(bytesPerSecond);
    if (rate === 0) this.#bucket = undefined;
    else if (this.#bucket === undefined) this.#bucket = new Bucket(rate);
    else this.#bucket.setRate(rate, performance.now());
    if (this.#queue !== undefined && !this.#queue.empty) this.#resumeIn(0, this.#queue);
  }

  get #inner(): Connection {
    if (this.#connection === undefined) throw new TypeError('used before it was dialled');
    return this.#connection;
  }

  /** Sends what the bucket allows, and comes back when it allows more. */
  #pump(queue: PieceQueue): void {
    const bucket = this.#bucket;
    const most = bucket?.burst ?? queue.bytes;
    while (!queue.empty) {
      const now = performance.now();
      if (bucket !== undefined && !bucket.take(Math.min(most, queue.bytes), now)) {
        this.#resumeIn(Math.min(bucket.wait(now), LONGEST_WAIT), queue);
        return;
      }
      this.#innerFull = !this.#inner.write(queue.take(most));
    }
  }

  #resumeIn(milliseconds: number, queue: PieceQueue): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#pump(queue);
      if (queue.empty) this.#emptied();
    }, milliseconds);
  }

  #emptied(): void {
    if (this.#closing !== undefined) void this.#inner.close();
    else this.#drainIfDue();
  }

  #innerDrained(): void {
    this.#innerFull = false;
    const direct = this.#bucket === undefined && !this.#needDrain;
    if (direct && this.#closing === undefined) this.#outer.drain();
    else this.#drainIfDue();
  }

  #drainIfDue(): void {
    if (!this.#needDrain || this.#innerFull || this.#closing !== undefined) return;
    if (this.#queue !== undefined && !this.#queue.empty) return;
    this.#needDrain = false;
    this.#outer.drain();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#lingerTimer);
    this.#queue = undefined;
  }

  #ended(cause: CloseCause): void {
    this.#forget();
    this.#resolveClosing?.();
    this.#outer.close(this.#closing === undefined ? cause : 'local');
  }
}

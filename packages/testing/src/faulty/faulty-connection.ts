/** A connection between a client and the real one, with a faulty lane in each direction. */

import {
  type CloseCause,
  type Connection,
  type ConnectionHandlers,
  type ConnectionInfo,
  TransportError,
} from '@x/transport';
import type { Clock } from '../clock.ts';
import { type Faults, Lane, type Stall } from './lane.ts';
import type { Random } from './random.ts';

/** What may wait in a lane before the sender is told to stop, in bytes. */
const HIGH_WATER_MARK = 1_048_576;

export interface LaneFaults {
  readonly up: Faults;
  readonly down: Faults;
}

export class FaultyConnection implements Connection {
  readonly #handlers: ConnectionHandlers;
  readonly #up: Lane;
  readonly #down: Lane;
  #inner: Connection | undefined;
  #innerPaused = false;
  #innerFull = false;
  #needDrain = false;
  #local = false;
  #ended = false;
  /** How the real connection ended; a stall may keep that from the client. */
  #innerEnd: CloseCause | undefined;
  #reportOver: () => void = () => undefined;
  readonly #over: Promise<void>;

  constructor(handlers: ConnectionHandlers, faults: LaneFaults, clock: Clock, random: Random) {
    this.#handlers = handlers;
    this.#over = new Promise((resolve) => {
      this.#reportOver = resolve;
    });
    this.#up = new Lane(faults.up, clock, random, {
      pass: (bytes) => {
        if (this.#inner?.write([bytes]) === false) this.#innerFull = true;
      },
      cut: () => this.cut(),
      emptied: () => this.#drained(),
    });
    this.#down = new Lane(faults.down, clock, random, {
      pass: (bytes) => this.#handlers.data(bytes),
      cut: () => this.cut(),
      emptied: () => this.#readOn(),
    });
  }

  /** What the real connection is dialled with. */
  readonly inward: ConnectionHandlers = {
    data: (chunk) => {
      if (this.#ended) return;
      this.#down.push(chunk);
      if (this.#down.waitingBytes > HIGH_WATER_MARK && !this.#innerPaused) {
        this.#innerPaused = true;
        this.#inner?.pause();
      }
    },
    drain: () => {
      this.#innerFull = false;
      this.#drained();
    },
    close: (cause) => {
      if (this.#ended) return;
      this.#innerEnd = cause;
      if (this.#local) this.#end(cause);
      else this.#down.finish(() => this.#end(cause));
    },
  };

  /** The real connection, once it is there. */
  join(inner: Connection): void {
    this.#inner = inner;
  }

  get bytesUp(): number {
    return this.#up.passedBytes;
  }

  get bytesDown(): number {
    return this.#down.passedBytes;
  }

  get info(): ConnectionInfo {
    return this.#inner?.info ?? { kind: 'faulty' };
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (this.#ended) return true;
    for (const chunk of chunks) this.#up.push(chunk);
    this.#needDrain = this.#innerFull || this.#up.waitingBytes > HIGH_WATER_MARK;
    return !this.#needDrain;
  }

  pause(): void {
    this.#down.pause();
    this.#inner?.pause();
  }

  resume(): void {
    this.#down.resume();
    if (!this.#innerPaused) this.#inner?.resume();
  }

  close(): Promise<void> {
    if (this.#ended || this.#local) return this.#over;
    this.#local = true;
    if (this.#innerEnd !== undefined) this.#end('local');
    else if (this.#up.stalled) this.#inner?.close();
    else this.#up.finish(() => this.#inner?.close());
    return this.#over;
  }

  destroy(cause?: TransportError): void {
    if (this.#ended) return;
    this.#local = true;
    this.#stop();
    if (this.#innerEnd !== undefined) this.#end(cause ?? 'local');
    else this.#inner?.destroy(cause);
  }

  /** Breaks the connection: what has passed arrives, the client sees a reset. */
  cut(): void {
    if (this.#ended) return;
    this.#end(new TransportError('ECONNRESET', 'stream', 'the faulty link cut the connection'));
    this.#inner?.close();
  }

  stall(direction: 'up' | 'down' | 'both', how: Stall): void {
    if (direction !== 'down') this.#up.stall(how);
    if (direction !== 'up') this.#down.stall(how);
  }

  release(): void {
    this.#up.release();
    this.#down.release();
  }

  #drained(): void {
    if (!this.#needDrain || this.#innerFull || this.#up.waitingBytes > 0) return;
    this.#needDrain = false;
    this.#handlers.drain();
  }

  #readOn(): void {
    if (!this.#innerPaused) return;
    this.#innerPaused = false;
    this.#inner?.resume();
  }

  #stop(): void {
    this.#up.stop();
    this.#down.stop();
  }

  #end(cause: CloseCause): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stop();
    this.#handlers.close(cause);
    this.#reportOver();
  }
}

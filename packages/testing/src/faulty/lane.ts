/** One direction of a faulty link: what goes in comes out in order, but late, slowly, in pieces, partly or not at all. */

import type { Clock } from '../clock.ts';
import { Fifo } from '../fifo.ts';
import { type Choice, choose, type Random } from './random.ts';

export interface Faults {
  /** Ends the connection once so many bytes have passed; 0: instead of the first. */
  readonly cutAfter?: number | undefined;
  /** Nothing passes after so many bytes, not even the end of the connection. */
  readonly stallAfter?: number | undefined;
  /** What becomes of the bytes of a stall: kept until `release` (`hold`, the default) or lost (`swallow`). */
  readonly stall?: Stall | undefined;
  /** Milliseconds on the way; a range is chosen from for each piece, the order stays. */
  readonly delay?: Choice | undefined;
  readonly bytesPerSecond?: number | undefined;
  /** The largest piece in bytes: 1 gives single bytes; a range is chosen from for each piece. */
  readonly split?: Choice | undefined;
}

export type Stall = 'hold' | 'swallow';

export interface LaneOutput {
  pass(bytes: Uint8Array): void;
  /** The bytes up to `cutAfter` have passed. */
  cut(): void;
  /** What waited has passed. */
  emptied(): void;
}

interface Piece {
  /** undefined: the end, which `arrived` tells of. */
  readonly bytes: Uint8Array | undefined;
  readonly arrived: (() => void) | undefined;
  readonly due: number;
}

export class Lane {
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #output: LaneOutput;
  readonly #pieces = new Fifo<Piece>();
  #waitingBytes = 0;
  #passedBytes = 0;
  #lastDue = 0;
  #stall: Stall | undefined;
  #released = false;
  #paused = false;
  #stopped = false;
  #timer: unknown;

  constructor(faults: Faults, clock: Clock, random: Random, output: LaneOutput) {
    this.#faults = faults;
    this.#clock = clock;
    this.#random = random;
    this.#output = output;
    if (faults.stallAfter === 0) this.#stall = faults.stall ?? 'hold';
  }

  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  get passedBytes(): number {
    return this.#passedBytes;
  }

  get stalled(): boolean {
    return this.#stall !== undefined;
  }

  push(chunk: Uint8Array): void {
    const { split } = this.#faults;
    for (let from = 0; from < chunk.length; ) {
      const size = split === undefined ? chunk.length : Math.max(1, choose(split, this.#random));
      const bytes = chunk.subarray(from, from + size);
      from += bytes.length;
      this.#waitingBytes += bytes.length;
      this.#pieces.push({ bytes, arrived: undefined, due: this.#dueOf(bytes.length) });
    }
    this.#run();
  }

  /** The end: `arrived` is called when all before it has passed. */
  finish(arrived: () => void): void {
    this.#pieces.push({ bytes: undefined, arrived, due: this.#dueOf(0) });
    this.#run();
  }

  stall(how: Stall): void {
    this.#stall = how;
  }

  /** Ends a stall, also one that `stallAfter` began; what was held passes. */
  release(): void {
    this.#stall = undefined;
    this.#released = true;
    this.#run();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#run();
  }

  /** Forgets what waits; nothing passes any more. */
  stop(): void {
    this.#stopped = true;
    this.#clock.clearTimeout(this.#timer);
    this.#pieces.clear();
    this.#waitingBytes = 0;
  }

  #dueOf(size: number): number {
    const { delay, bytesPerSecond } = this.#faults;
    const now = this.#clock.now();
    let due = now + (delay === undefined ? 0 : choose(delay, this.#random));
    if (bytesPerSecond !== undefined) {
      due = Math.max(due, Math.max(this.#lastDue, now) + (size * 1000) / bytesPerSecond);
    }
    this.#lastDue = Math.max(this.#lastDue, due);
    return this.#lastDue;
  }

  readonly #run = (): void => {
    this.#clock.clearTimeout(this.#timer);
    const waited = this.#waitingBytes > 0;
    for (let piece = this.#pieces.peek(); piece !== undefined; piece = this.#pieces.peek()) {
      if (this.#stopped || this.#paused || this.#stall === 'hold') return;
      const left = piece.due - this.#clock.now();
      if (left > 0) {
        this.#timer = this.#clock.setTimeout(this.#run, left);
        return;
      }
      this.#pieces.shift();
      this.#pass(piece);
    }
    if (waited && !this.#stopped) this.#output.emptied();
  };

  #pass(piece: Piece): void {
    const { bytes, arrived } = piece;
    if (bytes === undefined) {
      if (this.#stall === undefined) arrived?.();
      return;
    }
    this.#waitingBytes -= bytes.length;
    if (this.#stall === 'swallow') return;
    const { cutAfter, stallAfter, stall = 'hold' } = this.#faults;
    const end = this.#passedBytes + bytes.length;
    const stalls = !this.#released && stallAfter !== undefined && end >= stallAfter;
    const cuts = cutAfter !== undefined && end >= cutAfter;
    const limit = Math.min(cuts ? cutAfter : end, stalls ? stallAfter : end);
    const passing = bytes.subarray(0, limit - this.#passedBytes);
    this.#passedBytes = limit;
    if (passing.length > 0) this.#output.pass(passing);
    if (cuts && limit === cutAfter) this.#output.cut();
    else if (stalls) {
      this.#stall = stall;
      if (stall === 'hold') this.#putBack(bytes.subarray(passing.length));
    }
  }

  /** The rest of a piece whose beginning has passed; it comes first when the stall is over. */
  #putBack(rest: Uint8Array): void {
    if (rest.length === 0) return;
    this.#waitingBytes += rest.length;
    this.#pieces.unshift({ bytes: rest, arrived: undefined, due: 0 });
  }
}

/** One direction of a connection: bytes in order, after the link's delay, no faster than their receiver takes them. */

/** Bytes that may wait in a lane before its source is paused. */
const HIGH_WATER_MARK = 1_048_576;

export interface LaneEnds {
  /** Milliseconds that a chunk which comes now has to wait. */
  delay(): number;
  /** Returns false when the receiver is full; `resume` tells when it takes more. */
  deliver(chunk: Uint8Array): boolean;
  /** The orderly end, after everything before it was delivered. */
  finish(): void;
  /** Stops the source, and lets it go on. */
  holdSource(): void;
  releaseSource(): void;
}

interface Waiting {
  /** undefined for the end. */
  readonly chunk: Uint8Array | undefined;
  readonly due: number;
}

export class Lane {
  readonly #ends: LaneEnds;
  readonly #waiting: Waiting[] = [];
  #bytes = 0;
  #held = 0;
  #full = false;
  #sourceHeld = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ends: LaneEnds) {
    this.#ends = ends;
  }

  /** Bytes that have passed. */
  get bytes(): number {
    return this.#bytes;
  }

  push(chunk: Uint8Array): void {
    this.#held += chunk.length;
    this.#enqueue(chunk);
    if (this.#held > HIGH_WATER_MARK && !this.#sourceHeld) {
      this.#sourceHeld = true;
      this.#ends.holdSource();
    }
  }

  end(): void {
    this.#enqueue(undefined);
  }

  /** The receiver takes more. */
  resume(): void {
    this.#full = false;
    this.#move();
  }

  /** Forgets what waits. */
  drop(): void {
    clearTimeout(this.#timer);
    this.#waiting.length = 0;
  }

  #enqueue(chunk: Uint8Array | undefined): void {
    this.#waiting.push({ chunk, due: performance.now() + this.#ends.delay() });
    if (this.#waiting.length === 1) this.#move();
  }

  #move(): void {
    const now = performance.now();
    let moved = 0;
    for (const { chunk, due } of this.#waiting) {
      if (this.#full || due > now) break;
      moved++;
      this.#pass(chunk);
    }
    this.#waiting.splice(0, moved);
    this.#release();
    const next = this.#waiting[0];
    clearTimeout(this.#timer);
    if (next === undefined || this.#full) return;
    this.#timer = setTimeout(() => this.#move(), Math.ceil(next.due - now));
  }

  #pass(chunk: Uint8Array | undefined): void {
    if (chunk === undefined) {
      this.#ends.finish();
      return;
    }
    this.#held -= chunk.length;
    this.#bytes += chunk.length;
    this.#full = !this.#ends.deliver(chunk);
  }

  #release(): void {
    if (!this.#sourceHeld || this.#held > HIGH_WATER_MARK / 2) return;
    this.#sourceHeld = false;
    this.#ends.releaseSource();
  }
}

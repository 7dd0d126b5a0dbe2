/** A turn: one look at the clock, then work, then one write to each connection that has something to send, then the timer. */

import type { Clock } from '../clock.ts';
import type { Deadlines } from './deadlines.ts';

export interface Flushable {
  flush(): void;
}

export class Turns {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  #now = 0;
  #depth = 0;
  #dirty: Flushable[] = [];
  #timer: unknown;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, deadlines: Deadlines) {
    this.#clock = clock;
    this.#deadlines = deadlines;
  }

  /** Opens a turn, or joins the one that is open; returns its time. `end` must follow. */
  begin(): number {
    if (this.#depth === 0) this.#now = this.#clock.now();
    this.#depth++;
    return this.#now;
  }

  end(): void {
    this.#depth--;
    if (this.#depth > 0) return;
    // A write may call back and open turns of its own: each takes what is dirty by then.
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const one of dirty) one.flush();
    this.#arm();
  }

  /** Runs something in a turn; whatever it throws, the turn ends. */
  run<T>(work: (now: number) => T): T {
    const now = this.begin();
    try {
      return work(now);
    } finally {
      this.end();
    }
  }

  /** Asks for a flush at the end of the turn; once is enough. */
  later(one: Flushable): void {
    this.#dirty.push(one);
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
  }

  #arm(): void {
    const { next } = this.#deadlines;
    if (next === this.#armedFor) return;
    this.stop();
    if (next === Number.POSITIVE_INFINITY) return;
    this.#armedFor = next;
    this.#timer = this.#clock.setTimeout(this.#expire, Math.max(0, next - this.#clock.now()));
  }

  readonly #expire = (): void => {
    this.#timer = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.run((now) => this.#deadlines.run(now));
  };
}

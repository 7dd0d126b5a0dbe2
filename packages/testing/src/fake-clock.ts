/** A clock that stands still until a test moves it. */

import type { Clock } from './clock.ts';

export interface FakeClock extends Clock {
  /**
   * Moves the time forward by `ms` milliseconds and runs each timer that comes due on the way, in the order of its
   * time (then of its making), at its own time. Timers that these set are run too if they fall within the span.
   * @throws RangeError if `ms` is negative or not finite.
   */
  advance(ms: number): void;
  /** How many timers wait. */
  readonly pending: number;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

/** @param start what `now()` says first, in milliseconds; 0 by default. */
export function fakeClock(start = 0): FakeClock {
  return new ManualClock(start);
}

class ManualClock implements FakeClock {
  readonly #timers = new Set<Timer>();
  #now: number;

  constructor(start: number) {
    this.#now = start;
  }

  // Arrow fields, so that they may be handed over apart from the clock, as the platform's functions may.
  readonly now = (): number => this.#now;

  readonly setTimeout = (callback: () => void, delay: number): unknown => {
    const timer: Timer = { at: this.#now + Math.max(0, delay), callback };
    this.#timers.add(timer);
    return timer;
  };

  readonly clearTimeout = (handle: unknown): void => {
    this.#timers.delete(handle as Timer);
  };

  advance(ms: number): void {
    if (!(ms >= 0 && ms < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`fakeClock.advance: ${ms} is not a number of milliseconds from 0 up`);
    }
    const end = this.#now + ms;
    for (let timer = this.#dueBy(end); timer !== undefined; timer = this.#dueBy(end)) {
      this.#timers.delete(timer);
      this.#now = Math.max(this.#now, timer.at);
      timer.callback();
    }
    this.#now = end;
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** The earliest timer up to `end`; of equal ones the first made, since a Set keeps the order of insertion. */
  #dueBy(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

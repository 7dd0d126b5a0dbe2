/** The table of what is due when; the engine arms one timer for the earliest. */

import type { Deadline } from './sink.ts';

const NAMES = ['keepAlive', 'republish', 'expiry'] as const;
export type DeadlineName = (typeof NAMES)[number];

export class Deadlines {
  readonly #at: Record<DeadlineName, number> = {
    keepAlive: Number.POSITIVE_INFINITY,
    republish: Number.POSITIVE_INFINITY,
    expiry: Number.POSITIVE_INFINITY,
  };
  #next = Number.POSITIVE_INFINITY;

  /** The earliest. */
  get next(): Deadline {
    return this.#next;
  }

  get(name: DeadlineName): Deadline {
    return this.#at[name];
  }

  set(name: DeadlineName, at: Deadline): void {
    this.#at[name] = at;
    this.#next = Math.min(this.#at.keepAlive, this.#at.republish, this.#at.expiry);
  }

  /** Brings it forward; a later time is ignored. */
  atMost(name: DeadlineName, at: Deadline): void {
    if (at < this.#at[name]) this.set(name, at);
  }

  clear(name: DeadlineName): void {
    this.set(name, Number.POSITIVE_INFINITY);
  }
}

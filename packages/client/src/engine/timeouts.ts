/** How long operations wait: without any byte sent or received, or in all (AbsoluteTimeout). */

export interface Wait {
  readonly since: number;
  /** Milliseconds. */
  readonly limit: number;
  /** From the start of the operation, whatever is sent or received. */
  readonly absolute: boolean;
  readonly expire: () => void;
}

export class Timeouts {
  /** undefined when nothing waits. */
  #waits: Set<Wait> | undefined;
  #lastActivity = Number.NEGATIVE_INFINITY;
  #next = Number.POSITIVE_INFINITY;

  /** When `tick` is due; never later than the first that expires. */
  get next(): number {
    return this.#next;
  }

  add(wait: Wait): Wait {
    this.#waits ??= new Set();
    this.#waits.add(wait);
    const at = wait.since + wait.limit;
    if (at < this.#next) this.#next = at;
    return wait;
  }

  remove(wait: Wait | undefined): void {
    if (wait === undefined || !this.#waits?.delete(wait)) return;
    if (this.#waits.size > 0) return;
    this.#waits = undefined;
    this.#next = Number.POSITIVE_INFINITY;
  }

  /** A byte was sent or received. Deadlines move when they come, not at each byte. */
  activity(now: number): void {
    this.#lastActivity = now;
  }

  tick(now: number): void {
    const waits = this.#waits;
    if (now < this.#next || waits === undefined) return;
    const due: Wait[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const wait of waits) {
      const at =
        wait.limit + (wait.absolute ? wait.since : Math.max(wait.since, this.#lastActivity));
      if (at <= now) due.push(wait);
      else if (at < next) next = at;
    }
    for (const wait of due) waits.delete(wait);
    if (waits.size === 0) this.#waits = undefined;
    this.#next = next;
    for (const wait of due) wait.expire();
  }
}

/** What is to happen later, earliest first; no timer of its own: whoever owns it asks `next` and calls `run`. */

export interface Deadline {
  /** The time at which it is due, in milliseconds; may be moved later at any time without telling anyone. */
  due: number;
  /** Called when due. It may set `due` later and return true to go on waiting. */
  expire(now: number): boolean;
}

interface Slot {
  /** When to look at it: its `due` when it was put here. */
  readonly at: number;
  readonly deadline: Deadline;
}

/** A heap of this size or less is never cleaned up. */
const MANY = 64;

/** A binary heap. A keep alive moves with each packet received, so a slot that comes up early is put back, not searched. */
export class Deadlines {
  #heap: Slot[] = [];
  readonly #live = new Map<Deadline, Slot>();

  get next(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  /** What it takes in memory: the live deadlines, and those that are not yet cleaned up. */
  get slots(): number {
    return this.#heap.length;
  }

  /** Adds a deadline, or puts it where its `due` now is. */
  set(deadline: Deadline): void {
    if (deadline.due === Number.POSITIVE_INFINITY) {
      this.delete(deadline);
      return;
    }
    const slot = { at: deadline.due, deadline };
    this.#live.set(deadline, slot);
    if (this.#heap.length > MANY && this.#heap.length > this.#live.size * 2) this.#rebuild();
    else this.#push(slot);
  }

  delete(deadline: Deadline): void {
    this.#live.delete(deadline);
  }

  run(now: number): void {
    for (let slot = this.#heap[0]; slot !== undefined && slot.at <= now; slot = this.#heap[0]) {
      this.#pop();
      const { deadline } = slot;
      if (this.#live.get(deadline) !== slot) continue;
      this.#live.delete(deadline);
      if (deadline.due > now || deadline.expire(now)) this.set(deadline);
    }
  }

  /** Drops the slots of deadlines that were deleted or moved: far ones would otherwise pile up. */
  #rebuild(): void {
    this.#heap = [...this.#live.values()].sort((a, b) => a.at - b.at);
  }

  #push(slot: Slot): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(slot);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= slot.at) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = slot;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && right.at < left.at) child++;
      const least = heap[child];
      if (least === undefined || least.at >= last.at) break;
      heap[index] = least;
      index = child;
    }
    heap[index] = last;
  }
}

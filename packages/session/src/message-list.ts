/** The messages of one direction in their original order, reachable by index. */

/** What a list links; it is in one list at most. */
export interface Linked<T> {
  readonly packetId: number;
  previous: T | undefined;
  next: T | undefined;
}

/** Messages in their original order, as a list shows them. */
export interface Messages<T> extends Iterable<T> {
  readonly size: number;
  at(index: number): T | undefined;
  /** -1 when no message has the id. */
  indexOf(packetId: number): number;
}

export class MessageList<T extends Linked<T>> implements Messages<T> {
  #head: T | undefined;
  #tail: T | undefined;
  #size = 0;
  /** Where the last `at` ended, so that a loop over indexes is not quadratic. */
  #hint: T | undefined;
  #hintIndex = 0;

  get size(): number {
    return this.#size;
  }

  get first(): T | undefined {
    return this.#head;
  }

  append(item: T): void {
    item.previous = this.#tail;
    item.next = undefined;
    if (this.#tail === undefined) this.#head = item;
    else this.#tail.next = item;
    this.#tail = item;
    this.#size++;
  }

  remove(item: T): void {
    if (item.previous === undefined) this.#head = item.next;
    else item.previous.next = item.next;
    if (item.next === undefined) this.#tail = item.previous;
    else item.next.previous = item.previous;
    item.previous = undefined;
    item.next = undefined;
    this.#size--;
    this.#hint = undefined;
  }

  clear(): void {
    this.#head = undefined;
    this.#tail = undefined;
    this.#size = 0;
    this.#hint = undefined;
  }

  at(index: number): T | undefined {
    if (index < 0 || index >= this.#size) return undefined;
    const fromHint = this.#hint !== undefined && this.#hintIndex <= index;
    let item = fromHint ? this.#hint : this.#head;
    for (let i = fromHint ? this.#hintIndex : 0; i < index; i++) item = item?.next;
    this.#hint = item;
    this.#hintIndex = index;
    return item;
  }

  /** -1 when no message has the id. */
  indexOf(packetId: number): number {
    let index = 0;
    for (let item = this.#head; item !== undefined; item = item.next) {
      if (item.packetId === packetId) return index;
      index++;
    }
    return -1;
  }

  *[Symbol.iterator](): IterableIterator<T> {
    for (let item = this.#head; item !== undefined; item = item.next) yield item;
  }
}

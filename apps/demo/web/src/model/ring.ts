/** The newest items of an endless stream: as many as fit by number and by weight, the oldest go first. */

interface Slot<T> {
  readonly item: T;
  readonly weight: number;
}

export class Ring<T> {
  readonly #slots: (Slot<T> | undefined)[] = [];
  readonly #limit: number;
  readonly #weightLimit: number;
  #first = 0;
  #length = 0;
  #weight = 0;
  #pushed = 0;

  /**
   * @param limit items
   * @param weightLimit of all items together, such as bytes; the newest item stays whatever it weighs
   */
  constructor(limit: number, weightLimit = Number.POSITIVE_INFINITY) {
    this.#limit = limit;
    this.#weightLimit = weightLimit;
  }

  get length(): number {
    return this.#length;
  }

  /** How many there were since the start, or since `clear`. */
  get pushed(): number {
    return this.#pushed;
  }

  push(item: T, weight = 0): void {
    if (this.#length === this.#limit) this.#shift();
    this.#slots[(this.#first + this.#length) % this.#limit] = { item, weight };
    this.#length++;
    this.#pushed++;
    this.#weight += weight;
    while (this.#weight > this.#weightLimit && this.#length > 1) this.#shift();
  }

  /** 0 is the oldest; undefined where there is none. */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.#length) return undefined;
    return this.#slots[(this.#first + index) % this.#limit]?.item;
  }

  clear(): void {
    this.#slots.length = 0;
    this.#first = 0;
    this.#length = 0;
    this.#weight = 0;
    this.#pushed = 0;
  }

  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let index = 0; index < this.#length; index++) {
      const item = this.at(index);
      if (item !== undefined) yield item;
    }
  }

  #shift(): void {
    this.#weight -= this.#slots[this.#first]?.weight ?? 0;
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) % this.#limit;
    this.#length--;
  }
}

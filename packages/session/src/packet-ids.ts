/** The packet ids in use and what each belongs to: a ring, since ids count up and are mostly freed in order. */

const FIRST_SIZE = 16;
const MAXIMUM_ID = 65_535;

/** Of one that never held an id. */
const NO_SLOTS: never[] = [];

/** What holds a packet id. */
export interface IdHolder {
  readonly packetId: number;
}

/** Slot = id & mask; the ring doubles when two ids in use fall on one slot. */
export class PacketIds<T extends IdHolder> {
  #slots: (T | undefined)[] = NO_SLOTS;
  #mask = 0;
  #last = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get exhausted(): boolean {
    return this.#size >= MAXIMUM_ID;
  }

  /** The id given out last, 0 before the first. */
  get last(): number {
    return this.#last;
  }

  get(packetId: number): T | undefined {
    const holder = this.#slots[packetId & this.#mask];
    return holder !== undefined && holder.packetId === packetId ? holder : undefined;
  }

  /** The next id that is not in use [MQTT-2.3.1-2]; 0 when all 65,535 are. */
  next(): number {
    if (this.exhausted) return 0;
    let id = this.#last;
    do id = id === MAXIMUM_ID ? 1 : id + 1;
    while (this.get(id) !== undefined);
    this.#last = id;
    return id;
  }

  /** The id must be free. */
  add(holder: T): void {
    if (this.get(holder.packetId) !== undefined) {
      throw new RangeError(`packet id ${holder.packetId} is in use`);
    }
    if (this.#slots.length === 0) this.#allocate(FIRST_SIZE);
    while (this.#slots[holder.packetId & this.#mask] !== undefined) this.#grow();
    this.#slots[holder.packetId & this.#mask] = holder;
    this.#size++;
  }

  delete(packetId: number): void {
    if (this.get(packetId) === undefined) return;
    this.#slots[packetId & this.#mask] = undefined;
    this.#size--;
  }

  /** Ids of a restored state are in use already: the next one follows `last`. */
  startAfter(last: number): void {
    this.#last = last;
  }

  clear(): void {
    this.#slots = NO_SLOTS;
    this.#mask = 0;
    this.#size = 0;
  }

  #allocate(size: number): void {
    this.#slots = new Array(size).fill(undefined);
    this.#mask = size - 1;
  }

  #grow(): void {
    const holders = this.#slots;
    this.#allocate(holders.length * 2);
    for (const holder of holders) {
      if (holder !== undefined) this.#slots[holder.packetId & this.#mask] = holder;
    }
  }
}

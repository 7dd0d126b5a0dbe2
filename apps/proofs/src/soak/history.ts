/** What became of one client's messages of one QoS at the client that gets them, and whether it is allowed. */

export type QoS = 0 | 1 | 2;

/** When connections of the two clients began, each in order: what was under way on the one before goes out again. */
export interface Connections {
  readonly publisher: readonly number[];
  readonly subscriber: readonly number[];
}

interface Published {
  /** When the client was told to. */
  readonly at: number;
  acknowledged: number | undefined;
  acknowledgements: number;
  refused: boolean;
}

interface Arrival {
  readonly number: number;
  readonly at: number;
  readonly duplicate: boolean;
}

/** Messages have numbers, which count up. All times are milliseconds of one clock. */
export class History {
  readonly name: string;
  readonly qos: QoS;
  /** The number of the first that is not yet judged. */
  #base = 0;
  #published: Published[] = [];
  #arrivals: Arrival[] = [];
  #faults: string[] = [];
  readonly #arrived = new Set<number>();
  #due = 0;

  constructor(name: string, qos: QoS) {
    this.name = name;
    this.qos = qos;
  }

  /** Messages that must arrive, or be acknowledged, and are not yet: none at QoS 0. */
  get open(): number {
    return this.#due;
  }

  /** @returns its number */
  publish(at: number): number {
    this.#published.push({ at, acknowledged: undefined, acknowledgements: 0, refused: false });
    if (this.qos > 0) this.#due += 2;
    return this.#base + this.#published.length - 1;
  }

  /** The client did not take it. At QoS 0 it may be on its way all the same. */
  refuse(number: number): void {
    const message = this.#of(number);
    if (message === undefined || message.refused || message.acknowledgements > 0) return;
    message.refused = true;
    if (this.qos > 0) this.#due -= 2;
  }

  acknowledge(number: number, at: number): void {
    const message = this.#of(number);
    if (message === undefined) return this.fault(`an acknowledgement of ${number}, long done`);
    message.acknowledged ??= at;
    message.acknowledgements += 1;
    if (this.qos > 0 && message.acknowledgements === 1) this.#due -= 1;
  }

  /** @returns whether it is new */
  arrive(number: number, at: number, duplicate: boolean): boolean {
    this.#arrivals.push({ number, at, duplicate });
    if (this.#arrived.has(number)) return false;
    this.#arrived.add(number);
    const message = this.#of(number);
    if (this.qos > 0 && message !== undefined && !message.refused) this.#due -= 1;
    return true;
  }

  /** Something else is wrong with it. */
  fault(says: string): void {
    this.#faults.push(says);
  }

  /**
   * Says what is not allowed, each a sentence, and forgets what it has judged: nothing of it may come any more.
   * `now`: the end of what is judged.
   */
  judge(connections: Connections, now: number): readonly string[] {
    const found = [
      ...this.#faults,
      ...this.#unknown(),
      ...(this.qos === 0 ? this.#gaps(connections, now) : this.#losses()),
      ...(this.qos === 1 ? this.#repeats(connections) : this.#again()),
      ...this.#disorder(connections),
    ];
    this.#base += this.#published.length;
    this.#published = [];
    this.#arrivals = [];
    this.#faults = [];
    this.#arrived.clear();
    this.#due = 0;
    return found.map((says) => `${this.name}, QoS ${this.qos}: ${says}`);
  }

  #of(number: number): Published | undefined {
    return this.#published[number - this.#base];
  }

  #unknown(): string[] {
    return this.#arrivals.flatMap(({ number }) => {
      if (number < this.#base) return [`${number} came again, long after it was through`];
      const message = this.#of(number);
      if (message === undefined) return [`${number} came, and nobody published it`];
      return message.refused && this.qos > 0 ? [`${number} was refused, and came`] : [];
    });
  }

  #losses(): string[] {
    return this.#published.flatMap(({ refused, acknowledgements }, i) => {
      const number = this.#base + i;
      if (refused) return [];
      const found = this.#arrived.has(number) ? [] : [`${number} is lost`];
      if (acknowledgements === 1) return found;
      return [...found, `${number} was acknowledged ${acknowledgements} times`];
    });
  }

  /** QoS 0 may lose what is on its way when a connection breaks, and nothing else. */
  #gaps({ publisher, subscriber }: Connections, now: number): string[] {
    const found: string[] = [];
    let before = Number.NEGATIVE_INFINITY;
    let missing: number[] = [];
    const close = (after: number) => {
      const excused = [...publisher, ...subscriber].some((at) => at >= before && at <= after);
      if (!excused) found.push(...missing.map((number) => `${number} is lost, and nothing broke`));
      missing = [];
    };
    const arrivedAt = new Map(this.#arrivals.map(({ number, at }) => [number, at]));
    for (const [i, { at, refused }] of this.#published.entries()) {
      const arrival = arrivedAt.get(this.#base + i);
      if (arrival === undefined) {
        if (!refused) missing.push(this.#base + i);
        continue;
      }
      close(arrival);
      before = at;
    }
    close(now);
    return found;
  }

  #again(): string[] {
    const seen = new Set<number>();
    return this.#arrivals.flatMap(({ number }) => {
      if (!seen.has(number)) {
        seen.add(number);
        return [];
      }
      return [`${number} came again`];
    });
  }

  /**
   * QoS 1 may repeat. The publisher sends again what its connection broke off before the acknowledgement: a copy for
   * each break. The server sends each copy again, with DUP, when the subscriber's connection broke.
   */
  #repeats({ publisher, subscriber }: Connections): string[] {
    const fresh = new Map<number, number>();
    let since = new Map<number, number>();
    let passed = 0;
    return this.#arrivals.flatMap(({ number, at, duplicate }) => {
      const broken = countUpTo(subscriber, at);
      if (broken > passed) since = new Map();
      passed = broken;
      const message = this.#of(number);
      if (message === undefined) return [];
      const { at: from, acknowledged: to = at } = message;
      const copies = 1 + publisher.filter((end) => end >= from && end <= Math.min(to, at)).length;
      if (duplicate && countUpTo(subscriber, from) === broken) {
        return [`${number} came with DUP, and nothing broke`];
      }
      if (!duplicate && increment(fresh, number) > copies) {
        return [`${number} came again without DUP`];
      }
      if (increment(since, number) <= copies) return [];
      return [`${number} came again, and nothing broke`];
    });
  }

  /**
   * What is new comes in order. What is repeated begins anew where the subscriber's connection broke, and between two
   * such breaks once for each break of the publisher's.
   */
  #disorder({ publisher, subscriber }: Connections): string[] {
    const found: string[] = [];
    const seen = new Set<number>();
    let unused = [...publisher];
    let passed = 0;
    let highest = -1;
    let previous = -1;
    for (const { number, at } of this.#arrivals) {
      const broken = countUpTo(subscriber, at);
      if (broken > passed) {
        unused = [...publisher];
        previous = -1;
      }
      passed = broken;
      if (number < highest && !seen.has(number)) found.push(`${number} came after ${highest}`);
      else if (number <= previous && this.qos === 1) {
        const from = this.#of(number)?.at ?? 0;
        const i = unused.findIndex((end) => end >= from && end <= at);
        if (i < 0) found.push(`${number} came again after ${previous}, and nothing broke between`);
        else unused.splice(i, 1);
      }
      seen.add(number);
      highest = Math.max(highest, number);
      previous = number;
    }
    return found;
  }
}

function countUpTo(times: readonly number[], at: number): number {
  return times.filter((time) => time <= at).length;
}

/** @returns the new count */
function increment(counts: Map<number, number>, number: number): number {
  const count = (counts.get(number) ?? 0) + 1;
  counts.set(number, count);
  return count;
}

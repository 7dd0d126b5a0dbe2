/** What a load has done so far; tallies of several processes add up. */

import { Histogram, type HistogramState } from './histogram.ts';

export interface TallyState {
  readonly done: number;
  readonly bytes: number;
  readonly times: HistogramState;
  /** What went wrong, and how often. */
  readonly failures: Readonly<Record<string, number>>;
  /** Milliseconds since 1970; 0: none yet. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Of the process, in seconds and bytes. */
  readonly cpu: number;
  readonly memory: number;
  /** How often each of the processes was served, for a shared subscription. */
  readonly shares: readonly number[];
}

export class Tally {
  readonly times = new Histogram();
  readonly #failures = new Map<string, number>();
  #done = 0;
  #bytes = 0;
  #firstAt = 0;
  #lastAt = 0;
  #cpu = 0;
  #memory = 0;
  #shares: number[] = [];
  #used: NodeJS.CpuUsage | undefined;

  get done(): number {
    return this.#done;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get failed(): number {
    return [...this.#failures.values()].reduce((sum, count) => sum + count, 0);
  }

  get failures(): readonly (readonly [what: string, count: number])[] {
    return [...this.#failures];
  }

  /** From the first to the last that was done, in seconds. */
  get seconds(): number {
    return Math.max(0, this.#lastAt - this.#firstAt) / 1000;
  }

  /** Seconds of all processes together. */
  get cpu(): number {
    return this.#cpu;
  }

  /** Bytes of all processes together. */
  get memory(): number {
    return this.#memory;
  }

  get shares(): readonly number[] {
    return this.#shares;
  }

  /** Processor time counts from here; what a process needs to start is not measured. */
  begin(): void {
    this.#used = process.cpuUsage();
  }

  /** Rates count from here, and not from the first that is done. */
  start(): void {
    this.begin();
    this.#firstAt = clock();
    this.#lastAt = this.#firstAt;
  }

  /** @param milliseconds that it took; undefined: not known */
  count(bytes: number, milliseconds: number | undefined): void {
    this.#done++;
    this.#bytes += bytes;
    this.#lastAt = clock();
    if (this.#firstAt === 0) this.#firstAt = this.#lastAt;
    if (milliseconds !== undefined) this.times.record(milliseconds);
  }

  fail(what: string): void {
    this.#failures.set(what, (this.#failures.get(what) ?? 0) + 1);
  }

  add(state: TallyState): void {
    this.#done += state.done;
    this.#bytes += state.bytes;
    this.times.add(state.times);
    for (const [what, count] of Object.entries(state.failures)) {
      this.#failures.set(what, (this.#failures.get(what) ?? 0) + count);
    }
    if (state.firstAt > 0) {
      this.#firstAt = Math.min(this.#firstAt || state.firstAt, state.firstAt);
      this.#lastAt = Math.max(this.#lastAt, state.lastAt);
    }
    this.#cpu += state.cpu;
    this.#memory += state.memory;
    this.#shares.push(...state.shares);
  }

  /** With what this process has used. */
  state(): TallyState {
    const { user, system } = process.cpuUsage(this.#used);
    return {
      done: this.#done,
      bytes: this.#bytes,
      times: this.times.state(),
      failures: Object.fromEntries(this.#failures),
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      cpu: (user + system) / 1e6,
      memory: process.memoryUsage.rss(),
      shares: [this.#done],
    };
  }
}

/** Milliseconds since 1970, with fractions: comparable between the processes of a machine. */
export function clock(): number {
  return performance.timeOrigin + performance.now();
}

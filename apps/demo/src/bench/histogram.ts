/** Times in buckets that grow with them: percentiles within 1.6 %, in constant memory, and histograms add up. */

/** Buckets for each doubling. */
const STEPS = 64;
const STEP_BITS = 6;
/** Doublings above 64 microseconds: up to more than an hour. */
const DOUBLINGS = 28;

export interface HistogramState {
  /** Index of a bucket, and how many times fell into it; empty buckets are left out. */
  readonly buckets: readonly (readonly [index: number, count: number])[];
  readonly sum: number;
  readonly max: number;
}

export class Histogram {
  readonly #buckets = new Float64Array(STEPS * (DOUBLINGS + 1));
  #count = 0;
  #sum = 0;
  #max = 0;

  get count(): number {
    return this.#count;
  }

  /** In milliseconds; 0 while it is empty. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count;
  }

  get max(): number {
    return this.#max;
  }

  /** @param milliseconds negative ones, of clocks that disagree, count as 0 */
  record(milliseconds: number): void {
    const time = Math.max(0, milliseconds);
    const at = bucketOf(time);
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1;
    this.#count++;
    this.#sum += time;
    if (time > this.#max) this.#max = time;
  }

  /** The time that this part of all times, 0 to 1, does not exceed, in milliseconds; 0 while it is empty. */
  percentile(part: number): number {
    const wanted = Math.max(1, Math.ceil(part * this.#count));
    let seen = 0;
    for (const [index, count] of this.#buckets.entries()) {
      seen += count;
      if (seen >= wanted && count > 0) return Math.min(this.#max, upperEnd(index));
    }
    return 0;
  }

  add({ buckets, sum, max }: HistogramState): void {
    for (const [index, count] of buckets) {
      this.#buckets[index] = (this.#buckets[index] ?? 0) + count;
      this.#count += count;
    }
    this.#sum += sum;
    this.#max = Math.max(this.#max, max);
  }

  state(): HistogramState {
    const filled = [...this.#buckets.entries()].filter(([, count]) => count > 0);
    return { buckets: filled, sum: this.#sum, max: this.#max };
  }
}

function bucketOf(milliseconds: number): number {
  const micros = Math.floor(milliseconds * 1000);
  if (micros < STEPS) return micros;
  const doubling = Math.floor(Math.log2(micros)) - STEP_BITS;
  if (doubling >= DOUBLINGS) return STEPS * (DOUBLINGS + 1) - 1;
  return STEPS * (doubling + 1) + Math.floor(micros / 2 ** doubling) - STEPS;
}

/** In milliseconds. */
function upperEnd(index: number): number {
  const doubling = Math.floor(index / STEPS) - 1;
  if (doubling < 0) return (index + 1) / 1000;
  return (((index % STEPS) + STEPS + 1) * 2 ** doubling) / 1000;
}

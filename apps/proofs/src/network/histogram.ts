/** Times in buckets, and how even they are. */

export interface Histogram {
  readonly total: number;
  /** Milliseconds. */
  readonly first: number;
  readonly last: number;
  /** The most that fell into one bucket. */
  readonly fullest: number;
  readonly lines: readonly string[];
}

const WIDTH = 50;

/** `width`: of a bucket, in the unit of `times`, which are milliseconds. */
export function histogramOf(times: readonly number[], width: number): Histogram {
  const counts = new Map<number, number>();
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const time of times) {
    const bucket = Math.floor(time / width);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    first = Math.min(first, time);
    last = Math.max(last, time);
  }
  const fullest = Math.max(0, ...counts.values());
  const lines: string[] = [];
  const end = Math.max(-1, ...counts.keys());
  for (let bucket = Math.min(...counts.keys()); bucket <= end; bucket++) {
    const count = counts.get(bucket) ?? 0;
    const bar = '#'.repeat(Math.round((count / fullest) * WIDTH));
    const from = `${((bucket * width) / 1000).toFixed(2)} s`;
    lines.push(`${from.padStart(9)} ${String(count).padStart(5)} ${bar}`.trimEnd());
  }
  return { total: times.length, first, last, fullest, lines };
}

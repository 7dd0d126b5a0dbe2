/** CPU time of a piece of work: warmed up, repeated, the median; and the heap that it takes. */

/** A piece of work: does it once and returns how many packets that were. */
export type Work = () => number;

/** Microseconds of CPU time. */
const WARM_UP = 300_000;
const ROUND = 100_000;
const ROUNDS = 5;

/** Nanoseconds of CPU time (all threads, garbage collection too) a packet. */
export function cpuTime(work: Work): number {
  run(work, WARM_UP);
  return median(Array.from({ length: ROUNDS }, () => run(work, ROUND)));
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Repeats the work for at least so many microseconds of CPU time; asks the clock ever more seldom, since that costs. */
function run(work: Work, atLeast: number): number {
  let packets = 0;
  let used = 0;
  const start = process.cpuUsage();
  for (let turns = 1; used < atLeast; turns = Math.min(turns * 2, 4096)) {
    for (let i = 0; i < turns; i++) packets += work();
    const { user, system } = process.cpuUsage(start);
    used = user + system;
  }
  return (used * 1000) / packets;
}

/** Bytes of heap a packet that stay as long as the results do. Needs --expose-gc. */
export function heapKept(work: () => readonly unknown[]): number {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('run with --expose-gc');
  work();
  collect();
  const before = process.memoryUsage().heapUsed;
  const results = work();
  collect();
  const after = process.memoryUsage().heapUsed;
  // The array that holds them is the benchmark's own.
  return (after - before) / results.length - 8;
}

/** Bytes of heap a packet that the work allocates, kept or not. Needs a young generation that is never full. */
export function heapAllocated(work: Work): number {
  // Enough for the compiler to have done with it.
  for (let i = 0; i < 2000; i++) work();
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('run with --expose-gc');
  collect();
  const before = process.memoryUsage().heapUsed;
  let packets = 0;
  for (let i = 0; i < 50; i++) packets += work();
  return (process.memoryUsage().heapUsed - before) / packets;
}

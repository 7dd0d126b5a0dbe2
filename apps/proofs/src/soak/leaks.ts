/** What a process holds when all is at rest, and what it holds more than before. */

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { wait } from '../bounded.ts';
import { grouped } from './counts.ts';

export interface Holding {
  /** Bytes of the JavaScript heap in use after garbage collection. */
  readonly heap: number;
  /** Bytes outside it: buffers. */
  readonly buffers: number;
  readonly resident: number;
  /** Open handles, requests and timers, by kind. */
  readonly resources: ReadonlyMap<string, number>;
  /** Listeners of the process itself, by event. */
  readonly listeners: ReadonlyMap<string, number>;
}

/** Bytes that a heap may grow by: code that was compiled, what the platform keeps. */
const HEAP_GROWTH = 3_000_000;
const BUFFER_GROWTH = 1_000_000;
/** Milliseconds for sockets to be gone after their end. */
const REST = 15_000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export async function holding(): Promise<Holding> {
  // Twice: what a finalizer lets go of is collected the next time.
  for (let i = 0; i < 2; i++) {
    collect();
    await wait(20);
  }
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  const names = process.eventNames().map(String);
  return {
    heap: heapUsed,
    buffers: Math.max(external, arrayBuffers),
    resident: rss,
    resources: tally(process.getActiveResourcesInfo()),
    listeners: new Map(names.map((name) => [name, process.listenerCount(name)])),
  };
}

/** Waits until no handle is left that was not there at the start; in vain if there is a leak. */
export async function holdingAtRest(start: Holding): Promise<Holding> {
  const end = performance.now() + REST;
  let now = await holding();
  while (more(start.resources, now.resources).length > 0 && performance.now() < end) {
    await wait(200);
    now = await holding();
  }
  return now;
}

/** What there is more than at the start, each a sentence. */
export function leaksBetween(start: Holding, end: Holding): readonly string[] {
  const found = [
    ...more(start.resources, end.resources).map((each) => `resources: ${each}`),
    ...more(start.listeners, end.listeners).map((each) => `listeners of the process: ${each}`),
  ];
  const heap = end.heap - start.heap;
  if (heap > HEAP_GROWTH) found.push(`the heap grew by ${grouped(heap)} bytes`);
  const buffers = end.buffers - start.buffers;
  if (buffers > BUFFER_GROWTH) found.push(`buffers grew by ${grouped(buffers)} bytes`);
  return found;
}

export function describe({ heap, buffers, resident, resources }: Holding): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
  const handles = [...resources.values()].reduce((sum, count) => sum + count, 0);
  return `heap ${megabytes(heap)}, buffers ${megabytes(buffers)}, resident ${megabytes(resident)}, ${handles} handles and timers`;
}

function more(start: ReadonlyMap<string, number>, end: ReadonlyMap<string, number>): string[] {
  return [...end].flatMap(([name, count]) => {
    const before = start.get(name) ?? 0;
    return count > before ? [`${name} ${count} instead of ${before}`] : [];
  });
}

function tally(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

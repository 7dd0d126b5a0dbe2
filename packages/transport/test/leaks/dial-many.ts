/** Dials and closes many times, and tells what was there before and what is left after. */

import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { CloseCause } from '../../src/transport.ts';
import type { Mode } from './modes.ts';

export interface Holdings {
  /** Sockets, timers and the like that keep a process alive. */
  readonly handles: number;
  /** On the signal that all dials share. */
  readonly listeners: number;
  /** Memory that JavaScript holds, buffers included, in bytes. */
  readonly heap: number;
  /** Of the process, in bytes. */
  readonly rss: number;
}

/** Dials that fill caches and compile what is used often. */
const WARM_UP = 100;
/** A single socket is 8.6 kB: this is less than 500 of them, and more than what any version of Node itself adds. */
export const HEAP_ALLOWED = 4_000_000;

setFlagsFromString('--expose-gc');
export const collectGarbage: () => void = runInNewContext('gc');
const PAYLOAD = new Uint8Array(100);

export async function dialMany(
  mode: Mode,
  count: number,
): Promise<{ readonly before: Holdings; readonly after: Holdings }> {
  const { signal } = new AbortController();
  for (let i = 0; i < WARM_UP; i++) await cycle(mode, signal, i);
  const before = await holdings(signal);
  for (let i = 0; i < count; i++) await cycle(mode, signal, i);
  return { before, after: await holdings(signal, before.handles) };
}

/** What is left that should not be, in words; empty if nothing is. */
export function leaks(before: Holdings, after: Holdings): string[] {
  const left: string[] = [];
  if (after.handles > before.handles) left.push(`${after.handles - before.handles} handles`);
  if (after.listeners > 0) left.push(`${after.listeners} listeners`);
  const grown = after.heap - before.heap;
  if (grown > HEAP_ALLOWED) left.push(`${grown} bytes of heap`);
  return left;
}

/** Every other connection is closed, the others are dropped. */
async function cycle(mode: Mode, signal: AbortSignal, i: number): Promise<void> {
  let tellEnd: (cause: CloseCause) => void = () => undefined;
  const end = new Promise<CloseCause>((resolve) => {
    tellEnd = resolve;
  });
  const handlers = { data: () => undefined, drain: () => undefined, close: tellEnd };
  const [connection, peer] = await Promise.all([
    mode.transport.dial(handlers, signal),
    mode.arrival(),
  ]);
  connection.write([PAYLOAD]);
  if (i % 2) connection.destroy();
  else await connection.close();
  await end;
  await peer.ended;
}

/** Buffers of a TLS connection are let go of by finalizers: one collection is not enough to see them gone. */
const COLLECTIONS = 5;

/** Handles of connections that are over go a little later: waits until there are no more than `expected`, or 2 seconds. */
async function holdings(signal: AbortSignal, expected = 0): Promise<Holdings> {
  const longest = expected > 0 ? 20 : COLLECTIONS;
  for (let i = 1; i <= longest; i++) {
    await delay(100);
    collectGarbage();
    if (i >= COLLECTIONS && handleCount() <= expected) break;
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return {
    handles: handleCount(),
    listeners: getEventListeners(signal, 'abort').length,
    heap: heapUsed + external,
    rss,
  };
}

function handleCount(): number {
  return process.getActiveResourcesInfo().filter((kind) => !kind.startsWith('TTY')).length;
}

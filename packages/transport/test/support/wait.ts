import { setTimeout as delay } from 'node:timers/promises';

/** Polls until `condition` holds; the test's own time limit ends a wait in vain. */
export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(2);
}

/** Lets everything happen that is already under way. */
export async function settle(milliseconds = 20): Promise<void> {
  await delay(milliseconds);
}

const patterns = new Map<string, Uint8Array>();

/** Bytes without a visible order; the same for the same arguments, and not to be changed. */
export function pattern(length: number, seed = 1): Uint8Array {
  const key = `${length} ${seed}`;
  const known = patterns.get(key) ?? makePattern(length, seed);
  patterns.set(key, known);
  return known;
}

function makePattern(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}

/** Which cases run: all of them, or a sample that the seed decides and that leaves no exchange out. */

import { parseArgs } from 'node:util';

export interface Choice {
  /** Undefined: all. */
  readonly sample: number | undefined;
  readonly seed: number;
}

export function choiceOf(args: readonly string[]): Choice {
  const { values } = parseArgs({
    args: [...args],
    options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
  });
  const { sample, seed } = values;
  return {
    sample: sample === undefined ? undefined : whole('sample', sample),
    seed: whole('seed', seed),
  };
}

function whole(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new RangeError(`--${name} must be a whole number, got ${text}`);
}

/** Of each group in turn one, in a random order, until there are enough. */
export function sampleOf<T>(
  groups: readonly (readonly T[])[],
  { sample, seed }: Choice,
): readonly T[] {
  if (sample === undefined) return groups.flat();
  const random = randomOf(seed);
  const mixed = groups.map((group) => shuffled(group, random));
  const longest = Math.max(0, ...groups.map(({ length }) => length));
  const chosen: T[] = [];
  for (let i = 0; i < longest; i++) {
    for (const group of mixed) if (i < group.length) chosen.push(group[i] as T);
  }
  return chosen.slice(0, sample);
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const mixed = [...items];
  for (let i = mixed.length - 1; i > 0; i--) {
    const other = Math.floor(random() * (i + 1));
    [mixed[i], mixed[other]] = [mixed[other] as T, mixed[i] as T];
  }
  return mixed;
}

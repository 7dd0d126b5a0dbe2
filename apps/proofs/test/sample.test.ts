/** A sample is the same for the same seed, and leaves no group out. */

import { expect, it } from 'vitest';
import { choiceOf, sampleOf } from '../src/sample.ts';

const GROUPS = [
  [1, 2, 3, 4],
  [11, 12],
  [21, 22, 23],
];

it('takes all without --sample', () => {
  expect(sampleOf(GROUPS, choiceOf([]))).toEqual([1, 2, 3, 4, 11, 12, 21, 22, 23]);
});

it('takes from each group in turn, as the seed says', () => {
  const choice = choiceOf(['--sample', '6', '--seed', '7']);
  const sample = sampleOf(GROUPS, choice);
  expect(sample.map((each) => Math.floor(each / 10))).toEqual([0, 1, 2, 0, 1, 2]);
  expect(new Set(sample).size).toBe(6);
  expect(sampleOf(GROUPS, choice)).toEqual(sample);
  const others = [1, 2, 3, 4, 5].map((seed) => sampleOf(GROUPS, { sample: 6, seed }).join());
  expect(new Set(others).size).toBeGreaterThan(1);
});

it.each([
  ['--sample', 'x'],
  ['--seed', '-1'],
  ['--sample', '1.5'],
])('refuses %s %s', (name, value) => {
  expect(() => choiceOf([`${name}=${value}`])).toThrow(RangeError);
});

/** Times in buckets. */

import { expect, it } from 'vitest';
import { histogramOf } from '../src/network/histogram.ts';

it('counts each time once, shows empty buckets between, and knows the fullest', () => {
  const { total, first, last, fullest, lines } = histogramOf([150, 110, 420, 199], 100);
  expect([total, first, last, fullest]).toEqual([4, 110, 420, 3]);
  expect(lines.map((line) => line.split(/\s+/).slice(1, 4))).toEqual([
    ['0.10', 's', '3'],
    ['0.20', 's', '0'],
    ['0.30', 's', '0'],
    ['0.40', 's', '1'],
  ]);
});

it('of nothing is nothing', () => {
  expect(histogramOf([], 100)).toMatchObject({ total: 0, fullest: 0, lines: [] });
});

import { describe, expect, it } from 'vitest';
import { joinAll, joinSmall } from '../src/chunks.ts';
import { pattern } from './support/bytes.ts';

describe('joining', () => {
  it('leaves large chunks uncopied and joins the small ones between them', () => {
    const large = pattern(4096);
    const pieces = joinSmall([pattern(10), pattern(20), large, pattern(0), pattern(4095)]);
    expect(pieces.map((p) => p.length)).toEqual([30, 4096, 4095]);
    expect(pieces[1]).toBe(large);
  });

  it('ends a run before it grows large', () => {
    const pieces = joinSmall(Array.from({ length: 100 }, () => pattern(1000)));
    expect(pieces.map((p) => p.length)).toEqual([65_000, 35_000]);
  });

  it('returns a single chunk as it is', () => {
    const only = pattern(5);
    expect(joinAll([only])).toBe(only);
    expect(joinAll([]).length).toBe(0);
  });
});

/** The verdict on a stream never depends on where it was cut: same packets, same fault. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { corpus, decodeInPieces, mutate, randomFrom } from './fuzz/mutations.ts';

describe.each([4, 5] as const)('version %i', (version) => {
  const good = corpus(version, 20, 100);

  it('every single cut of a damaged stream gives the same', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(good.length - 1), fc.nat(), (a, b, seed) => {
        const first = good[a] ?? new Uint8Array(0);
        const second = mutate(good[b] ?? new Uint8Array(0), randomFrom(seed));
        const bytes = Buffer.concat([first, second, first]);
        const whole = decodeInPieces(bytes, version, undefined, () => bytes.length);
        for (let cut = 1; cut < Math.min(bytes.length, 60); cut++) {
          const sizes = [cut, bytes.length];
          let i = 0;
          const cutOnce = decodeInPieces(bytes, version, undefined, () => sizes[i++] ?? 1);
          expect(cutOnce.packets).toEqual(whole.packets);
          expect(cutOnce.fault?.message).toBe(whole.fault?.message);
        }
        const byByte = decodeInPieces(bytes, version, undefined, () => 1);
        expect(byByte.packets).toEqual(whole.packets);
        expect(byByte.fault?.message).toBe(whole.fault?.message);
      }),
    );
  });
});

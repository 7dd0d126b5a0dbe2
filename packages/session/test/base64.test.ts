import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../src/base64.ts';

it('brings any bytes back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
    }),
  );
});

it('brings back more bytes than a call takes arguments', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i);
  expect(Buffer.compare(fromBase64(toBase64(bytes)), bytes)).toBe(0);
});

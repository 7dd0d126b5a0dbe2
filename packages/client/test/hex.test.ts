import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../src/hex.ts';

describe('hexadecimal text', () => {
  it.each([
    ['', []],
    ['00ff10', [0, 255, 16]],
    ['0a9F', [10, 159]],
  ])('%j is %j', (text, bytes) => {
    expect(fromHex(text)).toEqual(new Uint8Array(bytes));
    expect(toHex(new Uint8Array(bytes))).toBe(text.toLowerCase());
  });

  it.each(['0', 'zz', '0x', ' 00', '0 0', '٠٠'])('is not %j', (text) => {
    expect(fromHex(text)).toBeUndefined();
  });
});

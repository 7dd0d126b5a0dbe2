import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from '../src/code-page.ts';

const codeOf = (action: () => unknown): unknown => {
  try {
    return action();
  } catch (error) {
    return Reflect.get(Object(error), 'code');
  }
};

describe('a built-in code page', () => {
  it.each([
    [65_001, 'aé€😀', [0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80]],
    [1200, 'a€', [0x61, 0, 0xac, 0x20]],
    [20_127, 'a~', [0x61, 0x7e]],
    [28_591, 'aé\u0080', [0x61, 0xe9, 0x80]],
    [1252, 'a€é’', [0x61, 0x80, 0xe9, 0x92]],
    [4, 'é', [0xc3, 0xa9]],
    [12, '€', [0x80]],
  ])('%i encodes %j, and decodes it again', (page, text, bytes) => {
    expect([...encodeText(text, page)]).toEqual(bytes);
    expect(decodeText(new Uint8Array(bytes), page)).toBe(text);
  });

  it.each([
    [20_127, 'é'],
    [28_591, '€'],
    [1252, 'Ω'],
    [1252, '\ufffd'],
  ])('%i refuses %j, which it lacks', (page, text) => {
    expect(codeOf(() => encodeText(text, page))).toBe(434);
  });

  it('keeps a byte order mark', () => {
    expect(decodeText(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]), 65_001)).toBe('\ufeffa');
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x61, 0]), 1200)).toBe('\ufeffa');
  });

  it('reads what is no text as replacement characters', () => {
    expect(decodeText(new Uint8Array([0xff, 0x61]), 65_001)).toBe('\ufffda');
    expect(decodeText(new Uint8Array([0x80, 0x61]), 20_127)).toBe('\ufffda');
  });

  it('has the whole of Windows-1252', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const text = decodeText(all, 1252);
    expect(text.slice(0x80, 0xa0)).toBe(
      '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ',
    );
    expect(text.slice(0xa0)).toBe(decodeText(all.subarray(0xa0), 28_591));
    expect(text.slice(0, 0x80)).toBe(decodeText(all.subarray(0, 0x80), 20_127));
    expect(encodeText(text, 1252)).toEqual(all);
  });

  it('takes payloads of any size', () => {
    const bytes = new Uint8Array(1_000_003).fill(0xe9);
    expect(decodeText(bytes, 28_591)).toBe('é'.repeat(1_000_003));
  });
});

it.each([37, 932, 65_000, 10])('code page %i is known but not built in', (page) => {
  expect(codeOf(() => encodeText('a', page))).toBe(434);
  expect(codeOf(() => decodeText(new Uint8Array(), page))).toBe(434);
});

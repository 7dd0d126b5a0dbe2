import { describe, expect, it } from 'vitest';
import { byteLength } from '../src/chunks.ts';
import { Slab } from '../src/frame-memory.ts';
import { frameRoom, maskedFrame } from '../src/ws-frame.ts';
import { joined, pattern } from './support/bytes.ts';

function frameOf(chunks: readonly Uint8Array[]): Uint8Array {
  const length = byteLength(chunks);
  // Longer than needed, with something in it: memory that is used again.
  const slab = new Slab(40 + frameRoom(length) + 8);
  slab.bytes.fill(0xee);
  slab.used = 40;
  const frame = maskedFrame(chunks, length, slab);
  expect(slab.used).toBe(40 + frameRoom(length));
  expect(slab.bytes.subarray(0, 40).every((byte) => byte === 0xee)).toBe(true);
  expect(slab.bytes.subarray(slab.used).every((byte) => byte === 0xee)).toBe(true);
  return frame;
}

/** As RFC 6455, section 5, reads it. */
function unmask(frame: Uint8Array): { header: number[]; payload: Uint8Array } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const short = view.getUint8(1) & 0x7f;
  const bytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const long = () => (bytes === 2 ? view.getUint16(2) : Number(view.getBigUint64(2)));
  const key = frame.subarray(2 + bytes, 6 + bytes);
  const payload = frame.slice(6 + bytes).map((byte, i) => byte ^ (key[i % 4] ?? 0));
  expect(payload.length).toBe(bytes === 0 ? short : long());
  return { header: [...frame.subarray(0, 2)], payload };
}

describe('the frame of a batch', () => {
  it.each([
    [1, 0x81],
    [63, 0xbf],
    [64, 0xc0],
    [67, 0xc3],
    [125, 0xfd],
    [126, 0xfe],
    [65_535, 0xfe],
    [65_536, 0xff],
    [1_000_003, 0xff],
  ])('of %i bytes has the shortest form of its length', (length, second) => {
    const { header, payload } = unmask(frameOf([pattern(length)]));
    expect(header).toEqual([0x82, second]);
    expect(Buffer.from(payload).equals(pattern(length))).toBe(true);
  });

  it('has all chunks in order, wherever they lie in memory', () => {
    const chunks = [pattern(301, 1).subarray(1), pattern(0), pattern(7, 2), pattern(999, 3)];
    const { payload } = unmask(frameOf(chunks));
    expect(Buffer.from(payload).equals(joined(chunks))).toBe(true);
  });

  it('leaves what it was given alone, and takes another key each time', () => {
    const zeros = new Uint8Array(100);
    const keys = new Set<string>();
    for (let i = 0; i < 5000; i++) {
      keys.add(Buffer.from(frameOf([zeros]).subarray(2, 6)).toString('hex'));
    }
    expect(zeros.every((byte) => byte === 0)).toBe(true);
    // Two of 5000 are the same once in 340 runs; three such pairs are no chance.
    expect(keys.size).toBeGreaterThan(4997);
  });
});

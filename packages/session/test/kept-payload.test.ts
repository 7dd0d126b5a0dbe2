import { describe, expect, it } from 'vitest';
import { copyOf, PayloadArena } from '../src/kept-payload.ts';

describe('copyOf', () => {
  it('copies, so that the caller may change what it gave', () => {
    const arena = new PayloadArena();
    for (const size of [0, 1, 1024, 1025, 100_000]) {
      const given = new Uint8Array(size).fill(7);
      const copy = copyOf(given, arena);
      given.fill(8);
      expect([copy.length, copy.every((byte) => byte === 7)]).toEqual([size, true]);
    }
  });

  it('gives each its own bytes across many buffers', () => {
    const arena = new PayloadArena();
    const copies = Array.from({ length: 200 }, (_, i) =>
      copyOf(new Uint8Array(100).fill(i), arena),
    );
    copies.forEach((copy, i) => {
      expect(copy.every((byte) => byte === i)).toBe(true);
    });
  });

  it('keeps a small payload from pinning a large chunk', () => {
    const chunk = new Uint8Array(65_536);
    const copy = copyOf(chunk.subarray(10, 20), new PayloadArena());
    expect(copy.buffer.byteLength).toBeLessThan(20_000);
  });
});

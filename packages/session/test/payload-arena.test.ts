import { describe, expect, it } from 'vitest';
import { PayloadArena } from '../src/payload-arena.ts';

describe('PayloadArena', () => {
  it('copies, so that the caller may change what it gave', () => {
    const arena = new PayloadArena();
    for (const size of [0, 1, 1024, 1025, 100_000]) {
      const given = new Uint8Array(size).fill(7);
      const copy = arena.copy(given);
      given.fill(8);
      expect([copy.length, copy.every((byte) => byte === 7)]).toEqual([size, true]);
    }
  });

  it('gives each its own bytes across many buffers', () => {
    const arena = new PayloadArena();
    const copies = Array.from({ length: 200 }, (_, i) => arena.copy(new Uint8Array(100).fill(i)));
    copies.forEach((copy, i) => {
      expect(copy.every((byte) => byte === i)).toBe(true);
    });
  });

  it('keeps a small payload from pinning a large chunk', () => {
    const chunk = new Uint8Array(65_536);
    const copy = new PayloadArena().copy(chunk.subarray(10, 20));
    expect(copy.buffer.byteLength).toBeLessThan(10_000);
  });
});

import { describe, expect, it } from 'vitest';
import { FrameMemory } from '../src/frame-memory.ts';

const SLAB = 131_072;

function take(memory: FrameMemory, size: number) {
  const slab = memory.slabFor(size);
  slab.used += size;
  return slab;
}

describe('the memory of frames', () => {
  it('puts small frames one behind the other, and gives another slab when one is full', () => {
    const memory = new FrameMemory();
    const first = take(memory, 100);
    expect(take(memory, 200)).toBe(first);
    expect(first.used).toBe(300);
    const second = take(memory, SLAB - 296);
    expect(second).not.toBe(first);
    expect(take(memory, 296)).toBe(second);
  });

  it('is used again, by other connections too, once nobody reads it', () => {
    const memory = new FrameMemory();
    const taken = new Set([take(memory, SLAB), take(memory, SLAB), take(memory, 4)]);
    expect(taken.size).toBe(3);
    memory.recycle();
    memory.recycle();
    const other = new FrameMemory();
    const again = [take(other, SLAB), take(other, SLAB), take(memory, SLAB)];
    expect(new Set(again)).toEqual(taken);
    expect(again.every(({ used }) => used === SLAB)).toBe(true);
    other.recycle();
    memory.recycle();
  });

  it('has room for a frame of any size, and does not keep a large one', () => {
    const memory = new FrameMemory();
    const large = take(memory, 10 * SLAB);
    expect(large.bytes.length).toBe(10 * SLAB);
    memory.recycle();
    expect(take(memory, 4).bytes.length).toBe(SLAB);
  });

  it('keeps a bounded number of slabs', () => {
    const memory = new FrameMemory();
    const taken = new Set(Array.from({ length: 40 }, () => take(memory, SLAB)));
    memory.recycle();
    const again = Array.from({ length: 40 }, () => take(memory, SLAB));
    expect(again.filter((slab) => taken.has(slab)).length).toBe(16);
  });
});

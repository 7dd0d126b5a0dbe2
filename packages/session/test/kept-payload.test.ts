import { describe, expect, it } from 'vitest';
import { copyOf, KeptPayload, PayloadArena, type SharedBuffer } from '../src/kept-payload.ts';

describe('copyOf', () => {
  it('copies, so that the caller may change what it gave', () => {
    const arena = new PayloadArena();
    for (const size of [0, 1, 1024, 4096, 4097, 100_000]) {
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

class Message extends KeptPayload {}

/** A message that keeps a copy of so many bytes of that value. */
function kept(arena: PayloadArena, size: number, value: number): Message {
  const message = new Message();
  message.borrowPayload(new Uint8Array(size).fill(value));
  message.keepPayload(arena);
  return message;
}

describe('a kept payload', () => {
  it('is its bytes, whatever becomes of those before it', () => {
    const arena = new PayloadArena();
    for (const size of [0, 1, 100, 4096, 4097]) {
      const messages: Message[] = [];
      for (let i = 0; i < 1000; i++) {
        messages.push(kept(arena, size, i));
        if (messages.length > 70) messages.shift()?.releasePayload(arena);
        const oldest = i + 1 - messages.length;
        if (i % 50 !== 0) continue;
        messages.forEach((message, at) => {
          const { payload } = message;
          const value = (oldest + at) & 0xff;
          expect([payload.length, payload.every((byte) => byte === value)]).toEqual([size, true]);
        });
      }
    }
  });

  it('leaves room for the next ones when it is released', () => {
    const arena = new PayloadArena();
    const buffers = new Set<SharedBuffer>();
    const messages: Message[] = [];
    for (let i = 0; i < 10_000; i++) {
      messages.push(kept(arena, 256, i));
      if (messages.length > 100) messages.shift()?.releasePayload(arena);
      const last = arena.put(new Uint8Array());
      buffers.add(last);
      arena.release(last);
    }
    // 100 of 256 bytes are in two or three buffers of 16 KiB.
    expect(buffers.size).toBeLessThanOrEqual(4);
  });

  it('stays as it is in a view that somebody took', () => {
    const arena = new PayloadArena();
    const message = kept(arena, 1000, 7);
    const view = message.payload;
    message.releasePayload(arena);
    for (let i = 0; i < 200; i++) kept(arena, 1000, i).releasePayload(arena);
    expect(view).toEqual(new Uint8Array(1000).fill(7));
    expect(message.payload).toEqual(new Uint8Array());
  });
});

/** `Encoder.recycle`: memory of batches that nobody needs any more serves the next ones, and no other memory does. */

import { describe, expect, it } from 'vitest';
import { Decoder, Encoder } from '../src/index.ts';

const publish = (size: number, fill: number) =>
  ({
    type: 'publish',
    topic: 't',
    payload: new Uint8Array(size).fill(fill),
    qos: 0,
    retain: false,
    dup: false,
  }) as const;

/** A batch of `count` messages, all of the same byte. */
function batch(encoder: Encoder, count: number, fill: number): Uint8Array {
  for (let i = 0; i < count; i++) encoder.write(publish(256, fill));
  return encoder.take();
}

function fills(bytes: Uint8Array): number[] {
  const packets = new Decoder({ version: 4, from: 'client' }).push(bytes);
  return packets.map((packet) => {
    if (packet.type !== 'publish') throw new Error(packet.type);
    const [first = -1] = packet.payload;
    expect(packet.payload.every((byte) => byte === first)).toBe(true);
    return first;
  });
}

describe('Encoder.recycle', () => {
  it('uses the memory of what was taken before, not of what was taken after', () => {
    const encoder = new Encoder({ version: 4 });
    encoder.recycle();
    const first = batch(encoder, 100, 1);
    const second = batch(encoder, 100, 2);
    encoder.recycle();
    const others = [3, 4, 5, 6].map((fill) => batch(encoder, 100, fill));
    const buffers = new Set(others.map(({ buffer }) => buffer));
    expect(buffers.size).toBe(4);
    expect(buffers.has(first.buffer) && buffers.has(second.buffer)).toBe(true);
    others.forEach((other, i) => {
      expect(fills(other)).toEqual(new Array(100).fill(i + 3));
    });
  });

  it('leaves alone what was never given back', () => {
    const encoder = new Encoder({ version: 4 });
    const kept = Array.from({ length: 50 }, (_, i) => batch(encoder, 1 + i, i));
    kept.forEach((bytes, i) => {
      expect(fills(bytes)).toEqual(new Array(1 + i).fill(i));
    });
  });

  it('keeps small batches apart from large ones in the same memory', () => {
    const encoder = new Encoder({ version: 4 });
    for (let round = 0; round < 20; round++) {
      encoder.recycle();
      const small = batch(encoder, 1, 1);
      const large = batch(encoder, 60, 2);
      const next = batch(encoder, 2, 3);
      const larger = batch(encoder, 200, 4);
      expect(fills(small)).toEqual([1]);
      expect(fills(large)).toEqual(new Array(60).fill(2));
      expect(fills(next)).toEqual([3, 3]);
      expect(fills(larger)).toEqual(new Array(200).fill(4));
    }
  });

  it('never writes into a payload that it referred to', () => {
    const encoder = new Encoder({ version: 4, referencePayloadsFrom: 100 });
    const packet = publish(5000, 7);
    for (let round = 0; round < 20; round++) {
      encoder.recycle();
      encoder.write(packet);
      encoder.write(publish(50, 8));
      encoder.takeChunks();
      batch(encoder, 100, 9);
    }
    expect(packet.payload.every((byte) => byte === 7)).toBe(true);
  });

  it('trim lets go of all of it, and of nothing that is not taken', () => {
    const encoder = new Encoder({ version: 4 });
    encoder.recycle();
    const { buffer } = batch(encoder, 100, 1);
    encoder.recycle();
    encoder.write(publish(256, 2));
    encoder.trim();
    expect(fills(encoder.take())).toEqual([2]);
    encoder.trim();
    expect(batch(encoder, 100, 3).buffer).not.toBe(buffer);
  });
});

/** `Encoder.size`, which the client asks after each packet to write early: part of the public contract. */

import { describe, expect, it } from 'vitest';
import { Encoder } from '../src/index.ts';

const publish = (size: number) =>
  ({
    type: 'publish',
    topic: 't',
    payload: new Uint8Array(size),
    qos: 0,
    retain: false,
    dup: false,
  }) as const;

describe('Encoder.size', () => {
  it('counts what was written since the last take, copied or by reference', () => {
    const encoder = new Encoder({ version: 4, referencePayloadsFrom: 100 });
    expect(encoder.size).toBe(0);
    encoder.write(publish(10));
    expect(encoder.size).toBe(15);
    encoder.write(publish(200));
    expect(encoder.size).toBe(15 + 206);
    const chunks = encoder.takeChunks();
    expect(chunks.reduce((sum, chunk) => sum + chunk.length, 0)).toBe(221);
    expect(encoder.size).toBe(0);
    encoder.write(publish(1));
    encoder.take();
    expect(encoder.size).toBe(0);
  });

  it('does not count a packet that was refused', () => {
    const encoder = new Encoder({ version: 4, maxPacketSize: 20 });
    expect(() => encoder.write(publish(100))).toThrow();
    expect(encoder.size).toBe(0);
  });
});

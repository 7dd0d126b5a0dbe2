import { describe, expect, it } from 'vitest';
import { Bucket } from '../src/bucket.ts';
import { PieceQueue } from '../src/piece-queue.ts';
import { pattern } from './support/bytes.ts';

describe('a bucket', () => {
  it('is full at first, goes into debt once, and is paid back by time', () => {
    const bucket = new Bucket(8000);
    expect(bucket.burst).toBe(1000);
    expect(bucket.take(3000, 0)).toBe(true);
    expect(bucket.take(1, 0)).toBe(false);
    expect(bucket.wait(0)).toBe(251);
    expect(bucket.take(1, 249)).toBe(false);
    expect(bucket.take(1, 251)).toBe(true);
  });

  it('never holds more than an eighth of a second', () => {
    const bucket = new Bucket(8000);
    bucket.take(1, 0);
    expect(bucket.take(1000, 1e9)).toBe(true);
    expect(bucket.take(1, 1e9)).toBe(false);
  });

  it('passes on average what the rate allows', () => {
    const bucket = new Bucket(50_000);
    let sent = 0;
    for (let now = 0; now < 20_000; now += 7) if (bucket.take(1000, now)) sent += 1000;
    expect(sent).toBeGreaterThan(980_000);
    expect(sent).toBeLessThan(1_010_000);
  });

  it('changes its rate at a given time', () => {
    const bucket = new Bucket(1000);
    bucket.take(1256, 0);
    expect(bucket.wait(0)).toBe(1001);
    bucket.setRate(100_000, 0);
    expect(bucket.wait(0)).toBe(11);
  });
});

describe('a queue of pieces', () => {
  it('gives back the bytes in order, in pieces of any length, without copying', () => {
    const queue = new PieceQueue();
    const source = pattern(5000);
    queue.push([source.subarray(0, 3000), source.subarray(3000, 3000), source.subarray(3000)]);
    expect(queue.bytes).toBe(5000);
    const first = queue.take(1234);
    const rest: Uint8Array[] = [];
    while (!queue.empty) rest.push(...queue.take(700));
    expect(Buffer.concat([...first, ...rest]).equals(source)).toBe(true);
    expect(first[0]?.buffer).toBe(source.buffer);
    expect(queue.takeAll()).toEqual([]);
  });

  it('keeps pace with many small chunks', () => {
    const queue = new PieceQueue();
    const chunk = Uint8Array.of(1, 2, 3);
    let taken = 0;
    for (let i = 0; i < 20_000; i++) {
      queue.push([chunk, chunk]);
      for (const piece of queue.take(3)) taken += piece.length;
    }
    for (const piece of queue.takeAll()) taken += piece.length;
    expect(taken).toBe(120_000);
  });
});

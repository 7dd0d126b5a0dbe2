import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Queue, type QueuedMessage } from '../src/queue.ts';
import { publishPacket } from './support/client.ts';

function item(ticket: number, over: Partial<QueuedMessage> = {}): QueuedMessage {
  return {
    ticket,
    request: publishPacket(1),
    fullTopic: 't',
    expiresAt: Number.POSITIVE_INFINITY,
    offline: false,
    bytes: 0,
    ...over,
  };
}

describe('Queue', () => {
  it('is first in, first out, however it grows and turns', () => {
    const queue = new Queue();
    let out = 0;
    for (let i = 0; i < 500; i++) {
      queue.push(item(i));
      if (i % 3 > 0) expect(queue.shift()?.ticket).toBe(out++);
    }
    while (queue.size > 0) expect(queue.shift()?.ticket).toBe(out++);
    expect([out, queue.shift(), queue.peek()]).toEqual([500, undefined, undefined]);
  });

  it('counts messages and bytes taken offline, and those of QoS 0', () => {
    const queue = new Queue();
    queue.push(item(1, { offline: true, bytes: 10 }));
    queue.push(item(2));
    queue.push(item(3, { offline: true, bytes: 5, request: publishPacket(0) }));
    expect([queue.offlineMessages, queue.offlineBytes, queue.atMostOnce]).toEqual([2, 15, 1]);
    queue.shift();
    expect([queue.offlineMessages, queue.offlineBytes, queue.atMostOnce]).toEqual([1, 5, 1]);
    queue.take(() => true);
    expect([queue.offlineMessages, queue.offlineBytes, queue.atMostOnce]).toEqual([0, 0, 0]);
  });

  it('takes out any selection and keeps the order of both parts', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), fc.nat(30), (leave, turned) => {
        const queue = new Queue();
        for (let i = 0; i < turned; i++) queue.push(item(-1));
        for (let i = 0; i < turned; i++) queue.shift();
        leave.forEach((_, i) => {
          queue.push(item(i));
        });
        const taken = queue.take(({ ticket }) => leave[ticket] === true);
        const numbers = leave.map((_, i) => i);
        expect(taken.map(({ ticket }) => ticket)).toEqual(numbers.filter((i) => leave[i]));
        const rest = Array.from({ length: queue.size }, () => queue.shift()?.ticket);
        expect(rest).toEqual(numbers.filter((i) => !leave[i]));
      }),
    );
  });

  it('knows the next expiry, which is none when nothing expires', () => {
    const queue = new Queue();
    expect(queue.nextExpiry).toBe(Number.POSITIVE_INFINITY);
    for (const expiresAt of [500, 200, 900]) queue.push(item(1, { expiresAt }));
    expect(queue.nextExpiry).toBe(200);
  });
});

import { describe, expect, it } from 'vitest';
import { Message } from '../../src/broker/message.ts';
import { RetainedMessages } from '../../src/broker/retained.ts';

function store(retained: RetainedMessages, topic: string, payload = 'x', expiry?: number): void {
  const properties = expiry === undefined ? undefined : { messageExpiryInterval: expiry };
  retained.set(Message.fromBroker({ topic, payload, retain: true, properties }, 0));
}

function topics(retained: RetainedMessages, filter: string, now = 0): string[] {
  return retained
    .match(filter, now)
    .map((message) => message.topic)
    .sort();
}

describe('RetainedMessages', () => {
  it.each([
    ['a/b', ['a/b']],
    ['a/+', ['a/', 'a/b']],
    ['a/#', ['a', 'a/', 'a/b', 'a/b/c']],
    ['#', ['a', 'a/', 'a/b', 'a/b/c', 'b']],
    ['+', ['a', 'b']],
    ['+/b/#', ['a/b', 'a/b/c']],
    ['$SYS/#', ['$SYS/x']],
    ['$SYS/+', ['$SYS/x']],
    ['none', []],
  ])('finds by %s', (filter, found) => {
    const retained = new RetainedMessages();
    for (const topic of ['a', 'a/', 'a/b', 'a/b/c', 'b', '$SYS/x']) store(retained, topic);
    expect(topics(retained, filter)).toEqual(found);
  });

  it('keeps the latest of a topic, and none after an empty payload', () => {
    const retained = new RetainedMessages();
    store(retained, 'a/b', 'first');
    store(retained, 'a/b', 'second');
    store(retained, 'a', 'above');
    expect(new TextDecoder().decode(retained.match('a/b', 0)[0]?.payload)).toBe('second');
    store(retained, 'a/b', '');
    store(retained, 'never/there', '');
    expect(topics(retained, '#')).toEqual(['a']);
  });

  it('forgets what has expired', () => {
    const retained = new RetainedMessages();
    store(retained, 'a', 'x', 2);
    expect(topics(retained, 'a', 1999)).toEqual(['a']);
    expect(topics(retained, 'a', 2000)).toEqual([]);
  });

  it('takes the deepest topic that there is', () => {
    const retained = new RetainedMessages();
    const deepest = '/'.repeat(65_535);
    store(retained, deepest);
    expect(topics(retained, '#')).toEqual([deepest]);
    expect(topics(retained, deepest)).toEqual([deepest]);
    store(retained, deepest, '');
    expect(topics(retained, '#')).toEqual([]);
  });

  it('copies the payload: it must not pin a chunk, nor change under it', () => {
    const chunk = new Uint8Array([1, 2, 3, 4]);
    const retained = new RetainedMessages();
    retained.set(new Message('a', chunk.subarray(1, 3), 0, true, undefined, 'me', 0));
    chunk.fill(9);
    const [kept] = retained.match('a', 0);
    expect(kept?.payload).toEqual(new Uint8Array([2, 3]));
    expect(kept?.payload.buffer.byteLength).toBe(2);
  });
});

/** What the page keeps of an endless stream, and how it reads it. */

import type { MQTTMessage, MQTTMessageList } from '@x/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Aliases } from '../../web/src/model/aliases.ts';
import { Exchanges } from '../../web/src/model/exchanges.ts';
import { hexLines, preview, shown } from '../../web/src/model/payload.ts';
import { Ring } from '../../web/src/model/ring.ts';
import { RoundTrips } from '../../web/src/model/round-trips.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('Ring', () => {
  it('keeps the newest', () => {
    const ring = new Ring<number>(3);
    for (let item = 1; item <= 7; item++) ring.push(item);
    expect([...ring]).toEqual([5, 6, 7]);
    expect(ring.at(0)).toBe(5);
    expect(ring.at(3)).toBeUndefined();
    expect(ring.at(-1)).toBeUndefined();
    expect(ring.pushed).toBe(7);
  });

  it('keeps no more than the weight, and always the newest', () => {
    const ring = new Ring<string>(10, 100);
    ring.push('a', 60);
    ring.push('b', 40);
    ring.push('c', 10);
    expect([...ring]).toEqual(['b', 'c']);
    ring.push('heavy', 1000);
    expect([...ring]).toEqual(['heavy']);
    ring.push('light', 1);
    expect([...ring]).toEqual(['light']);
  });

  it('is as new after clear', () => {
    const ring = new Ring<number>(2, 10);
    for (const item of [1, 2, 3]) ring.push(item, 5);
    ring.clear();
    expect([ring.length, ring.pushed, ...ring]).toEqual([0, 0]);
    ring.push(4, 10);
    expect([...ring]).toEqual([4]);
  });
});

describe('payloads', () => {
  it('are one line in a row', () => {
    expect(preview(bytes('a\n\tb'), 'text')).toBe('a b');
    expect(preview(bytes('ab'), 'hex')).toBe('61 62');
    expect(preview(bytes('x'.repeat(500)), 'text')).toBe(`${'x'.repeat(160)}…`);
  });

  it('are indented as JSON, if they are JSON', () => {
    expect(shown(bytes('{"a":1}'), 'json')).toBe('{\n  "a": 1\n}');
    expect(shown(bytes('{"a":'), 'json')).toBe('{"a":');
  });

  it('have offsets and letters in hexadecimal', () => {
    const [first, second] = hexLines(bytes('0123456789abcdef\n')).split('\n');
    expect(first).toBe('0000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef');
    expect(second).toMatch(/^0010 {2}0a +·$/);
  });
});

describe('round trips', () => {
  it('pair an answer with its request, by name and id', () => {
    const trips = new RoundTrips();
    expect(trips.see('-> PUBLISH id 1, a, QoS 2', 100)).toBeUndefined();
    expect(trips.see('-> PUBLISH id 2, a, QoS 1', 110)).toBeUndefined();
    expect(trips.see('<- PUBACK id 2, reason code 0', 130)).toBe(20);
    expect(trips.see('<- PUBREC id 1, reason code 0', 150)).toBe(50);
    expect(trips.see('<- PUBREC id 1, reason code 0', 160)).toBeUndefined();
    expect(trips.see('-> PINGREQ', 200)).toBeUndefined();
    expect(trips.see('<- PINGRESP', 207)).toBe(7);
  });

  it('forget what a lost connection leaves unanswered', () => {
    const trips = new RoundTrips();
    trips.see('-> SUBSCRIBE id 1, a', 0);
    trips.forget();
    expect(trips.see('<- SUBACK id 1, reason codes 0', 10)).toBeUndefined();
  });
});

describe('the session', () => {
  beforeAll(() => {
    vi.stubGlobal('requestAnimationFrame', () => 0);
  });
  afterAll(() => {
    vi.unstubAllGlobals();
  });

  const message = (packetId: number, state: number, topic = 't', topicAlias = 0) =>
    ({ packetId, state, topic, topicAlias, qos: 2 }) as MQTTMessage;
  const list = (...messages: MQTTMessage[]) => messages as unknown as MQTTMessageList;
  const shown = (exchanges: Exchanges) =>
    exchanges.rows().map(({ way, packetId, state, ended }) => [way, packetId, state, ended]);

  it('a message goes from state to state, and stays for a while after its end', () => {
    const exchanges = new Exchanges(new Aliases());
    exchanges.look(list(message(1, 1)), list(), 100);
    exchanges.look(list(message(1, 3), message(2, 1)), list(message(1, 7)), 200);
    expect([exchanges.outgoing, exchanges.incoming]).toEqual([2, 1]);
    expect(shown(exchanges)).toEqual([
      ['in', 1, 7, undefined],
      ['out', 2, 1, undefined],
      ['out', 1, 3, undefined],
    ]);
    exchanges.finished('out', message(1, 4), 300);
    exchanges.finished('in', undefined, 300);
    expect(shown(exchanges)).toContainEqual(['out', 1, 4, 300]);
    expect(exchanges.fading).toBe(true);
    exchanges.look(list(message(2, 1)), list(message(1, 7)), 8301);
    expect(shown(exchanges)).toHaveLength(2);
    expect(exchanges.fading).toBe(false);
  });

  it('an id that is used again is another message, and one that went without an end is over', () => {
    const exchanges = new Exchanges(new Aliases());
    exchanges.look(list(message(1, 1)), list(), 0);
    exchanges.finished('out', message(1, 4), 1);
    exchanges.look(list(message(1, 1)), list(), 2);
    expect(shown(exchanges)).toEqual([
      ['out', 1, 1, undefined],
      ['out', 1, 4, 1],
    ]);
    exchanges.look(list(), list(), 3);
    expect(shown(exchanges)).toContainEqual(['out', 1, 1, 3]);
  });

  it('a flood has few rows', () => {
    const exchanges = new Exchanges(new Aliases());
    for (let id = 1; id <= 1000; id++) exchanges.finished('out', message(id, 4), id);
    expect(exchanges.rows()).toHaveLength(40);
  });

  it('an alias stands for the topic that came with it, until the connection ends', () => {
    const aliases = new Aliases();
    const exchanges = new Exchanges(aliases);
    exchanges.look(list(), list(message(1, 7, 'long/topic', 3), message(2, 7, '', 3)), 0);
    expect(exchanges.rows().map(({ topic }) => topic)).toEqual(['long/topic', 'long/topic']);
    expect([...aliases.in]).toEqual([[3, 'long/topic']]);
    aliases.forget();
    expect([aliases.in.size, aliases.out.size]).toEqual([0, 0]);
  });
});

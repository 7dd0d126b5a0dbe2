/** What the page keeps of an endless stream, and how it reads it. */

import { describe, expect, it } from 'vitest';
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

/** The statements of MQTT 5.0 that bind a codec, continued: SUBSCRIBE to AUTH, and topics. */

import { describe, expect, it } from 'vitest';
import { parseTopicFilter, type Sender, validateTopicName } from '../src/index.ts';
import { decode, encodeFault, encodeLoose, faultOf, PUBLISH, refusal, toHex } from './faults.ts';

const SURROGATE = 'a\ud800';
const hex = (packet: object, from?: Sender): string => toHex(encodeLoose(5, packet, from));
const byte = (value: number): string => value.toString(16).padStart(2, '0');
const codesOf = (list: string): readonly number[] =>
  list.split(' ').map((code) => Number.parseInt(code, 16));
const subscribe = (topicFilter: unknown, options: object = {}) => ({
  type: 'subscribe',
  packetId: 1,
  subscriptions: [{ topicFilter, qos: 0, ...options }],
});
/** A SUBSCRIBE of filter `a` with these options. */
const subscribeOf = (options: string): string => `82070001000001${'61'}${options}`;

describe('SUBSCRIBE and SUBACK', () => {
  it('v5 [MQTT-3.8.1-1] SUBSCRIBE has the flags 0010', () => {
    expect(hex(subscribe('a'))).toBe(subscribeOf('00'));
    expect(refusal(5, `80${subscribeOf('00').slice(2)}`).code).toBe('HEADER_FLAGS');
  });

  it('v5 [MQTT-3.8.3-1] filters are text', () => {
    expect(refusal(5, '8209000100' + '0003eda08000').code).toBe('INVALID_TEXT');
    expect(encodeFault(5, subscribe(SURROGATE)).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.8.3-2] at least one filter', () => {
    expect(refusal(5, '8203000100')).toMatchObject({
      code: 'EMPTY_LIST',
      reasonCode: 0x82,
      statement: 'MQTT-3.8.3-2',
    });
    expect(encodeFault(5, { ...subscribe('a'), subscriptions: [] }).code).toBe('EMPTY_LIST');
  });

  it('v5 [MQTT-3.8.3-4] no No Local with a shared subscription', () => {
    const bytes = '821000010000' + '0a2473686172652f672f6104';
    expect(refusal(5, bytes)).toMatchObject({ reasonCode: 0x82, statement: 'MQTT-3.8.3-4' });
    const packet = subscribe('$share/g/a', { noLocal: true });
    expect(encodeFault(5, packet).statement).toBe('MQTT-3.8.3-4');
    expect(hex(subscribe('$share/g/a', { noLocal: false })).slice(-2)).toBe('00');
  });

  it('v5 [MQTT-3.8.3-5] option bits 7 and 6 are 0; QoS 3 and Retain Handling 3 are errors', () => {
    for (const options of ['40', '80', 'c0']) {
      expect(refusal(5, subscribeOf(options))).toMatchObject({
        reasonCode: 0x81,
        statement: 'MQTT-3.8.3-5',
      });
    }
    // Section 3.8.3.1 calls these two protocol errors.
    for (const options of ['03', '30']) {
      expect(refusal(5, subscribeOf(options))).toMatchObject({
        code: 'OUT_OF_RANGE',
        reasonCode: 0x82,
      });
    }
    expect(encodeFault(5, subscribe('a', { retainHandling: 3 })).code).toBe('OUT_OF_RANGE');
    expect(encodeFault(5, subscribe('a', { qos: 3 })).code).toBe('INVALID_QOS');
    expect(hex(subscribe('a', { qos: 2, noLocal: true, retainHandling: 2 })).slice(-2)).toBe('26');
  });

  it('v5 [MQTT-3.9.3-2] SUBACK: listed reason codes only', () => {
    checkLists('suback', '90', 'MQTT-3.9.3-2', '00 01 02 80 83 87 8f 91 97 9e a1 a2');
  });
});

describe('UNSUBSCRIBE and UNSUBACK', () => {
  it('v5 [MQTT-3.10.1-1] UNSUBSCRIBE has the flags 0010', () => {
    expect(hex({ type: 'unsubscribe', packetId: 1, topicFilters: ['a'] })).toBe('a206000100000161');
    expect(refusal(5, 'a006000100000161').code).toBe('HEADER_FLAGS');
  });

  it('v5 [MQTT-3.10.3-1] filters are text', () => {
    expect(refusal(5, 'a2060001000001ff').code).toBe('INVALID_TEXT');
    const packet = { type: 'unsubscribe', packetId: 1, topicFilters: [SURROGATE] };
    expect(encodeFault(5, packet).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.10.3-2] at least one filter', () => {
    expect(refusal(5, 'a203000100')).toMatchObject({
      reasonCode: 0x82,
      statement: 'MQTT-3.10.3-2',
    });
    const packet = { type: 'unsubscribe', packetId: 1, topicFilters: [] };
    expect(encodeFault(5, packet).statement).toBe('MQTT-3.10.3-2');
  });

  it('v5 [MQTT-3.11.3-2] UNSUBACK: listed reason codes only', () => {
    checkLists('unsuback', 'b0', 'MQTT-3.11.3-2', '00 11 80 83 87 8f 91');
  });
});

describe('DISCONNECT and AUTH', () => {
  it('v5 [MQTT-3.14.1-1] DISCONNECT has no flags', () => {
    for (let nibble = 1; nibble < 16; nibble++) {
      expect(refusal(5, `${byte(0xe0 | nibble)}00`)).toMatchObject({
        code: 'HEADER_FLAGS',
        reasonCode: 0x81,
      });
    }
  });

  it('v5 [MQTT-3.14.2-1] DISCONNECT: listed reason codes only, by side', () => {
    checkEndings('disconnect', 'MQTT-3.14.2-1', (code) => `e001${byte(code)}`, {
      client: '00 04 80 81 82 83 90 93 94 95 96 97 98 99',
      server:
        '00 80 81 82 83 87 89 8b 8c 8d 8e 8f 90 93 94 95 96 97 98 99 9a 9b 9c 9d 9e 9f a0 a1 a2',
    });
  });

  it('v5 [MQTT-3.14.2-2] a server sends no session expiry in DISCONNECT', () => {
    const bytes = 'e00700051100000001';
    const packet = { type: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 1 } };
    expect(refusal(5, bytes, 'server')).toMatchObject({
      reasonCode: 0x82,
      statement: 'MQTT-3.14.2-2',
    });
    expect(encodeFault(5, packet, 'server').statement).toBe('MQTT-3.14.2-2');
    expect(decode(5, bytes, 'client')).toMatchObject([packet]);
    expect(hex(packet, 'client')).toBe(bytes);
  });

  it('v5 [MQTT-3.15.1-1] AUTH has no flags', () => {
    for (let nibble = 1; nibble < 16; nibble++) {
      expect(refusal(5, `${byte(0xf0 | nibble)}00`).code).toBe('HEADER_FLAGS');
    }
  });

  it('v5 [MQTT-3.15.2-1] AUTH: 0x00, 0x18 and 0x19 only, by side', () => {
    checkEndings('auth', 'MQTT-3.15.2-1', (code) => `f006${byte(code)}041500016d`, {
      client: '18 19',
      server: '00 18',
    });
  });
});

describe('topics', () => {
  const refused = (filter: string) => faultOf(() => parseTopicFilter(filter));

  it('v5 [MQTT-4.7.0-1] wildcards stand in filters only', () => {
    expect(parseTopicFilter('+/a/#').wildcard).toBe(true);
    expect(parseTopicFilter('a/b').wildcard).toBe(false);
    for (const topic of ['+', '#', 'a/+/b', 'a#']) {
      expect(faultOf(() => validateTopicName(topic)).code).toBe('TOPIC_NAME');
    }
  });

  it('v5 [MQTT-4.7.1-1] # is alone in the last level', () => {
    for (const filter of ['a/#/b', 'a#', '#a', '#/']) {
      expect(refused(filter)).toMatchObject({ code: 'TOPIC_FILTER', statement: 'MQTT-4.7.1-1' });
    }
  });

  it('v5 [MQTT-4.7.1-2] + is alone in its level', () => {
    for (const filter of ['a+', '+a', 'a/b+/c']) {
      expect(refused(filter)).toMatchObject({ code: 'TOPIC_FILTER', statement: 'MQTT-4.7.1-2' });
    }
    expect(encodeFault(5, subscribe('a+')).statement).toBe('MQTT-4.7.1-2');
  });

  it('v5 [MQTT-4.7.3-1] at least one character; an empty topic only with an alias', () => {
    expect(refused('').statement).toBe('MQTT-4.7.3-1');
    expect(faultOf(() => validateTopicName('')).statement).toBe('MQTT-4.7.3-1');
    expect(refusal(5, '3003000000')).toMatchObject({ reasonCode: 0x82, statement: 'MQTT-4.7.3-1' });
    expect(encodeFault(5, { ...PUBLISH, topic: '' }).statement).toBe('MQTT-4.7.3-1');
    const aliased = { ...PUBLISH, topic: '', properties: { topicAlias: 7 } };
    expect(decode(5, hex(aliased))).toMatchObject([aliased]);
  });

  it('v5 [MQTT-4.7.3-2] no U+0000', () => {
    expect(refused('a\0').code).toBe('INVALID_TEXT');
    expect(faultOf(() => validateTopicName('a\0')).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-4.7.3-3] at most 65535 bytes of UTF-8', () => {
    const longest = '漢'.repeat(21_845);
    validateTopicName(longest);
    expect(parseTopicFilter(longest).filter).toBe(longest);
    expect(refused(`${longest}a`)).toMatchObject({
      code: 'OUT_OF_RANGE',
      statement: 'MQTT-4.7.3-3',
    });
  });

  it('v5 [MQTT-4.8.2-1] a shared subscription has a share name', () => {
    expect(parseTopicFilter('$share/g/a/+')).toEqual({
      shareName: 'g',
      filter: 'a/+',
      wildcard: true,
    });
    expect(parseTopicFilter('$share/g//')).toEqual({
      shareName: 'g',
      filter: '/',
      wildcard: false,
    });
    expect(refused('$share//a')).toMatchObject({
      code: 'TOPIC_FILTER',
      statement: 'MQTT-4.8.2-1',
    });
    expect(encodeFault(5, subscribe('$share//a')).statement).toBe('MQTT-4.8.2-1');
  });

  it('v5 [MQTT-4.8.2-2] the name has no wildcards, and a filter follows', () => {
    for (const filter of ['$share/n', '$share/n/', '$share/+/a', '$share/#/a', '$share/a+/b']) {
      expect(refused(filter)).toMatchObject({
        code: 'TOPIC_FILTER',
        statement: 'MQTT-4.8.2-2',
      });
    }
    expect(refused('$share/g/a#').code).toBe('TOPIC_FILTER');
    expect(parseTopicFilter('$share').filter).toBe('$share');
    expect(parseTopicFilter('$shared/g/a')).toEqual({ filter: '$shared/g/a', wildcard: false });
  });
});

function checkLists(type: string, first: string, statement: string, list: string): void {
  const allowed = codesOf(list);
  for (let code = 0; code < 256; code++) {
    const bytes = `${first}04000100${byte(code)}`;
    const packet = { type, packetId: 1, reasonCodes: [code] };
    if (allowed.includes(code)) {
      expect(decode(5, bytes)).toMatchObject([packet]);
      expect(hex(packet)).toBe(bytes);
      continue;
    }
    expect(refusal(5, bytes)).toMatchObject({ code: 'REASON_CODE', statement });
    expect(encodeFault(5, packet)).toMatchObject({ code: 'REASON_CODE', statement });
  }
}

function checkEndings(
  type: string,
  statement: string,
  bytesOf: (code: number) => string,
  allowed: Record<Sender, string>,
): void {
  const properties = type === 'auth' ? { authenticationMethod: 'm' } : undefined;
  for (const from of ['client', 'server'] as const) {
    const codes = codesOf(allowed[from]);
    for (let code = 0; code < 256; code++) {
      const packet = { type, reasonCode: code, properties };
      if (codes.includes(code)) {
        expect(decode(5, bytesOf(code), from)).toEqual([packet]);
        expect(decode(5, hex(packet, from), from)).toEqual([packet]);
        continue;
      }
      expect(refusal(5, bytesOf(code), from)).toMatchObject({ code: 'REASON_CODE', statement });
      expect(encodeFault(5, packet, from)).toMatchObject({ code: 'REASON_CODE', statement });
    }
  }
}

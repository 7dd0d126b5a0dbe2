/** What the encoder promises beside the right bytes: whole packets or none, who owns what, and checked input. */

import { describe, expect, it } from 'vitest';
import { Decoder, Encoder, type EncoderOptions, encode, type Packet } from '../src/index.ts';
import { isWellFormedText, packetSize, utf8Length } from '../src/internal.ts';
import { CONNECT, encodeFault, encodeLoose, faultOf, fromHex, PUBLISH, toHex } from './faults.ts';

const publish = (size: number, fill = 1): Packet => ({
  type: 'publish',
  topic: 'a',
  payload: new Uint8Array(size).fill(fill),
  qos: 0,
  retain: false,
  dup: false,
});
const BAD: Packet = { type: 'unsubscribe', packetId: 1, topicFilters: ['good', 'b#d'] };

describe('Encoder', () => {
  it('keeps what was written before a refused packet, and nothing of that packet', () => {
    const encoder = new Encoder({ version: 5 });
    encoder.write(publish(3));
    expect(faultOf(() => encoder.write(BAD)).code).toBe('TOPIC_FILTER');
    encoder.write({ type: 'pingreq' });
    for (let i = 0; i < 3000; i++) faultOf(() => encoder.write(BAD));
    encoder.write({ type: 'pingreq' });
    expect(toHex(encoder.take())).toBe('300700016100010101c000c000');
    expect(encoder.take().length).toBe(0);
  });

  it('never touches again what was taken', () => {
    const encoder = new Encoder({ version: 4 });
    const taken: { bytes: Uint8Array; hex: string }[] = [];
    for (let i = 0; i < 3000; i++) {
      encoder.write(publish(i % 50, i & 0xff));
      if (i % 3 > 0) continue;
      const bytes = encoder.take();
      taken.push({ bytes, hex: toHex(bytes) });
    }
    for (const { bytes, hex } of taken) expect(toHex(bytes)).toBe(hex);
  });

  it('survives a caller who overwrites what was taken', () => {
    const encoder = new Encoder({ version: 4 });
    const first = encode(publish(3), 4);
    for (let i = 0; i < 100; i++) {
      encoder.write(publish(3));
      const taken = encoder.take();
      expect(taken).toEqual(first);
      taken.fill(0xee);
    }
  });

  it('passes large payloads through uncopied in takeChunks, and joins them in take', () => {
    const encoder = new Encoder({ version: 4 });
    const large = publish(100_000, 7);
    const payload = large.type === 'publish' ? large.payload : undefined;
    const all = Buffer.concat([encode(publish(5), 4), encode(large, 4), encode(publish(6), 4)]);
    for (const packet of [publish(5), large, publish(6)]) encoder.write(packet);
    const chunks = encoder.takeChunks();
    expect(chunks.includes(payload as Uint8Array)).toBe(true);
    expect(Buffer.concat(chunks).equals(all)).toBe(true);
    for (const packet of [publish(5), large, publish(6)]) encoder.write(packet);
    expect(Buffer.from(encoder.take()).equals(all)).toBe(true);
    expect(encoder.takeChunks()).toEqual([]);
  });

  it('copies all payloads at once with referencePayloadsFrom: Infinity', () => {
    const encoder = new Encoder({ version: 4, referencePayloadsFrom: Number.POSITIVE_INFINITY });
    const payload = new Uint8Array(100_000).fill(7);
    encoder.write({ ...publish(0), payload } as Packet);
    payload.fill(0);
    const [packet] = new Decoder({ version: 4 }).push(encoder.take());
    expect(packet).toMatchObject({ payload: new Uint8Array(100_000).fill(7) });
  });

  it('refuses packets above maxPacketSize, whatever makes them large', () => {
    const encoder = new Encoder({ version: 5, maxPacketSize: 12 });
    encoder.write(publish(6));
    for (const packet of [
      publish(7),
      publish(100_000),
      { type: 'unsubscribe', packetId: 1, topicFilters: ['a long filter'] } as Packet,
    ]) {
      expect(faultOf(() => encoder.write(packet))).toMatchObject({
        code: 'PACKET_TOO_LARGE',
        reasonCode: 0x95,
        packetType: packet.type,
      });
    }
    expect(encoder.take().length).toBe(12);
  });

  it('moves a body whose length takes more bytes than expected', () => {
    for (const filters of [1, 10, 20, 3000, 40_000]) {
      const packet: Packet = {
        type: 'unsubscribe',
        packetId: 1,
        topicFilters: new Array<string>(filters).fill('sensors/+/#'),
        properties: { userProperties: new Array(filters).fill(['name', 'value']) },
      };
      const encoder = new Encoder({ version: 5 });
      encoder.write({ type: 'pingreq' });
      encoder.write(packet);
      encoder.write({ type: 'pingreq' });
      const decoded = new Decoder({ version: 5 }).push(encoder.take());
      expect(decoded).toEqual([{ type: 'pingreq' }, packet, { type: 'pingreq' }]);
    }
  });

  it('remembers topics without mixing them up', () => {
    const encoder = new Encoder({ version: 4 });
    const topics = ['a', 'a', 'a', 'b', 'a', 'a', 'ü', 'ü', 'ü', 'x'.repeat(300), 'x'.repeat(300)];
    const packets = topics.map((topic) => ({ ...publish(1), topic }) as Packet);
    for (const packet of packets) encoder.write(packet);
    expect(new Decoder({ version: 4 }).push(encoder.take())).toEqual(packets);
  });

  it('refuses options that are none', () => {
    const bad: readonly object[] = [
      {},
      { version: 3 },
      { version: 4, from: 'broker' },
      { version: 4, maxPacketSize: 1 },
      { version: 4, maxPacketSize: Number.NaN },
    ];
    for (const options of bad) {
      const make = () => new Encoder(options as EncoderOptions);
      expect(faultOf(make).code).toBe('INVALID_OPTION');
    }
  });
});

describe('encode', () => {
  it('takes what a JavaScript caller leaves out as zero', () => {
    expect(toHex(encodeLoose(4, { type: 'publish', topic: 'a' }))).toBe('3003000161');
    expect(toHex(encodeLoose(4, { type: 'connect' }))).toBe('100c00044d5154540400' + '00000000');
    expect(toHex(encodeLoose(5, { type: 'connack' }))).toBe('2003000000');
    expect(toHex(encodeLoose(5, { type: 'disconnect' }))).toBe('e000');
    expect(toHex(encodeLoose(4, { type: 'unsuback', packetId: 1 }))).toBe('b0020001');
    const subscriptions = [{ topicFilter: 'a' }];
    expect(toHex(encodeLoose(4, { type: 'subscribe', packetId: 1, subscriptions }))).toBe(
      '82060001000161' + '00',
    );
  });

  const WRONG: readonly [name: string, field: string, packet: object][] = [
    ['no packet', 'type', {}],
    ['an unknown type', 'type', { type: 'publsih' }],
    ['a payload of text', 'payload', { ...PUBLISH, payload: 'text' }],
    ['a payload of numbers', 'payload', { ...PUBLISH, payload: [1, 2] }],
    ['no topic', 'topic', { ...PUBLISH, topic: undefined }],
    ['a numeric topic', 'topic', { ...PUBLISH, topic: 5 }],
    ['QoS 3', 'qos', { ...PUBLISH, qos: 3 }],
    ['QoS 1.5', 'qos', { ...PUBLISH, qos: 1.5 }],
    ['QoS as text', 'qos', { ...PUBLISH, qos: '1' }],
    ['retain as number', 'retain', { ...PUBLISH, retain: 1 }],
    ['an id that is no integer', 'packetId', { ...PUBLISH, qos: 1, packetId: 1.5 }],
    ['a negative id', 'packetId', { ...PUBLISH, qos: 1, packetId: -1 }],
    ['an id of NaN', 'packetId', { ...PUBLISH, qos: 1, packetId: Number.NaN }],
    ['an id of 65536', 'packetId', { ...PUBLISH, qos: 1, packetId: 65_536 }],
    ['an id as text', 'packetId', { ...PUBLISH, qos: 1, packetId: '1' }],
    ['an id at QoS 0', 'packetId', { ...PUBLISH, packetId: 1 }],
    ['keep alive of 65536', 'keepAlive', { ...CONNECT, keepAlive: 65_536 }],
    ['keep alive of -1', 'keepAlive', { ...CONNECT, keepAlive: -1 }],
    ['a password of text', 'password', { ...CONNECT, username: '', password: 'p' }],
    ['a will that is none', 'will', { ...CONNECT, will: null }],
    ['a will without topic', 'will.topic', { ...CONNECT, will: {} }],
    ['properties that are none', 'properties', { ...PUBLISH, properties: 5 }],
    ['properties of null', 'properties', { ...PUBLISH, properties: null }],
    ['an unknown property', 'speed', { ...PUBLISH, properties: { speed: 1 } }],
    ['a misplaced property', 'receiveMaximum', { ...PUBLISH, properties: { receiveMaximum: 1 } }],
    [
      'an expiry of -1',
      'messageExpiryInterval',
      { ...PUBLISH, properties: { messageExpiryInterval: -1 } },
    ],
    [
      'an expiry of 2^32',
      'messageExpiryInterval',
      { ...PUBLISH, properties: { messageExpiryInterval: 2 ** 32 } },
    ],
    ['an alias of 65536', 'topicAlias', { ...PUBLISH, properties: { topicAlias: 65_536 } }],
    [
      'an indicator of true',
      'payloadFormatIndicator',
      { ...PUBLISH, properties: { payloadFormatIndicator: true } },
    ],
    [
      'an indicator of 2',
      'payloadFormatIndicator',
      { ...PUBLISH, properties: { payloadFormatIndicator: 2 } },
    ],
    [
      'correlation data of text',
      'correlationData',
      { ...PUBLISH, properties: { correlationData: 'x' } },
    ],
    [
      'user properties as object',
      'userProperties',
      { ...PUBLISH, properties: { userProperties: { a: 'b' } } },
    ],
    [
      'a user property of one',
      'userProperties',
      { ...PUBLISH, properties: { userProperties: [['a']] } },
    ],
    [
      'an identifier of 0',
      'subscriptionIdentifiers',
      { ...PUBLISH, properties: { subscriptionIdentifiers: [0] } },
    ],
    [
      'an identifier alone',
      'subscriptionIdentifiers',
      { ...PUBLISH, properties: { subscriptionIdentifiers: 1 } },
    ],
    [
      'a flag as number',
      'requestProblemInformation',
      { ...CONNECT, properties: { requestProblemInformation: 1 } },
    ],
    ['a receive maximum of 0', 'receiveMaximum', { ...CONNECT, properties: { receiveMaximum: 0 } }],
    [
      'data without a method',
      'authenticationData',
      { ...CONNECT, properties: { authenticationData: fromHex('00') } },
    ],
    ['no subscriptions', 'subscriptions', { type: 'subscribe', packetId: 1 }],
    [
      'a subscription of text',
      'subscriptions',
      { type: 'subscribe', packetId: 1, subscriptions: ['a'] },
    ],
    ['filters of text', 'topicFilters', { type: 'unsubscribe', packetId: 1, topicFilters: 'a' }],
    ['a numeric filter', 'topicFilters', { type: 'unsubscribe', packetId: 1, topicFilters: [1] }],
    ['a reason code of 256', 'reasonCode', { type: 'puback', packetId: 1, reasonCode: 256 }],
    [
      'reason codes with a hole',
      'reasonCodes',
      { type: 'suback', packetId: 1, reasonCodes: [undefined] },
    ],
    ['no reason codes', 'reasonCodes', { type: 'unsuback', packetId: 1 }],
  ];

  it.each(WRONG)('refuses %s and names %s', (_name, field, packet) => {
    expect(encodeFault(5, packet).message).toContain(field);
  });

  it('refuses in 3.1.1 what only 5.0 has', () => {
    const properties = { contentType: 'a' };
    expect(encodeFault(4, { ...PUBLISH, properties }).code).toBe('UNEXPECTED_PROPERTY');
    expect(encodeFault(4, { type: 'puback', packetId: 1, reasonCode: 0x80 }).code).toBe(
      'REASON_CODE',
    );
    expect(encodeFault(4, { type: 'auth', reasonCode: 0 }).code).toBe('PACKET_TYPE');
    expect(encodeFault(4, { type: 'unsuback', packetId: 1, reasonCodes: [0] }).code).toBe(
      'REASON_CODE',
    );
    expect(encodeFault(4, { ...CONNECT, protocolVersion: 5 }).reasonCode).toBe(0x84);
    expect(toHex(encodeLoose(4, { ...PUBLISH, properties: {} }))).toBe('3003000161');
  });

  it('refuses what the other side sends', () => {
    expect(encodeFault(5, { type: 'pingresp' }, 'client').code).toBe('UNEXPECTED_PACKET');
    expect(encodeFault(5, { type: 'pingreq' }, 'server').code).toBe('UNEXPECTED_PACKET');
    expect(encodeFault(4, { type: 'disconnect' }, 'server').code).toBe('UNEXPECTED_PACKET');
    expect(toHex(encodeLoose(5, { type: 'disconnect' }, 'server'))).toBe('e000');
  });

  it('refuses no packet at all', () => {
    for (const nothing of [undefined, null, 5, 'publish']) {
      expect(faultOf(() => encode(nothing as unknown as Packet, 5)).code).toBe('INVALID_TYPE');
    }
  });

  it('gives a buffer of its own', () => {
    const bytes = encode(publish(3), 4);
    expect(bytes.byteLength).toBe(bytes.buffer.byteLength);
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
  });

  it('does not change the packet', () => {
    const packet = Object.freeze({ ...PUBLISH, properties: Object.freeze({ contentType: 'a' }) });
    encodeLoose(5, packet);
    expect(packet).toEqual({ ...PUBLISH, properties: { contentType: 'a' } });
  });
});

describe('the door for siblings', () => {
  it('packetSize is the size without encoding', () => {
    expect(packetSize(publish(1_000_000), 4)).toBe(encode(publish(1_000_000), 4).length);
    expect(faultOf(() => packetSize(BAD, 5)).code).toBe('TOPIC_FILTER');
  });

  it('utf8Length and isWellFormedText', () => {
    expect([utf8Length('abc'), utf8Length('aü€😀'), utf8Length('')]).toEqual([3, 10, 0]);
    expect([isWellFormedText('ü😀'), isWellFormedText('\ud800'), isWellFormedText('\0')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

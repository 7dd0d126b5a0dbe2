/** Every statement of MQTT 5.0 that binds a codec, by its id: text, headers, CONNECT to PUBCOMP. */

import { describe, expect, it } from 'vitest';
import { encode, type PacketType, type Sender } from '../src/index.ts';
import {
  CONNECT,
  decode,
  encodeFault,
  encodeLoose,
  fromHex,
  NO_BYTES,
  PUBLISH,
  refusal,
  toHex,
} from './faults.ts';
import { byte, publishOf, publishWith, size } from './v5-bytes.ts';

const SURROGATE = 'a\ud800';
const will = { topic: 'w', payload: NO_BYTES, qos: 0, retain: false };
const hex = (packet: object, from?: Sender): string => toHex(encodeLoose(5, packet, from));
/** A CONNECT of these flags and payload, without properties. */
const connectOf = (flags: string, payload: string): string => {
  const body = `00044d51545405${flags}003c00${payload}`;
  return `10${size(body)}${body}`;
};
const connackOf = (code: number): string => `200300${byte(code)}00`;

/** The least good packet of each type, by number. */
const LEAST: readonly string[] = [
  connectOf('02', '0000'),
  '2003000000',
  publishOf('61'),
  '40020001',
  '50020001',
  '62020001',
  '70020001',
  '8207000100' + '00016100',
  '900400010000',
  'a2060001000001' + '61',
  'b00400010000',
  'c000',
  'd000',
  'e000',
  'f000',
];

describe('headers', () => {
  it('v5 [MQTT-2.1.3-1] header flags have the listed values', () => {
    for (const bytes of LEAST) {
      for (const packet of decode(5, bytes)) expect(toHex(encode(packet, 5))).toBe(bytes);
      const first = Number.parseInt(bytes.slice(0, 2), 16);
      if (first >> 4 === 3) continue;
      for (let nibble = 0; nibble < 16; nibble++) {
        if (nibble === (first & 15)) continue;
        expect(refusal(5, byte((first & 0xf0) | nibble) + bytes.slice(2))).toMatchObject({
          code: 'HEADER_FLAGS',
          reasonCode: 0x81,
          statement: 'MQTT-2.1.3-1',
        });
      }
    }
    expect(refusal(5, '0000').code).toBe('PACKET_TYPE');
  });

  it('v5 [MQTT-2.2.1-2] a QoS 0 PUBLISH has no packet id', () => {
    expect(hex({ ...PUBLISH, payload: fromHex('ff') })).toBe('300500016100ff');
    expect(encodeFault(5, { ...PUBLISH, packetId: 1 }).statement).toBe('MQTT-2.2.1-2');
  });

  it('v5 [MQTT-2.2.2-1] no properties are a length of 0, or nothing in a short form', () => {
    expect(hex({ ...PUBLISH, properties: {} })).toBe(publishOf('61'));
    expect(hex({ ...PUBLISH, properties: undefined })).toBe(publishOf('61'));
    expect(refusal(5, '3003000161').code).toBe('TRUNCATED');
    expect(hex({ type: 'puback', packetId: 1, reasonCode: 0, properties: {} })).toBe('40020001');
    expect(hex({ type: 'puback', packetId: 1, reasonCode: 0x80 })).toBe('4003000180');
    expect(hex({ type: 'disconnect', reasonCode: 0x81, properties: {} })).toBe('e00181');
    expect(hex({ type: 'connack', sessionPresent: false, reasonCode: 0 })).toBe('2003000000');
  });
});

describe('CONNECT', () => {
  it('v5 [MQTT-3.1.2-1] the name is MQTT; another one is answered with 0x84', () => {
    expect(hex(CONNECT).slice(4, 18)).toBe('00044d51545405');
    const names = [
      '100d00044d515441' + '05020000000000',
      '100e00064d514973647003' + '020000' + '0000',
    ];
    for (const bytes of names) {
      expect(refusal(5, bytes)).toMatchObject({
        code: 'UNSUPPORTED_VERSION',
        reasonCode: 0x84,
        statement: 'MQTT-3.1.2-1',
      });
    }
    expect(decode(5, connackOf(0x84))).toMatchObject([{ reasonCode: 0x84 }]);
    for (const code of [1, 2, 3, 4, 5]) {
      expect(decode(5, `200200${byte(code)}`, 'server')).toEqual([
        { type: 'connack', sessionPresent: false, reasonCode: code, properties: undefined },
      ]);
    }
  });

  it('v5 [MQTT-3.1.2-3] connect flag bit 0 is 0', () => {
    expect(hex({ ...CONNECT, will, username: 'u', password: NO_BYTES }).slice(18, 20)).toBe('c6');
    expect(refusal(5, connectOf('03', '0000'))).toMatchObject({
      reasonCode: 0x81,
      statement: 'MQTT-3.1.2-3',
    });
  });

  it('v5 [MQTT-3.1.2-9] with the will flag come will properties, topic and payload', () => {
    expect(hex({ ...CONNECT, will })).toBe(connectOf('06', '000163000001770000'));
    expect(refusal(5, connectOf('06', '000163')).code).toBe('TRUNCATED');
    expect(refusal(5, connectOf('06', '0001630000017700')).code).toBe('TRUNCATED');
  });

  it('v5 [MQTT-3.1.2-11] will QoS without a will is refused', () => {
    expect(hex(CONNECT).slice(18, 20)).toBe('02');
    expect(refusal(5, connectOf('0a', '0000')).statement).toBe('MQTT-3.1.2-11');
  });

  it('v5 [MQTT-3.1.2-12] will QoS 3 is malformed', () => {
    expect(refusal(5, connectOf('1e', '0000'))).toMatchObject({
      reasonCode: 0x81,
      statement: 'MQTT-3.1.2-12',
    });
    expect(encodeFault(5, { ...CONNECT, will: { ...will, qos: 3 } }).code).toBe('INVALID_QOS');
  });

  it('v5 [MQTT-3.1.2-13] will retain without a will is refused', () => {
    expect(refusal(5, connectOf('22', '0000')).statement).toBe('MQTT-3.1.2-13');
  });

  it('v5 [MQTT-3.1.2-16] without the user name flag there is no user name', () => {
    expect(refusal(5, connectOf('02', '00000001' + '75')).code).toBe('TRAILING_BYTES');
  });

  it('v5 [MQTT-3.1.2-17] with it there is one, possibly empty', () => {
    expect(decode(5, connectOf('82', '00000000'))).toMatchObject([{ username: '' }]);
    expect(refusal(5, connectOf('82', '0000')).code).toBe('TRUNCATED');
  });

  it('v5 [MQTT-3.1.2-18] without the password flag there is no password', () => {
    expect(refusal(5, connectOf('82', '000000000000')).code).toBe('TRAILING_BYTES');
  });

  it('v5 [MQTT-3.1.2-19] with it there is one, also without a user name', () => {
    const bytes = connectOf('42', '0001630002ff00');
    expect(decode(5, bytes)).toMatchObject([{ username: undefined, password: fromHex('ff00') }]);
    expect(hex({ ...CONNECT, password: fromHex('ff00') })).toBe(bytes);
    expect(refusal(5, connectOf('42', '0000')).code).toBe('TRUNCATED');
  });

  it('v5 [MQTT-3.1.3-1] the payload is in order', () => {
    const packet = { ...CONNECT, will: { ...will, payload: fromHex('58') } };
    expect(hex({ ...packet, username: 'u', password: fromHex('70') })).toBe(
      connectOf('c6', '000163000001770001580001750001' + '70'),
    );
  });

  it('v5 [MQTT-3.1.3-3] the client id is there and first', () => {
    expect(hex({ ...CONNECT, clientId: '' })).toBe(connectOf('02', '0000'));
    expect(refusal(5, connectOf('02', '')).code).toBe('TRUNCATED');
  });

  it('v5 [MQTT-3.1.3-4] the client id is text', () => {
    expect(refusal(5, connectOf('02', '0003eda080')).code).toBe('INVALID_TEXT');
    expect(encodeFault(5, { ...CONNECT, clientId: SURROGATE }).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.1.3-11] the will topic is text', () => {
    expect(refusal(5, connectOf('06', '0000000001ff0000')).code).toBe('INVALID_TEXT');
    const packet = { ...CONNECT, will: { ...will, topic: SURROGATE } };
    expect(encodeFault(5, packet).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.1.3-12] the user name is text', () => {
    expect(refusal(5, connectOf('82', '00000001ff')).code).toBe('INVALID_TEXT');
    expect(encodeFault(5, { ...CONNECT, username: SURROGATE }).code).toBe('INVALID_TEXT');
  });
});

describe('CONNACK', () => {
  it('v5 [MQTT-3.2.2-1] flag bits 7 to 1 are 0', () => {
    for (let bit = 1; bit < 8; bit++) {
      expect(refusal(5, `2003${byte(1 << bit)}0000`)).toMatchObject({
        reasonCode: 0x81,
        statement: 'MQTT-3.2.2-1',
      });
    }
  });

  it('v5 [MQTT-3.2.2-6] a refusal has no session present', () => {
    expect(refusal(5, '2003018000').statement).toBe('MQTT-3.2.2-6');
    const packet = { type: 'connack', sessionPresent: true, reasonCode: 0x80 };
    expect(encodeFault(5, packet).statement).toBe('MQTT-3.2.2-6');
  });

  it('v5 [MQTT-3.2.2-8] listed reason codes only', () => {
    checkCodes('connack', 'MQTT-3.2.2-8', {
      server: '00 80 81 82 83 84 85 86 87 88 89 8a 8c 90 95 97 99 9a 9b 9c 9d 9f',
    });
  });
});

describe('PUBLISH', () => {
  it('v5 [MQTT-3.3.1-2] DUP is 0 at QoS 0', () => {
    expect(refusal(5, '380400016100').statement).toBe('MQTT-3.3.1-2');
    expect(encodeFault(5, { ...PUBLISH, dup: true }).statement).toBe('MQTT-3.3.1-2');
  });

  it('v5 [MQTT-3.3.1-4] QoS 3 is malformed', () => {
    expect(refusal(5, '36050001610001')).toMatchObject({
      reasonCode: 0x81,
      statement: 'MQTT-3.3.1-4',
    });
  });

  it('v5 [MQTT-3.3.2-1] the topic is first, and text', () => {
    expect(hex({ ...PUBLISH, qos: 2, packetId: 10, payload: fromHex('ff') })).toBe(
      '3407000161000a00ff',
    );
    expect(refusal(5, publishOf('ff')).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.3.2-2] a topic name has no wildcards', () => {
    for (const topic of ['a/+', '#']) {
      expect(refusal(5, publishOf(Buffer.from(topic).toString('hex'))).statement).toBe(
        'MQTT-3.3.2-2',
      );
      expect(encodeFault(5, { ...PUBLISH, topic }).statement).toBe('MQTT-3.3.2-2');
    }
  });

  it('v5 [MQTT-3.3.2-8] a topic alias is not 0', () => {
    expect(refusal(5, publishWith('230000'))).toMatchObject({
      code: 'TOPIC_ALIAS',
      reasonCode: 0x94,
      statement: 'MQTT-3.3.2-8',
    });
    const packet = { ...PUBLISH, properties: { topicAlias: 0 } };
    expect(encodeFault(5, packet)).toMatchObject({ code: 'TOPIC_ALIAS', reasonCode: 0x94 });
  });

  it('v5 [MQTT-3.3.2-13] the response topic is text', () => {
    expect(refusal(5, publishWith('080001ff')).code).toBe('INVALID_TEXT');
    const packet = { ...PUBLISH, properties: { responseTopic: SURROGATE } };
    expect(encodeFault(5, packet).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.3.2-14] the response topic has no wildcards', () => {
    expect(refusal(5, publishWith('0800012b'))).toMatchObject({
      reasonCode: 0x82,
      statement: 'MQTT-3.3.2-14',
    });
    const properties = { responseTopic: 'a/#' };
    expect(encodeFault(5, { ...PUBLISH, properties }).statement).toBe('MQTT-3.3.2-14');
    expect(encodeFault(5, { ...CONNECT, will: { ...will, properties } }).statement).toBe(
      'MQTT-3.3.2-14',
    );
  });

  it('v5 [MQTT-3.3.2-19] the content type is text', () => {
    expect(refusal(5, publishWith('030001ff')).code).toBe('INVALID_TEXT');
    const packet = { ...PUBLISH, properties: { contentType: 'a\0' } };
    expect(encodeFault(5, packet).code).toBe('INVALID_TEXT');
  });

  it('v5 [MQTT-3.3.4-6] a client sends no subscription identifier', () => {
    const bytes = publishWith('0b01');
    const packet = { ...PUBLISH, properties: { subscriptionIdentifiers: [1] } };
    expect(refusal(5, bytes, 'client')).toMatchObject({
      reasonCode: 0x82,
      statement: 'MQTT-3.3.4-6',
    });
    expect(encodeFault(5, packet, 'client').statement).toBe('MQTT-3.3.4-6');
    expect(decode(5, bytes, 'server')).toMatchObject([packet]);
    expect(hex(packet, 'server')).toBe(bytes);
  });
});

describe('acknowledgements', () => {
  const PUBACK = '00 80 83 87 90 91 97 99';

  it('v5 [MQTT-3.4.2-1] PUBACK: listed reason codes only', () => {
    checkCodes('puback', 'MQTT-3.4.2-1', { client: PUBACK, server: `${PUBACK} 10` });
  });

  it('v5 [MQTT-3.5.2-1] PUBREC: listed reason codes only', () => {
    checkCodes('pubrec', 'MQTT-3.5.2-1', { client: PUBACK, server: `${PUBACK} 10` });
  });

  it('v5 [MQTT-3.6.1-1] PUBREL has the flags 0010', () => {
    expect(hex({ type: 'pubrel', packetId: 1, reasonCode: 0 })).toBe('62020001');
    expect(refusal(5, '60020001').code).toBe('HEADER_FLAGS');
  });

  it('v5 [MQTT-3.6.2-1] PUBREL: 0x00 and 0x92 only', () => {
    checkCodes('pubrel', 'MQTT-3.6.2-1', { client: '00 92', server: '00 92' });
  });

  it('v5 [MQTT-3.7.2-1] PUBCOMP: 0x00 and 0x92 only', () => {
    checkCodes('pubcomp', 'MQTT-3.7.2-1', { client: '00 92', server: '00 92' });
  });
});

/** The bytes of a packet with one reason code. */
const WITH_CODE: Partial<Record<PacketType, (code: number) => string>> = {
  connack: connackOf,
  puback: (code) => `40040001${byte(code)}00`,
  pubrec: (code) => `50040001${byte(code)}00`,
  pubrel: (code) => `62040001${byte(code)}00`,
  pubcomp: (code) => `70040001${byte(code)}00`,
};

/** All 256 codes from both sides, in both directions. */
function checkCodes(
  type: PacketType,
  statement: string,
  allowed: Partial<Record<Sender, string>>,
): void {
  for (const [from, list] of Object.entries(allowed) as [Sender, string][]) {
    const codes = list.split(' ').map((code) => Number.parseInt(code, 16));
    for (let code = 0; code < 256; code++) {
      const bytes = WITH_CODE[type]?.(code) ?? '';
      const packet = { type, packetId: 1, sessionPresent: false, reasonCode: code };
      if (codes.includes(code)) {
        expect(decode(5, bytes, from)).toMatchObject([{ type, reasonCode: code }]);
        expect(decode(5, hex(packet, from), from)).toMatchObject([{ reasonCode: code }]);
        continue;
      }
      expect(refusal(5, bytes, from)).toMatchObject({ code: 'REASON_CODE', statement });
      expect(encodeFault(5, packet, from)).toMatchObject({ code: 'REASON_CODE', statement });
    }
  }
}

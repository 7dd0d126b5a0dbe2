/** Every statement of MQTT 3.1.1 that binds a codec, by its id; the rest of each rule is in the vectors. */

import { describe, expect, it } from 'vitest';
import { Decoder, encode, parseTopicFilter, validateTopicName } from '../src/index.ts';
import {
  CONNECT,
  decode,
  encodeFault,
  encodeLoose,
  faultOf,
  fromHex,
  NO_BYTES,
  PUBLISH,
  refusal,
  toHex,
} from './faults.ts';

const ILL_FORMED = ['eda080', 'edbfbf', 'c0af', 'e08080', 'f4908080', 'c3', 'e282', 'ff', '80'];
const SURROGATE = 'a\ud800';
const will = { topic: 'w', payload: NO_BYTES, qos: 0, retain: false };
const subscribe = (topicFilter: unknown, qos: unknown = 0) => ({
  type: 'subscribe',
  packetId: 1,
  subscriptions: [{ topicFilter, qos }],
});
const hex = (packet: object): string => toHex(encodeLoose(4, packet));
const length = (text: string): string => (text.length / 2).toString(16).padStart(4, '0');
const size = (body: string): string => (body.length / 2).toString(16).padStart(2, '0');
/** A PUBLISH of this topic. */
const publishOf = (topic: string): string => {
  const body = length(topic) + topic;
  return `30${size(body)}${body}`;
};
/** A CONNECT of these flags and payload. */
const connectOf = (flags: string, payload: string): string => {
  const body = `00044d51545404${flags}003c${payload}`;
  return `10${size(body)}${body}`;
};

describe('text', () => {
  it('v3.1.1 [MQTT-1.5.3-1] text is well-formed UTF-8, in both directions', () => {
    for (const bytes of ILL_FORMED) {
      expect(refusal(4, publishOf(bytes))).toMatchObject({
        code: 'INVALID_TEXT',
        reasonCode: 0x81,
        packetType: 'publish',
        statement: 'MQTT-1.5.3-1',
      });
    }
    for (const topic of [SURROGATE, '\udc00', '\udc00\ud800', `${'x'.repeat(99)}\ud800`]) {
      expect(encodeFault(4, { ...PUBLISH, topic }).statement).toBe('MQTT-1.5.3-1');
    }
  });

  it('v3.1.1 [MQTT-1.5.3-2] U+0000 is refused in both directions', () => {
    expect(refusal(4, publishOf('610062')).statement).toBe('MQTT-1.5.3-2');
    expect(refusal(4, publishOf(`${'61'.repeat(90)}00`)).statement).toBe('MQTT-1.5.3-2');
    expect(encodeFault(4, { ...PUBLISH, topic: 'a\0b' }).statement).toBe('MQTT-1.5.3-2');
    expect(encodeFault(4, { ...PUBLISH, topic: `${'a'.repeat(90)}\0` }).code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-1.5.3-3] a leading BOM is U+FEFF', () => {
    expect(decode(4, publishOf('efbbbf61'))).toMatchObject([{ topic: '\ufeffa' }]);
    expect(hex({ ...PUBLISH, topic: '\ufeffa' })).toBe(publishOf('efbbbf61'));
  });
});

/** The least good packet of each type, by number. */
const LEAST: readonly string[] = [
  connectOf('02', '0000'),
  '20020000',
  publishOf('61'),
  '40020001',
  '50020001',
  '62020001',
  '70020001',
  '820600010001' + '6100',
  '9003000100',
  'a20500010001' + '61',
  'b0020001',
  'c000',
  'd000',
  'e000',
];

describe('fixed header', () => {
  it('v3.1.1 [MQTT-2.2.2-1] the encoder writes the listed flags only', () => {
    for (const bytes of LEAST) {
      for (const packet of decode(4, bytes)) expect(toHex(encode(packet, 4))).toBe(bytes);
    }
  });

  it('v3.1.1 [MQTT-2.2.2-2] every other flag nibble is refused', () => {
    for (const bytes of LEAST) {
      const first = Number.parseInt(bytes.slice(0, 2), 16);
      if (first >> 4 === 3) continue;
      for (let nibble = 0; nibble < 16; nibble++) {
        if (nibble === (first & 15)) continue;
        const wrong = ((first & 0xf0) | nibble).toString(16) + bytes.slice(2);
        expect(refusal(4, wrong)).toMatchObject({
          code: 'HEADER_FLAGS',
          reasonCode: 0x81,
          statement: 'MQTT-2.2.2-2',
        });
      }
    }
  });

  it('v3.1.1 [MQTT-2.3.1-1] a packet id of 0 is refused where there is one', () => {
    const ids = ['320500016100' + '00', '40020000', '820600000001' + '6100', 'a20500000001' + '61'];
    for (const bytes of ids) {
      expect(refusal(4, bytes)).toMatchObject({ code: 'PACKET_ID', statement: 'MQTT-2.3.1-1' });
    }
    expect(encodeFault(4, { ...PUBLISH, qos: 1, packetId: 0 }).code).toBe('PACKET_ID');
    expect(encodeFault(4, { ...PUBLISH, qos: 1 }).code).toBe('PACKET_ID');
    expect(encodeFault(4, { ...subscribe('a'), packetId: 0 }).code).toBe('PACKET_ID');
    expect(encodeFault(4, { type: 'unsubscribe', packetId: 0, topicFilters: ['a'] }).code).toBe(
      'PACKET_ID',
    );
  });

  it('v3.1.1 [MQTT-2.3.1-5] a QoS 0 PUBLISH has no packet id', () => {
    expect(hex(PUBLISH)).toBe('3003000161');
    expect(decode(4, '3005000161' + '000a')).toMatchObject([
      { packetId: undefined, payload: fromHex('000a') },
    ]);
    expect(encodeFault(4, { ...PUBLISH, packetId: 1 }).statement).toBe('MQTT-2.3.1-5');
  });
});

describe('CONNECT', () => {
  it('v3.1.1 [MQTT-3.1.2-1] the protocol name is MQTT', () => {
    expect(hex(CONNECT).slice(4, 16)).toBe('00044d515454');
    expect(refusal(4, '100c00044d515441' + '04020000' + '0000').code).toBe('UNSUPPORTED_VERSION');
  });

  it('v3.1.1 [MQTT-3.1.2-3] connect flag bit 0 is 0', () => {
    expect(hex({ ...CONNECT, will, username: 'u', password: NO_BYTES }).slice(18, 20)).toBe('c6');
    expect(refusal(4, connectOf('03', '0000')).statement).toBe('MQTT-3.1.2-3');
  });

  it('v3.1.1 [MQTT-3.1.2-9] with the will flag come will topic and will payload', () => {
    const payload = `0001630001770002${'0102'}`;
    const packet = { ...CONNECT, will: { ...will, payload: fromHex('0102') } };
    expect(hex(packet)).toBe(connectOf('06', payload));
    expect(refusal(4, connectOf('06', '000163')).code).toBe('TRUNCATED');
    expect(refusal(4, connectOf('06', '000163000177')).code).toBe('TRUNCATED');
  });

  it('v3.1.1 [MQTT-3.1.2-11] without a will its QoS and retain are 0 and no fields follow', () => {
    expect(hex(CONNECT)).toBe(connectOf('02', '000163'));
    expect(refusal(4, connectOf('02', '0001630001770000')).code).toBe('TRAILING_BYTES');
  });

  it('v3.1.1 [MQTT-3.1.2-13] will QoS without a will is refused', () => {
    for (const flags of ['0a', '12']) {
      expect(refusal(4, connectOf(flags, '0000'))).toMatchObject({
        code: 'CONTRADICTION',
        statement: 'MQTT-3.1.2-13',
      });
    }
  });

  it('v3.1.1 [MQTT-3.1.2-14] will QoS 3 is refused', () => {
    expect(refusal(4, connectOf('1e', '0000')).statement).toBe('MQTT-3.1.2-14');
    expect(encodeFault(4, { ...CONNECT, will: { ...will, qos: 3 } }).code).toBe('INVALID_QOS');
  });

  it('v3.1.1 [MQTT-3.1.2-15] will retain without a will is refused', () => {
    expect(refusal(4, connectOf('22', '0000')).statement).toBe('MQTT-3.1.2-15');
  });

  it('v3.1.1 [MQTT-3.1.2-18] without the user name flag there is no user name', () => {
    expect(refusal(4, connectOf('02', '00000001' + '75')).code).toBe('TRAILING_BYTES');
    expect(decode(4, connectOf('02', '0000'))).toMatchObject([{ username: undefined }]);
  });

  it('v3.1.1 [MQTT-3.1.2-19] with it there is one, possibly empty', () => {
    const bytes = connectOf('82', '0001630000');
    expect(decode(4, bytes)).toMatchObject([{ username: '' }]);
    expect(hex({ ...CONNECT, username: '' })).toBe(bytes);
    expect(refusal(4, connectOf('82', '000163')).code).toBe('TRUNCATED');
  });

  it('v3.1.1 [MQTT-3.1.2-20] without the password flag there is no password', () => {
    expect(refusal(4, connectOf('82', '000000000001' + '70')).code).toBe('TRAILING_BYTES');
    expect(decode(4, connectOf('82', '00000000'))).toMatchObject([{ password: undefined }]);
  });

  it('v3.1.1 [MQTT-3.1.2-21] with it there is one, of any bytes, possibly none', () => {
    const bytes = connectOf('c2', '00016300000003ff00fe');
    expect(decode(4, bytes)).toMatchObject([{ password: fromHex('ff00fe') }]);
    expect(hex({ ...CONNECT, username: '', password: fromHex('ff00fe') })).toBe(bytes);
    expect(refusal(4, connectOf('c2', '0001630000')).code).toBe('TRUNCATED');
  });

  it('v3.1.1 [MQTT-3.1.2-22] no password without a user name', () => {
    expect(refusal(4, connectOf('42', '00000000')).statement).toBe('MQTT-3.1.2-22');
    expect(encodeFault(4, { ...CONNECT, password: NO_BYTES }).statement).toBe('MQTT-3.1.2-22');
  });

  it('v3.1.1 [MQTT-3.1.3-1] the payload is in order', () => {
    const packet = { ...CONNECT, will: { ...will, payload: fromHex('58') } };
    expect(hex({ ...packet, username: 'u', password: fromHex('70') })).toBe(
      connectOf('c6', '0001630001770001580001750001' + '70'),
    );
  });

  it('v3.1.1 [MQTT-3.1.3-3] the client id is there and first, possibly empty', () => {
    expect(hex({ ...CONNECT, clientId: '' })).toBe(connectOf('02', '0000'));
    expect(refusal(4, connectOf('02', '')).code).toBe('TRUNCATED');
  });

  it('v3.1.1 [MQTT-3.1.3-4] the client id is text', () => {
    expect(refusal(4, connectOf('02', '0003eda080')).code).toBe('INVALID_TEXT');
    expect(encodeFault(4, { ...CONNECT, clientId: SURROGATE }).code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-3.1.3-10] the will topic is text', () => {
    expect(refusal(4, connectOf('06', '00000002' + 'c0af0000')).code).toBe('INVALID_TEXT');
    const packet = { ...CONNECT, will: { ...will, topic: SURROGATE } };
    expect(encodeFault(4, packet).code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-3.1.3-11] the user name is text', () => {
    expect(refusal(4, connectOf('82', '00000001' + 'ff')).code).toBe('INVALID_TEXT');
    expect(encodeFault(4, { ...CONNECT, username: SURROGATE }).code).toBe('INVALID_TEXT');
  });
});

describe('CONNACK, PUBLISH and PUBREL', () => {
  it('v3.1.1 [MQTT-3.2.2-4] a refusal has no session present', () => {
    for (const code of ['01', '05']) {
      expect(refusal(4, `200201${code}`).statement).toBe('MQTT-3.2.2-4');
    }
    const packet = { type: 'connack', sessionPresent: true, reasonCode: 1 };
    expect(encodeFault(4, packet).statement).toBe('MQTT-3.2.2-4');
  });

  it('v3.1.1 [MQTT-3.3.1-2] DUP is 0 at QoS 0', () => {
    expect(refusal(4, '3803000161').statement).toBe('MQTT-3.3.1-2');
    expect(encodeFault(4, { ...PUBLISH, dup: true }).statement).toBe('MQTT-3.3.1-2');
  });

  it('v3.1.1 [MQTT-3.3.1-4] QoS 3 is refused', () => {
    for (const first of ['36', '37', '3e', '3f']) {
      expect(refusal(4, `${first}050001610001`)).toMatchObject({
        reasonCode: 0x81,
        statement: 'MQTT-3.3.1-4',
      });
    }
    expect(encodeFault(4, { ...PUBLISH, qos: 3, packetId: 1 }).code).toBe('INVALID_QOS');
  });

  it('v3.1.1 [MQTT-3.3.2-1] the topic is first, and text', () => {
    expect(hex({ ...PUBLISH, qos: 1, packetId: 10, payload: fromHex('ff') })).toBe(
      '3206000161000aff',
    );
    expect(refusal(4, publishOf('ff')).code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-3.3.2-2] a topic name has no wildcards', () => {
    for (const topic of ['a/+', 'a/#', '#', '+', 'a+b', 'a#']) {
      const bytes = Buffer.from(topic).toString('hex');
      expect(refusal(4, publishOf(bytes)).statement).toBe('MQTT-3.3.2-2');
      expect(encodeFault(4, { ...PUBLISH, topic }).statement).toBe('MQTT-3.3.2-2');
    }
  });

  it('v3.1.1 [MQTT-3.6.1-1] PUBREL has the flags 0010', () => {
    expect(hex({ type: 'pubrel', packetId: 1, reasonCode: 0 })).toBe('62020001');
    expect(refusal(4, '60020001').code).toBe('HEADER_FLAGS');
  });
});

describe('SUBSCRIBE and UNSUBSCRIBE', () => {
  it('v3.1.1 [MQTT-3.8.1-1] SUBSCRIBE has the flags 0010', () => {
    expect(hex(subscribe('a')).slice(0, 2)).toBe('82');
    expect(refusal(4, '80060001' + '00016100').code).toBe('HEADER_FLAGS');
  });

  it('v3.1.1 [MQTT-3.8.3-1] filters are text', () => {
    expect(refusal(4, '82080001' + '0003eda08000').code).toBe('INVALID_TEXT');
    expect(encodeFault(4, subscribe(SURROGATE)).code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-3.8.3-3] at least one filter', () => {
    expect(refusal(4, '82020001').statement).toBe('MQTT-3.8.3-3');
    expect(encodeFault(4, { ...subscribe('a'), subscriptions: [] }).statement).toBe('MQTT-3.8.3-3');
  });

  it('v3.1.1 [MQTT-3.8.3-4] the options byte is QoS 0 to 2 and nothing else', () => {
    for (const options of ['03', '04', '80', 'fe']) {
      expect(refusal(4, `820600010001${'61'}${options}`)).toMatchObject({
        reasonCode: 0x81,
        statement: 'MQTT-3.8.3-4',
      });
    }
    expect(encodeFault(4, subscribe('a', 3)).code).toBe('INVALID_QOS');
    const subscriptions = [{ topicFilter: 'a', qos: 0, noLocal: true }];
    expect(encodeFault(4, { ...subscribe('a'), subscriptions }).statement).toBe('MQTT-3.8.3-4');
  });

  it('v3.1.1 [MQTT-3.9.3-2] SUBACK has 0, 1, 2 and 0x80 only', () => {
    for (let code = 0; code < 256; code++) {
      const bytes = `90030001${code.toString(16).padStart(2, '0')}`;
      const packet = { type: 'suback', packetId: 1, reasonCodes: [code] };
      if ([0, 1, 2, 0x80].includes(code)) {
        expect(decode(4, bytes)).toMatchObject([packet]);
      } else {
        expect(refusal(4, bytes).statement).toBe('MQTT-3.9.3-2');
        expect(encodeFault(4, packet).statement).toBe('MQTT-3.9.3-2');
      }
    }
  });

  it('v3.1.1 [MQTT-3.10.1-1] UNSUBSCRIBE has the flags 0010', () => {
    expect(hex({ type: 'unsubscribe', packetId: 1, topicFilters: ['a'] }).slice(0, 2)).toBe('a2');
    expect(refusal(4, 'a0050001' + '000161').code).toBe('HEADER_FLAGS');
  });

  it('v3.1.1 [MQTT-3.10.3-1] its filters are text, one behind the other', () => {
    expect(hex({ type: 'unsubscribe', packetId: 1, topicFilters: ['a', 'b'] })).toBe(
      'a2080001000161000162',
    );
    expect(refusal(4, 'a2070001' + '0003eda080').code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-3.10.3-2] at least one', () => {
    expect(refusal(4, 'a2020001').statement).toBe('MQTT-3.10.3-2');
    const packet = { type: 'unsubscribe', packetId: 1, topicFilters: [] };
    expect(encodeFault(4, packet).statement).toBe('MQTT-3.10.3-2');
  });

  it('v3.1.1 [MQTT-3.14.1-1] DISCONNECT is e0 00', () => {
    expect(hex({ type: 'disconnect', reasonCode: 0 })).toBe('e000');
    expect(refusal(4, 'e100').code).toBe('HEADER_FLAGS');
    expect(refusal(4, 'e00100').code).toBe('TRAILING_BYTES');
  });
});

describe('topics', () => {
  const refused = (filter: string) => faultOf(() => parseTopicFilter(filter)).code;

  it('v3.1.1 [MQTT-4.7.1-1] wildcards stand in filters only', () => {
    expect(parseTopicFilter('a/+/#')).toEqual({ filter: 'a/+/#', wildcard: true });
    expect(faultOf(() => validateTopicName('a/+')).code).toBe('TOPIC_NAME');
    expect(faultOf(() => validateTopicName('a/#')).code).toBe('TOPIC_NAME');
  });

  it('v3.1.1 [MQTT-4.7.1-2] # is alone in the last level', () => {
    for (const filter of ['#', 'a/#', '/#', '+/#'])
      expect(parseTopicFilter(filter).filter).toBe(filter);
    for (const filter of ['a/#/b', 'a#', '#a', '#/', '##'])
      expect(refused(filter)).toBe('TOPIC_FILTER');
  });

  it('v3.1.1 [MQTT-4.7.1-3] + is alone in its level', () => {
    for (const filter of ['+', '+/+', '/+', '+/', 'a/+/b']) {
      expect(parseTopicFilter(filter).filter).toBe(filter);
    }
    for (const filter of ['a+', '+a', 'a/+b', '++', '+#'])
      expect(refused(filter)).toBe('TOPIC_FILTER');
  });

  it('v3.1.1 [MQTT-4.7.3-1] at least one character', () => {
    expect(refused('')).toBe('TOPIC_FILTER');
    expect(faultOf(() => validateTopicName('')).code).toBe('TOPIC_NAME');
    expect(refusal(4, '30020000').statement).toBe('MQTT-4.7.3-1');
    expect(refusal(4, '820500010000' + '00').statement).toBe('MQTT-4.7.3-1');
    expect(encodeFault(4, { ...PUBLISH, topic: '' }).statement).toBe('MQTT-4.7.3-1');
    expect(encodeFault(4, subscribe('')).statement).toBe('MQTT-4.7.3-1');
  });

  it('v3.1.1 [MQTT-4.7.3-2] no U+0000', () => {
    expect(refused('a\0')).toBe('INVALID_TEXT');
    expect(faultOf(() => validateTopicName('\0')).code).toBe('INVALID_TEXT');
    expect(encodeFault(4, subscribe('a\0')).code).toBe('INVALID_TEXT');
  });

  it('v3.1.1 [MQTT-4.7.3-3] at most 65535 bytes of UTF-8', () => {
    const longest = '€'.repeat(21_845);
    validateTopicName(longest);
    parseTopicFilter(longest);
    expect(
      new Decoder({ version: 4 }).push(encodeLoose(4, { ...PUBLISH, topic: longest })),
    ).toMatchObject([{ topic: longest }]);
    for (const topic of [`${longest}a`, 'a'.repeat(65_536), 'ü'.repeat(32_768)]) {
      expect(faultOf(() => validateTopicName(topic)).code).toBe('OUT_OF_RANGE');
      expect(refused(topic)).toBe('OUT_OF_RANGE');
      expect(encodeFault(4, { ...PUBLISH, topic }).statement).toBe('MQTT-4.7.3-3');
      expect(encodeFault(4, subscribe(topic)).statement).toBe('MQTT-4.7.3-3');
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Decoder, Encoder, encode, type Packet, type ProtocolVersion } from '../src/index.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const PACKETS: readonly [ProtocolVersion, Packet][] = [
  [
    4,
    {
      type: 'connect',
      protocolVersion: 4,
      clientId: 'c',
      cleanStart: true,
      keepAlive: 60,
      username: 'u',
      password: bytes('p'),
      will: { topic: 'w', payload: bytes('x'), qos: 1, retain: true },
    },
  ],
  [
    5,
    {
      type: 'connect',
      protocolVersion: 5,
      clientId: '',
      cleanStart: false,
      keepAlive: 0,
      password: bytes('p'),
      will: {
        topic: 'w',
        payload: bytes(''),
        qos: 2,
        retain: false,
        properties: { willDelayInterval: 5 },
      },
      properties: {
        sessionExpiryInterval: 0xffffffff,
        receiveMaximum: 1,
        userProperties: [
          ['a', 'b'],
          ['a', 'c'],
        ],
      },
    },
  ],
  [4, { type: 'connack', sessionPresent: false, reasonCode: 5 }],
  [
    5,
    {
      type: 'connack',
      sessionPresent: true,
      reasonCode: 0,
      properties: { maximumQoS: 1, retainAvailable: false },
    },
  ],
  [
    4,
    { type: 'publish', topic: 'a/b', payload: bytes('hello'), qos: 0, retain: false, dup: false },
  ],
  [
    5,
    {
      type: 'publish',
      topic: 'a/ü',
      payload: bytes('hello'),
      qos: 2,
      retain: true,
      dup: true,
      packetId: 65535,
      properties: { contentType: 'text', subscriptionIdentifiers: [1, 268435455], topicAlias: 3 },
    },
  ],
  [4, { type: 'puback', packetId: 1, reasonCode: 0 }],
  [5, { type: 'pubrec', packetId: 1, reasonCode: 0x97 }],
  [5, { type: 'pubrel', packetId: 1, reasonCode: 0x92, properties: { reasonString: 'no' } }],
  [5, { type: 'pubcomp', packetId: 1, reasonCode: 0 }],
  [4, { type: 'subscribe', packetId: 1, subscriptions: [{ topicFilter: 'a/#', qos: 1 }] }],
  [
    5,
    {
      type: 'subscribe',
      packetId: 1,
      subscriptions: [
        {
          topicFilter: '$share/g/+',
          qos: 1,
          noLocal: false,
          retainAsPublished: true,
          retainHandling: 2,
        },
      ],
      properties: { subscriptionIdentifiers: [7] },
    },
  ],
  [4, { type: 'suback', packetId: 1, reasonCodes: [0, 1, 2, 0x80] }],
  [5, { type: 'suback', packetId: 1, reasonCodes: [0x9e] }],
  [4, { type: 'unsubscribe', packetId: 1, topicFilters: ['a'] }],
  [5, { type: 'unsubscribe', packetId: 1, topicFilters: ['a'] }],
  [4, { type: 'unsuback', packetId: 1, reasonCodes: [] }],
  [5, { type: 'unsuback', packetId: 1, reasonCodes: [0x11] }],
  [4, { type: 'pingreq' }],
  [4, { type: 'pingresp' }],
  [4, { type: 'disconnect', reasonCode: 0 }],
  [5, { type: 'disconnect', reasonCode: 4, properties: { sessionExpiryInterval: 9 } }],
  [
    5,
    {
      type: 'auth',
      reasonCode: 0x18,
      properties: { authenticationMethod: 'm', authenticationData: bytes('d') },
    },
  ],
];

describe('round trip', () => {
  for (const [version, packet] of PACKETS) {
    it(`${version} ${packet.type}`, () => {
      const encoded = encode(packet, version);
      expect(new Decoder({ version }).push(encoded)).toEqual([packet]);
      const decoder = new Decoder({ version });
      const got: Packet[] = [];
      for (const byte of encoded) decoder.push(Uint8Array.of(byte), (p) => got.push(p));
      expect(got).toEqual([packet]);
      const encoder = new Encoder({ version });
      for (let i = 0; i < 1000; i++) encoder.write(packet);
      const taken = encoder.take();
      expect(taken.length).toBe(1000 * encoded.length);
      expect(new Decoder({ version }).push(taken)).toEqual(new Array(1000).fill(packet));
      if (packet.type === 'connect') expect(new Decoder().push(encoded)).toEqual([packet]);
    });
  }
});

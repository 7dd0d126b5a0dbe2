import type { Packet } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { packetText } from '../../src/text/packet-text.ts';

const payload = new TextEncoder().encode('hi');

describe('packetText', () => {
  it.each<[string, Packet]>([
    [
      'CONNECT  MQTT 5.0  client id me  clean start: no  will: gone "hi" QoS 1  session expiry interval: 300',
      {
        type: 'connect',
        protocolVersion: 5,
        clientId: 'me',
        cleanStart: false,
        keepAlive: 0,
        username: 'user',
        password: payload,
        will: { topic: 'gone', payload, qos: 1, retain: false },
        properties: { sessionExpiryInterval: 300 },
      },
    ],
    [
      'CONNACK  not authorized (0x87)  session present: no  reason string: go away',
      {
        type: 'connack',
        sessionPresent: false,
        reasonCode: 0x87,
        properties: { reasonString: 'go away' },
      },
    ],
    [
      'CONNACK  code 5  session present: no',
      { type: 'connack', sessionPresent: false, reasonCode: 5 },
    ],
    [
      'PUBLISH  id 3  QoS 2  DUP  RETAIN  a/b  "hi"  user properties: a=1, a=2',
      {
        type: 'publish',
        topic: 'a/b',
        payload,
        qos: 2,
        dup: true,
        retain: true,
        packetId: 3,
        properties: {
          userProperties: [
            ['a', '1'],
            ['a', '2'],
          ],
        },
      },
    ],
    [
      'PUBLISH  QoS 0  a  "hi"  response topic: r  correlation data: "hi"',
      {
        type: 'publish',
        topic: 'a',
        payload,
        qos: 0,
        dup: false,
        retain: false,
        properties: { responseTopic: 'r', correlationData: payload, contentType: undefined },
      },
    ],
    ['PUBREC  id 3', { type: 'pubrec', packetId: 3, reasonCode: 0 }],
    [
      'PUBREC  id 3  no matching subscribers (0x10)',
      { type: 'pubrec', packetId: 3, reasonCode: 0x10 },
    ],
    [
      'SUBSCRIBE  id 1  a/# QoS 1  b QoS 0',
      {
        type: 'subscribe',
        packetId: 1,
        subscriptions: [
          { topicFilter: 'a/#', qos: 1 },
          { topicFilter: 'b', qos: 0 },
        ],
      },
    ],
    [
      'SUBACK  id 1  granted QoS 1  refused: topic filter invalid (0x8f)',
      { type: 'suback', packetId: 1, reasonCodes: [1, 0x8f] },
    ],
    ['UNSUBSCRIBE  id 2  a/#', { type: 'unsubscribe', packetId: 2, topicFilters: ['a/#'] }],
    ['UNSUBACK  id 2', { type: 'unsuback', packetId: 2, reasonCodes: [] }],
    ['PINGREQ', { type: 'pingreq' }],
    ['DISCONNECT', { type: 'disconnect', reasonCode: 0 }],
    ['DISCONNECT  session taken over (0x8e)', { type: 'disconnect', reasonCode: 0x8e }],
  ])('%s', (text, packet) => {
    expect(packetText(packet)).toBe(text);
  });

  it('cuts a long payload', () => {
    const long = new TextEncoder().encode('x'.repeat(100));
    const text = packetText({
      type: 'publish',
      topic: 't',
      payload: long,
      qos: 0,
      dup: false,
      retain: false,
    });
    expect(text).toBe(`PUBLISH  QoS 0  t  "${'x'.repeat(40)}…"`);
  });
});

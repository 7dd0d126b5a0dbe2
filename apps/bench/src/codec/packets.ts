/** The packets that the codec benchmark encodes and decodes. */

import type { Packet, ProtocolVersion, PublishPacket, Subscription } from '@x/codec';

export function payload(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => (i * 31) & 0xff);
}

export function publish(size: number, topic = 'sensors/hall-3/temperature'): PublishPacket {
  return { type: 'publish', topic, payload: payload(size), qos: 0, retain: false, dup: false };
}

/** PUBLISHes that go through `count` topics in turn: no topic is the one before. */
export function manyTopics(size: number, count: number): Packet[] {
  return Array.from({ length: count }, (_, i) => publish(size, `sensors/hall-${i}/temperature`));
}

export const PUBLISH_WITH_PROPERTIES: PublishPacket = {
  type: 'publish',
  topic: 'sensors/hall-3/temperature',
  payload: payload(64),
  qos: 1,
  retain: false,
  dup: false,
  packetId: 4711,
  properties: {
    payloadFormatIndicator: 1,
    messageExpiryInterval: 3600,
    contentType: 'application/json',
    responseTopic: 'replies/hall-3',
    correlationData: payload(8),
    userProperties: [
      ['trace', '4bf92f3577b34da6'],
      ['tenant', 'north'],
      ['unit', 'celsius'],
    ],
  },
};

export const PUBACK: Packet = { type: 'puback', packetId: 4711, reasonCode: 0 };

export const SUBSCRIBE: Packet = {
  type: 'subscribe',
  packetId: 7,
  subscriptions: Array.from(
    { length: 10 },
    (_, i): Subscription => ({ topicFilter: `sensors/hall-${i}/+/state`, qos: 1 }),
  ),
};

export const SUBACK: Packet = {
  type: 'suback',
  packetId: 7,
  reasonCodes: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0],
};

/** What an MQTT 5 connection looks like: mostly PUBLISH, some with properties, acknowledgements, few others. */
export const MIXED: readonly Packet[] = [
  publish(64),
  publish(256),
  PUBACK,
  { ...publish(128), qos: 1, packetId: 12 },
  { type: 'pubrec', packetId: 13, reasonCode: 0 },
  { type: 'pubcomp', packetId: 13, reasonCode: 0 },
  publish(32, 'sensors/hall-4/humidity'),
  publish(512, 'sensors/hall-4/humidity'),
  PUBLISH_WITH_PROPERTIES,
  PUBACK,
  { type: 'pingreq' },
  { ...publish(16), qos: 2, packetId: 14, dup: true },
  SUBSCRIBE,
  SUBACK,
  publish(1024),
  { type: 'pingresp' },
];

export const VERSION_4: ProtocolVersion = 4;
export const VERSION_5: ProtocolVersion = 5;

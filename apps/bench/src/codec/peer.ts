/** Our packets as mqtt-packet has them. */

import type { Packet } from '@x/codec';
import type { Packet as PeerPacket } from 'mqtt-packet';

/** Only what the benchmark uses. */
export function toPeer(packet: Packet): PeerPacket {
  switch (packet.type) {
    case 'publish':
      return {
        cmd: 'publish',
        topic: packet.topic,
        payload: asBuffer(packet.payload),
        qos: packet.qos,
        retain: packet.retain,
        dup: packet.dup,
        ...(packet.packetId === undefined ? {} : { messageId: packet.packetId }),
        ...(packet.properties === undefined ? {} : { properties: toPeerProperties(packet) }),
      };
    case 'subscribe':
      return {
        cmd: 'subscribe',
        messageId: packet.packetId,
        subscriptions: packet.subscriptions.map(({ topicFilter, qos }) => ({
          topic: topicFilter,
          qos,
        })),
      };
    case 'suback':
      return { cmd: 'suback', messageId: packet.packetId, granted: [...packet.reasonCodes] };
    case 'puback':
    case 'pubrec':
    case 'pubcomp':
      return { cmd: packet.type, messageId: packet.packetId };
    case 'pingreq':
    case 'pingresp':
      return { cmd: packet.type };
    default:
      throw new Error(`the benchmark has no ${packet.type}`);
  }
}

function toPeerProperties({ properties = {} }: Extract<Packet, { type: 'publish' }>) {
  const { payloadFormatIndicator, messageExpiryInterval, contentType, responseTopic } = properties;
  return {
    payloadFormatIndicator: payloadFormatIndicator === 1,
    ...(messageExpiryInterval === undefined ? {} : { messageExpiryInterval }),
    ...(contentType === undefined ? {} : { contentType }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    correlationData: asBuffer(properties.correlationData ?? new Uint8Array(0)),
    userProperties: Object.fromEntries(properties.userProperties ?? []),
  };
}

export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** PUBLISH (section 3.3), the hot path: read, measured, written. */

import { Fault } from '../errors.ts';
import type { PublishPacket, PublishProperties, QoS } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { NO_BYTES, type Reader, truncated } from '../reader.ts';
import { checkNoWildcards, checkTopicName } from '../topic.ts';
import { readUtf8, writeUtf8 } from '../utf8.ts';
import {
  checkBoolean,
  checkBytes,
  checkPacketId,
  checkQos,
  measureText,
  varintSize,
  type Writer,
} from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('publish');

/** senderBits of a client that is known to be one. */
const CLIENT_ONLY = 1;

export const publish: PacketCodec<PublishPacket> = {
  type: 'publish',

  read(reader, first) {
    const topic = readTopic(reader);
    const qos = ((first >> 1) & 3) as QoS;
    const packetId = qos === 0 ? undefined : reader.packetId();
    let properties: PublishProperties | undefined;
    if (reader.version === 5) {
      properties = readProperties(reader, PROPERTIES);
      if (properties !== undefined) checkSender(properties, reader.senders);
    }
    if (topic.length === 0) checkAlias(properties);
    return {
      type: 'publish',
      topic,
      payload: reader.view(reader.end),
      qos,
      retain: (first & 1) !== 0,
      dup: (first & 8) !== 0,
      packetId,
      properties,
    };
  },

  measure(packet, writer) {
    let size = measureTopic(packet.topic, writer);
    const qos = checkQos(packet.qos, 'qos');
    checkBoolean(packet.retain, 'retain');
    if (checkBoolean(packet.dup, 'dup') && qos === 0) throw dupWithoutQos();
    if (qos > 0) {
      checkPacketId(packet.packetId);
      size += 2;
    } else if (packet.packetId !== undefined) {
      throw new Fault('CONTRADICTION', 'packetId with QoS 0', '2.3.1-5', '2.2.1-2');
    }
    const { properties } = packet;
    if (properties !== undefined) checkSender(properties, writer.senders);
    const propertiesSize = measureProperties(writer, PROPERTIES, properties);
    writer.propertiesSize = propertiesSize;
    if (writer.version === 5) size += varintSize(propertiesSize) + propertiesSize;
    if (packet.topic.length === 0) checkAlias(properties);
    return size + checkBytes(packet.payload ?? NO_BYTES, 'payload').length;
  },

  write(packet, writer, size) {
    const qos = packet.qos ?? 0;
    writer.header(0x30 | (packet.dup ? 8 : 0) | (qos << 1) | (packet.retain ? 1 : 0), size);
    writeTopic(packet.topic, writer);
    if (qos > 0) writer.uint16(packet.packetId as number);
    if (writer.version === 5) {
      writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    }
    const payload = packet.payload ?? NO_BYTES;
    if (payload.length < writer.passFrom) writer.raw(payload);
    else writer.passed = payload;
  },
};

function readTopic(reader: Reader): string {
  const length = reader.uint16('topic');
  const start = reader.at;
  const end = start + length;
  if (end > reader.end) throw truncated('topic');
  reader.at = end;
  const { bytes, topics } = reader;
  if (topics.matches(bytes, start, end)) return topics.topic;
  const topic = readUtf8(bytes, start, end, 'topic');
  checkNoWildcards(topic, 'topic', '3.3.2-2');
  topics.remember(topic, bytes, start, end);
  return topic;
}

function measureTopic(topic: unknown, writer: Writer): number {
  const { topics } = writer;
  if (topic === topics.topic && topics.size >= 0) return 2 + topics.size;
  const size = measureText(topic, 'topic');
  checkNoWildcards(topic as string, 'topic', '3.3.2-2');
  return size;
}

function writeTopic(topic: string, writer: Writer): void {
  const { topics, bytes } = writer;
  const start = writer.at + 2;
  const known = topic === topics.topic && topics.size >= 0;
  const end = known ? topics.write(bytes, start) : writeUtf8(bytes, start, topic);
  writer.uint16(end - start);
  writer.at = end;
  if (!known) topics.remember(topic, bytes, start, end);
}

/** An empty topic stands for the alias's topic; without one it is a protocol error (section 3.3.2.1). */
function checkAlias(properties: PublishProperties | undefined): void {
  if (properties?.topicAlias === undefined) checkTopicName('', 'topic');
}

function checkSender(properties: PublishProperties, senders: number): void {
  if (properties?.subscriptionIdentifiers === undefined || senders !== CLIENT_ONLY) return;
  throw new Fault(
    'CONTRADICTION',
    'subscriptionIdentifiers must not come from a client',
    undefined,
    '3.3.4-6',
  );
}

function dupWithoutQos(): Fault {
  return new Fault('CONTRADICTION', 'dup with QoS 0', '3.3.1-2', '3.3.1-2');
}

/** PUBLISH (section 3.3), the hot path: read and written. */

import { Fault } from '../errors.ts';
import { tooLarge } from '../fixed-header.ts';
import type { PublishPacket, PublishProperties, QoS } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import { NO_BYTES, type Reader, truncated } from '../reader.ts';
import { checkNoWildcards, checkTopicName } from '../topic.ts';
import { readUtf8 } from '../utf8.ts';
import { checkBoolean, checkBytes, checkQos, type Writer } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('publish');

/** What a short topic and its length take: for the guess of the remaining length. */
const LEAST_HEADER = 16;

/** senderBits of a client that is known to be one. */
const CLIENT_ONLY = 1;

export const publish: PacketCodec<PublishPacket> = {
  type: 'publish',

  read(reader, first) {
    const topic = readTopic(reader);
    const qos = ((first >> 1) & 3) as QoS;
    const packetId = qos === 0 ? undefined : reader.packetId();
    const properties: PublishProperties | undefined = readProperties(reader, PROPERTIES);
    if (properties !== undefined) checkSender(properties, reader.senders);
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

  write(packet, writer) {
    const { topic, packetId, properties } = packet;
    const payload = checkBytes(packet.payload ?? NO_BYTES, 'payload');
    const { length } = payload;
    if (length > writer.maxPacketSize) throw tooLarge(length, writer.maxPacketSize);
    const qos = checkQos(packet.qos, 'qos');
    const retain = checkBoolean(packet.retain, 'retain');
    const dup = checkBoolean(packet.dup, 'dup');
    if (dup && qos === 0) throw dupWithoutQos();
    if (qos === 0 && packetId !== undefined) throw idWithoutQos();
    writer.open(0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0), length + LEAST_HEADER);
    writeTopic(writer, topic);
    if (qos > 0) writer.packetId(packetId);
    if (properties !== undefined) checkSender(properties, writer.senders);
    if (topic.length === 0) checkAlias(properties);
    writeProperties(writer, PROPERTIES, properties);
    if (length < writer.passFrom) writer.raw(payload);
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
  topics.seen(topic, bytes, start, end);
  return topic;
}

function writeTopic(writer: Writer, topic: string): void {
  const { topics } = writer;
  if (topics.size >= 0 && topic === topics.topic) {
    writer.reserve(2 + topics.size);
    writer.uint16(topics.size);
    writer.at = topics.write(writer.bytes, writer.at);
    return;
  }
  const size = writer.text(topic, 'topic');
  checkNoWildcards(topic, 'topic', '3.3.2-2');
  topics.seen(topic, writer.bytes, writer.at - size, writer.at);
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

function idWithoutQos(): Fault {
  return new Fault('CONTRADICTION', 'packetId with QoS 0', '2.3.1-5', '2.2.1-2');
}

function dupWithoutQos(): Fault {
  return new Fault('CONTRADICTION', 'dup with QoS 0', '3.3.1-2', '3.3.1-2');
}

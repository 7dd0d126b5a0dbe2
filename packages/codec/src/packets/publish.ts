/** PUBLISH (section 3.3), the hot path: read and written. */

import { bit, type Cursor, NO_BYTES } from '../cursor.ts';
import { fault } from '../errors.ts';
import type { PublishPacket, PublishProperties, QoS } from '../packet.ts';
import { CLIENT } from '../packet-types.ts';
import { propertySet } from '../property-section.ts';
import type { Reader } from '../reader.ts';
import { checkTopicName } from '../topic.ts';
import { checkBytes, checkNumber, type Writer } from '../writer.ts';
import { refuseFrom } from './answers.ts';

const PROPERTIES = propertySet('publish');

const RETAIN = 1;
const DUP = 8;

/** From this payload on a PUBLISH probably takes two bytes for its length. */
const LONG_PAYLOAD = 96;

export const publish = { read: readPublish, write: writePublish };

function readPublish(reader: Reader, _given: object, first: number): PublishPacket {
  const topic = reader.topic();
  const qos = ((first >> 1) & 3) as QoS;
  const packetId = qos > 0 ? reader.packetId() : undefined;
  const properties = checkTopic(reader, topic, reader.properties(0, PROPERTIES));
  const start = reader.skip(reader.end - reader.at, 'payload');
  return {
    type: 'publish',
    topic,
    payload: reader.view(start),
    qos,
    retain: (first & RETAIN) > 0,
    dup: (first & DUP) > 0,
    packetId,
    properties,
  };
}

function writePublish(writer: Writer, packet: PublishPacket): void {
  const { topic, packetId } = packet;
  const qos = checkQos(packet.qos, 'qos');
  const flags = bit(packet.dup, 'dup', DUP) | (qos << 1) | bit(packet.retain, 'retain', RETAIN);
  const payload = checkBytes(packet.payload ?? NO_BYTES, 'payload');
  checkFlags(flags);
  writer.open(0x30 | flags, payload.length < LONG_PAYLOAD ? 1 : 2);
  writer.topic(topic);
  if (qos > 0) writer.packetId(packetId);
  else if (packetId !== undefined) {
    throw fault('CONTRADICTION', 'packetId with QoS 0', '2.2.1-2', '2.3.1-5');
  }
  checkTopic(writer, topic, writer.properties(packet.properties, PROPERTIES));
  writer.payload = payload;
}

/** What the flags in the first byte say. */
export function checkFlags(flags: number): void {
  const qos = (flags >> 1) & 3;
  if (qos === 3) throw fault('INVALID_QOS', 'qos', '3.3.1-4');
  if (qos === 0 && flags & DUP) throw fault('CONTRADICTION', 'dup with QoS 0', '3.3.1-2');
}

/** An empty topic stands for the alias's topic; without one it is a protocol error (section 3.3.2.1). */
function checkTopic(
  io: Cursor,
  topic: string,
  properties: PublishProperties | undefined,
): PublishPacket['properties'] {
  if (topic === '' && properties?.topicAlias === undefined) checkTopicName(topic, 'topic');
  refuseFrom(CLIENT, io, 'subscriptionIdentifiers', properties, '3.3.4-6');
  return properties;
}

/** Checks a QoS that a caller gave; a missing one counts as 0. */
export function checkQos(given: unknown, field: string): number {
  if (given === undefined) return 0;
  if (given === 3) throw fault('INVALID_QOS', field);
  return checkNumber(given, field, 2);
}

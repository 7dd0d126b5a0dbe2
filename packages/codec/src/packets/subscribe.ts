/** SUBSCRIBE (section 3.8): read and written; and the topic filters that UNSUBSCRIBE has too. */

import { Fault } from '../errors.ts';
import type { QoS, SubscribePacket, SubscribeProperties, Subscription } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import type { Reader } from '../reader.ts';
import { checkFilter } from '../topic.ts';
import { wrongType } from '../utf8.ts';
import {
  checkBoolean,
  checkInteger,
  checkList,
  checkQos,
  outOfRange,
  type Writer,
} from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('subscribe');

const NO_LOCAL = 4;
const RETAIN_AS_PUBLISHED = 8;

export const subscribe: PacketCodec<SubscribePacket> = {
  type: 'subscribe',

  read(reader) {
    const packetId = reader.packetId();
    const properties: SubscribeProperties | undefined = readProperties(reader, PROPERTIES);
    checkIdentifier(properties);
    if (reader.at === reader.end) throw noSubscription();
    const subscriptions: Subscription[] = [];
    reader.readAhead(reader.end);
    while (reader.at < reader.end) subscriptions.push(readSubscription(reader));
    reader.endAhead();
    return { type: 'subscribe', packetId, subscriptions, properties };
  },

  write(packet, writer) {
    writer.open(0x82, 0);
    writer.packetId(packet.packetId);
    checkIdentifier(packet.properties);
    writeProperties(writer, PROPERTIES, packet.properties);
    const subscriptions = checkList(packet.subscriptions, 'subscriptions');
    if (subscriptions.length === 0) throw noSubscription();
    for (const subscription of subscriptions) writeSubscription(writer, subscription);
  },
};

function readSubscription(reader: Reader): Subscription {
  const start = reader.at + 2;
  const topicFilter = reader.text('topicFilter');
  const shared = checkFilter(reader.bytes, start, reader.at, reader.version);
  const options = reader.byte('subscription options');
  if (reader.version === 4) {
    if (options > 2) throw reservedBits('subscription options must be QoS 0 to 2');
    return subscription(topicFilter, options, undefined, undefined, undefined);
  }
  if (options > 0x3f) throw reservedBits('subscription option bits 7 and 6 must be 0');
  // Section 3.8.3.1: QoS 3 and Retain Handling 3 are protocol errors, not malformed.
  const qos = options & 3;
  if (qos === 3) throw outOfRange('qos', 0, 2);
  const retainHandling = options >> 4;
  if (retainHandling === 3) throw outOfRange('retainHandling', 0, 2);
  const noLocal = (options & NO_LOCAL) !== 0;
  if (noLocal && shared) throw noLocalShared();
  const asPublished = (options & RETAIN_AS_PUBLISHED) !== 0;
  return subscription(topicFilter, qos, noLocal, asPublished, retainHandling);
}

/** One shape for both versions. */
function subscription(
  topicFilter: string,
  qos: number,
  noLocal: boolean | undefined,
  retainAsPublished: boolean | undefined,
  retainHandling: number | undefined,
): Subscription {
  return {
    topicFilter,
    qos: qos as QoS,
    noLocal,
    retainAsPublished,
    retainHandling: retainHandling as 0 | 1 | 2 | undefined,
  };
}

function writeSubscription(writer: Writer, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw wrongType('subscriptions', 'objects');
  const { topicFilter, qos, noLocal, retainAsPublished, retainHandling } =
    value as Partial<Subscription>;
  const shared = writeFilter(writer, topicFilter, 'topicFilter');
  let options = checkQos(qos, 'qos');
  if (checkBoolean(noLocal, 'noLocal')) {
    if (shared) throw noLocalShared();
    options |= NO_LOCAL;
  }
  if (checkBoolean(retainAsPublished, 'retainAsPublished')) options |= RETAIN_AS_PUBLISHED;
  if (retainHandling !== undefined) {
    options |= checkInteger(retainHandling, 'retainHandling', 0, 2) << 4;
  }
  if (options > 2 && writer.version === 4) {
    throw reservedBits('subscription options other than QoS do not exist in 3.1.1');
  }
  writer.byte(options);
}

export function readFilter(reader: Reader, field: string): string {
  const start = reader.at + 2;
  const filter = reader.text(field);
  checkFilter(reader.bytes, start, reader.at, reader.version);
  return filter;
}

/** Returns whether it is a shared subscription. */
export function writeFilter(writer: Writer, filter: unknown, field: string): boolean {
  const size = writer.text(filter, field);
  const { bytes, at, version } = writer;
  return checkFilter(bytes, at - size, at, version);
}

/** Section 3.8.2.1.2: a SUBSCRIBE carries one identifier at most. */
function checkIdentifier(properties: SubscribeProperties | undefined): void {
  const identifiers = properties?.subscriptionIdentifiers;
  if (Array.isArray(identifiers) && identifiers.length > 1) {
    throw new Fault('REPEATED_PROPERTY', 'subscriptionIdentifiers must hold one identifier here');
  }
}

function noSubscription(): Fault {
  return new Fault('EMPTY_LIST', 'subscriptions is empty', '3.8.3-3', '3.8.3-2');
}

function reservedBits(what: string): Fault {
  return new Fault('RESERVED_BITS', what, '3.8.3-4', '3.8.3-5');
}

function noLocalShared(): Fault {
  return new Fault('CONTRADICTION', 'noLocal on a shared subscription', undefined, '3.8.3-4');
}

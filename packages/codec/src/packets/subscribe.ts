/** SUBSCRIBE (section 3.8): read, measured, written. */

import { Fault } from '../errors.ts';
import type { QoS, SubscribePacket, SubscribeProperties, Subscription } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import type { Reader } from '../reader.ts';
import { checkShare, checkWildcards } from '../topic.ts';
import {
  checkBoolean,
  checkInteger,
  checkList,
  checkPacketId,
  checkQos,
  measureText,
  outOfRange,
  varintSize,
  type Writer,
  wrongType,
} from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('subscribe');

export const subscribe: PacketCodec<SubscribePacket> = {
  type: 'subscribe',

  read(reader) {
    const packetId = reader.packetId();
    let properties: SubscribeProperties | undefined;
    if (reader.version === 5) {
      properties = readProperties(reader, PROPERTIES);
      checkIdentifier(properties);
    }
    const subscriptions: Subscription[] = [];
    while (reader.at < reader.end) subscriptions.push(readSubscription(reader));
    if (subscriptions.length === 0) throw noSubscription();
    return { type: 'subscribe', packetId, subscriptions, properties };
  },

  measure(packet, writer) {
    checkPacketId(packet.packetId);
    checkIdentifier(packet.properties);
    const propertiesSize = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = propertiesSize;
    let size = 2;
    if (writer.version === 5) size += varintSize(propertiesSize) + propertiesSize;
    const subscriptions = checkList(packet.subscriptions, 'subscriptions');
    if (subscriptions.length === 0) throw noSubscription();
    for (const subscription of subscriptions) size += measureSubscription(subscription, writer);
    return size;
  },

  write(packet, writer, size) {
    writer.header(0x82, size);
    writer.uint16(packet.packetId);
    if (writer.version === 5) {
      writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    }
    for (const subscription of packet.subscriptions) {
      writer.text(subscription.topicFilter);
      let options: number = subscription.qos ?? 0;
      if (subscription.noLocal) options |= 4;
      if (subscription.retainAsPublished) options |= 8;
      writer.byte(options | ((subscription.retainHandling ?? 0) << 4));
    }
  },
};

function readSubscription(reader: Reader): Subscription {
  const topicFilter = reader.text('topicFilter');
  const options = reader.byte('subscription options');
  if (reader.version === 4) {
    if (options > 2) throw reservedBits(4);
    checkWildcards(topicFilter, 0);
    return subscription(topicFilter, options, undefined, undefined, undefined);
  }
  if (options > 0x3f) throw reservedBits(5);
  // Section 3.8.3.1: QoS 3 and Retain Handling 3 are protocol errors, not malformed.
  if ((options & 3) === 3) throw outOfRange('qos', 0, 2);
  const retainHandling = options >> 4;
  if (retainHandling === 3) throw outOfRange('retainHandling', 0, 2);
  const noLocal = (options & 4) !== 0;
  checkFilter(topicFilter, noLocal);
  return subscription(topicFilter, options & 3, noLocal, (options & 8) !== 0, retainHandling);
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

function measureSubscription(value: unknown, writer: Writer): number {
  if (typeof value !== 'object' || value === null) throw wrongType('subscriptions', 'objects');
  const { topicFilter, qos, noLocal, retainAsPublished, retainHandling } =
    value as Partial<Subscription>;
  const size = measureText(topicFilter, 'topicFilter') + 1;
  checkQos(qos, 'qos');
  const local = checkBoolean(noLocal, 'noLocal');
  const asPublished = checkBoolean(retainAsPublished, 'retainAsPublished');
  const handling = checkInteger(retainHandling, 'retainHandling', 0, 2);
  if (writer.version === 5) {
    checkFilter(topicFilter as string, local);
    return size;
  }
  if (local || asPublished || handling > 0) throw reservedBits(4);
  checkWildcards(topicFilter as string, 0);
  return size;
}

function checkFilter(topicFilter: string, noLocal: boolean): void {
  const start = checkShare(topicFilter);
  checkWildcards(topicFilter, start);
  if (!noLocal || start === 0) return;
  throw new Fault('CONTRADICTION', 'noLocal on a shared subscription', undefined, '3.8.3-4');
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

function reservedBits(version: 4 | 5): Fault {
  const what = version === 4 ? 'options other than QoS 0 to 2' : 'reserved option bits';
  return new Fault('RESERVED_BITS', `subscriptions must not have ${what}`, '3.8.3-4', '3.8.3-5');
}

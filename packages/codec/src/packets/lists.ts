/** SUBSCRIBE, SUBACK, UNSUBSCRIBE and UNSUBACK (sections 3.8 to 3.11): a packet id, properties and a list. */

import { bit, type Cursor, checkRange, type Item } from '../cursor.ts';
import { fault } from '../errors.ts';
import type {
  QoS,
  SubackPacket,
  SubscribePacket,
  Subscription,
  UnsubackPacket,
  UnsubscribePacket,
} from '../packet.ts';
import { propertySet } from '../property-section.ts';
import type { Reader } from '../reader.ts';
import { type CheckCode, reasonCodes } from '../reason-code-set.ts';
import { checkFilter } from '../topic.ts';
import { checkNumber, type Writer } from '../writer.ts';
import type { Layout } from './codec.ts';
import { checkQos } from './publish.ts';

const NO_LOCAL = 4;
const RETAIN_AS_PUBLISHED = 8;
const TOPIC_FILTER = 'subscriptions.topicFilter';

const SUBSCRIBE = propertySet('subscribe');
const OTHERS = propertySet('suback');
const UNSUBSCRIBE = propertySet('unsubscribe');

/** Two functions: with many filters in a packet reading is hot, and a layout for both directions takes longer. */
export const subscribe = { read: readSubscribe, write: writeSubscribe };

function readSubscribe(reader: Reader): SubscribePacket {
  const packetId = reader.packetId();
  const properties = checkIdentifier(reader.properties(0, SUBSCRIBE));
  const subscriptions = reader.items(0, 'subscriptions', readSubscription);
  checkSubscriptions(subscriptions);
  return { type: 'subscribe', packetId, subscriptions, properties };
}

function writeSubscribe(writer: Writer, packet: SubscribePacket): void {
  writer.packetId(packet.packetId);
  checkIdentifier(writer.properties(packet.properties, SUBSCRIBE));
  checkSubscriptions(writer.items(packet.subscriptions, 'subscriptions', writeSubscription));
}

/** Section 3.8.2.1.2. */
function checkIdentifier(properties: SubscribePacket['properties']): SubscribePacket['properties'] {
  if ((properties?.subscriptionIdentifiers?.length ?? 0) < 2) return properties;
  throw fault('REPEATED_PROPERTY', 'subscriptionIdentifiers');
}

function checkSubscriptions(subscriptions: readonly unknown[]): void {
  checkNotEmpty(subscriptions, 'subscriptions', '3.8.3-2', '3.8.3-3');
}

/** Section 3.9.3. */
const subackCode = codeItem(
  reasonCodes(
    {
      both: [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2],
      v4: [0x00, 0x01, 0x02, 0x80],
    },
    '3.9.3-2',
    '3.9.3-2',
  ),
);

export const suback: Layout<SubackPacket> = (io, given) => {
  const packetId = io.packetId(given.packetId);
  const properties = io.properties(given.properties, OTHERS);
  const reasonCodes = io.items(given.reasonCodes, 'reasonCodes', subackCode);
  checkNotEmpty(reasonCodes, 'reasonCodes');
  return given.type ? given : { type: 'suback', packetId, reasonCodes, properties };
};

export const unsubscribe: Layout<UnsubscribePacket> = (io, given) => {
  const packetId = io.packetId(given.packetId);
  const properties = io.properties(given.properties, UNSUBSCRIBE);
  const topicFilters = io.items(given.topicFilters, 'topicFilters', filter);
  checkNotEmpty(topicFilters, 'topicFilters', '3.10.3-2');
  return given.type ? given : { type: 'unsubscribe', packetId, topicFilters, properties };
};

/** Section 3.11.3. */
const unsubackCode = codeItem(
  reasonCodes({ both: [0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91], v4: [] }, '3.11.3-2'),
);

/** In 3.1.1 it has no reason codes. */
export const unsuback: Layout<UnsubackPacket> = (io, given) => {
  const packetId = io.packetId(given.packetId);
  const properties = io.properties(given.properties, OTHERS);
  const codes = given.reasonCodes ?? (io.version === 4 ? [] : undefined);
  const reasonCodes = io.items(codes, 'reasonCodes', unsubackCode);
  if (io.version === 5) checkNotEmpty(reasonCodes, 'reasonCodes');
  return given.type ? given : { type: 'unsuback', packetId, reasonCodes, properties };
};

function codeItem(check: CheckCode): Item<number> {
  return (io, given, field) => {
    const code = io.uint(given, field, 1);
    check(io, code);
    return code;
  };
}

function checkNotEmpty(list: readonly unknown[], field: string, s5?: string, s4?: string): void {
  if (list.length === 0) throw fault('EMPTY_LIST', field, s5, s4);
}

function filter(io: Cursor, given: unknown, field: string): string {
  const text = io.text(given, field);
  checkFilter(text, io.bytes, io.textAt, io.at, io.version);
  return text;
}

function readSubscription(io: Cursor): Subscription {
  const reader = io as Reader;
  const topicFilter = reader.text(0, TOPIC_FILTER);
  const options = reader.uint(0, 'subscription options', 1);
  const { version, bytes, textAt, at } = reader;
  const shared = checkFilter(topicFilter, bytes, textAt, at - 1, version);
  checkOptions(options, shared, version);
  const qos = (options & 3) as QoS;
  // One shape for both versions.
  if (version === 4) {
    return {
      topicFilter,
      qos,
      noLocal: undefined,
      retainAsPublished: undefined,
      retainHandling: undefined,
    };
  }
  return {
    topicFilter,
    qos,
    noLocal: (options & NO_LOCAL) > 0,
    retainAsPublished: (options & RETAIN_AS_PUBLISHED) > 0,
    retainHandling: (options >> 4) as 0 | 1 | 2,
  };
}

function writeSubscription(io: Cursor, given: Subscription | undefined): void {
  const shared = checkFilter(
    io.text(given?.topicFilter, TOPIC_FILTER),
    io.bytes,
    io.textAt,
    io.at,
    io.version,
  );
  const options = optionsOf(given as Subscription);
  checkOptions(options, shared, io.version);
  io.uint(options, 'subscription options', 1);
}

function checkOptions(options: number, shared: boolean, version: number): void {
  if (options <= 2) return;
  if (options > (version === 4 ? 2 : 0x3f)) {
    throw fault('RESERVED_BITS', 'subscription options', '3.8.3-5', '3.8.3-4');
  }
  // Section 3.8.3.1: QoS 3 and Retain Handling 3 are protocol errors, not malformed.
  checkRange(options & 3, 'qos', 2, 0);
  checkRange(options >> 4, 'retainHandling', 2, 0);
  if (shared && options & NO_LOCAL) {
    throw fault('CONTRADICTION', 'noLocal on a shared subscription', '3.8.3-4', '');
  }
}

function optionsOf({ qos, noLocal, retainAsPublished, retainHandling }: Subscription): number {
  return (
    checkQos(qos, 'qos') |
    bit(noLocal, 'noLocal', NO_LOCAL) |
    bit(retainAsPublished, 'retainAsPublished', RETAIN_AS_PUBLISHED) |
    (checkNumber(retainHandling ?? 0, 'retainHandling', 2) << 4)
  );
}

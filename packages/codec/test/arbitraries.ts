/** Random packets of both versions, for the property tests and as seeds of the fuzzer. */

import fc from 'fast-check';
import {
  type Packet,
  type PacketType,
  PROPERTIES,
  type PropertyCarrier,
  type ProtocolVersion,
  REASON_CODES,
} from '../src/index.ts';

const character = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...'abcXYZ019-_. $') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('ä', 'ß', '€', '漢', '😀', '\ufeff', '\u0001', '\uffff'),
  },
);
const characters = (maxLength: number) =>
  fc.array(character, { maxLength }).map((all) => all.join(''));
export const text = fc.oneof(
  { weight: 9, arbitrary: characters(30) },
  { weight: 1, arbitrary: characters(300) },
);
const bytes = fc.oneof(
  { weight: 9, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
);
export const topicName = fc
  .array(characters(8), { minLength: 1, maxLength: 6 })
  .map((levels) => levels.join('/'))
  .filter((topic) => topic.length > 0);
export const topicFilter = fc
  .tuple(
    fc.array(fc.oneof(characters(8), fc.constant('+')), { minLength: 1, maxLength: 6 }),
    fc.boolean(),
  )
  .map(([levels, hash]) => [...levels, ...(hash ? ['#'] : [])].join('/'))
  .filter((filter) => filter.length > 0 && !filter.startsWith('$share/'));
const sharedFilter = fc
  .tuple(
    characters(5).map((name) => `g${name}`),
    topicFilter,
  )
  .map(([name, filter]) => `$share/${name}/${filter}`);
const packetId = fc.integer({ min: 1, max: 65_535 });
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);

interface Row {
  readonly wire: string;
  readonly in: readonly string[];
  readonly repeatable?: true;
  readonly min?: number;
  readonly max?: number;
}

const VALUES: Record<string, (row: Row) => fc.Arbitrary<unknown>> = {
  byte: ({ min = 0, max = 255 }) => fc.integer({ min, max }),
  boolean: () => fc.boolean(),
  uint16: ({ min = 0 }) => fc.integer({ min, max: 65_535 }),
  uint32: ({ min = 0 }) => fc.integer({ min, max: 4_294_967_295 }),
  varint: ({ min = 0 }) => fc.integer({ min, max: 268_435_455 }),
  utf8: () => text,
  binary: () => bytes,
  pair: () => fc.tuple(text, text),
};

/** Any properties that the table gives this carrier; `undefined` if there are none. */
function properties(carrier: PropertyCarrier): fc.Arbitrary<object | undefined> {
  const model: Record<string, fc.Arbitrary<unknown>> = {};
  for (const [name, row] of Object.entries<Row>(PROPERTIES)) {
    if (!row.in.includes(carrier)) continue;
    const value =
      name === 'responseTopic'
        ? topicName
        : (VALUES[row.wire] as (r: Row) => fc.Arbitrary<unknown>)(row);
    const maxLength = carrier === 'subscribe' && name === 'subscriptionIdentifiers' ? 1 : 4;
    model[name] = row.repeatable ? fc.array(value, { minLength: 1, maxLength }) : value;
  }
  return fc
    .record(model, { requiredKeys: [] })
    .map((found) => {
      const { authenticationMethod, ...rest } = found;
      if (authenticationMethod !== undefined) return found;
      const { authenticationData: _dropped, ...valid } = rest;
      return valid;
    })
    .map((found) => (Object.keys(found).length === 0 ? undefined : found));
}

function reasonCode(type: PacketType): fc.Arbitrary<number> {
  interface Codes {
    readonly code: number;
    readonly client: readonly string[];
    readonly server: readonly string[];
  }
  const all = Object.values<Codes>(REASON_CODES);
  const own = all.filter((row) => row.client.includes(type) || row.server.includes(type));
  return fc.constantFrom(...new Set(own.map((row) => row.code)));
}

type Model = Record<string, fc.Arbitrary<unknown>>;
const record = (model: Model): fc.Arbitrary<Packet> =>
  fc.record(model).map((packet) => packet as unknown as Packet);

function connect(version: ProtocolVersion): fc.Arbitrary<Packet> {
  const v5 = version === 5;
  const will = fc.record({
    topic: topicName,
    payload: bytes,
    qos,
    retain: fc.boolean(),
    properties: v5 ? properties('will') : fc.constant(undefined),
  });
  return record({
    type: fc.constant('connect'),
    protocolVersion: fc.constant(version),
    clientId: text,
    cleanStart: fc.boolean(),
    keepAlive: fc.integer({ min: 0, max: 65_535 }),
    username: fc.option(text, { nil: undefined }),
    password: fc.option(bytes, { nil: undefined }),
    will: fc.option(will, { nil: undefined }),
    properties: v5 ? properties('connect') : fc.constant(undefined),
  }).map((packet) =>
    packet.type === 'connect' && !v5 && packet.username === undefined
      ? { ...packet, password: undefined }
      : packet,
  );
}

function publish(version: ProtocolVersion): fc.Arbitrary<Packet> {
  return record({
    type: fc.constant('publish'),
    topic: topicName,
    payload: bytes,
    qos,
    retain: fc.boolean(),
    dup: fc.boolean(),
    packetId,
    properties: version === 5 ? properties('publish') : fc.constant(undefined),
  }).map((packet) =>
    packet.type === 'publish' && packet.qos === 0
      ? { ...packet, dup: false, packetId: undefined }
      : packet,
  );
}

function subscription(version: ProtocolVersion): fc.Arbitrary<unknown> {
  if (version === 4) return fc.record({ topicFilter, qos });
  return fc
    .record({
      topicFilter: fc.oneof(topicFilter, sharedFilter),
      qos,
      noLocal: fc.boolean(),
      retainAsPublished: fc.boolean(),
      retainHandling: fc.constantFrom(0, 1, 2),
    })
    .map((one) => (one.topicFilter.startsWith('$share/') ? { ...one, noLocal: false } : one));
}

const list = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 8 });

function acknowledgement(type: PacketType, version: ProtocolVersion): fc.Arbitrary<Packet> {
  const v5 = version === 5;
  return record({
    type: fc.constant(type),
    packetId,
    reasonCode: v5 ? reasonCode(type) : fc.constant(0),
    properties: v5 ? properties('puback') : fc.constant(undefined),
  });
}

/** Every packet type of a version. */
export function packetOf(version: ProtocolVersion): Record<string, fc.Arbitrary<Packet>> {
  const v5 = version === 5;
  const own = (carrier: PropertyCarrier) => (v5 ? properties(carrier) : fc.constant(undefined));
  const constant = (value: unknown) => fc.constant(value);
  const subackCode = v5 ? reasonCode('suback') : fc.constantFrom(0, 1, 2, 128);
  const filter = v5 ? fc.oneof(topicFilter, sharedFilter) : topicFilter;
  return {
    connect: connect(version),
    connack: record({
      type: constant('connack'),
      sessionPresent: fc.boolean(),
      reasonCode: v5 ? reasonCode('connack') : fc.integer({ min: 0, max: 5 }),
      properties: own('connack'),
    }).map((p) => (p.type === 'connack' && p.reasonCode > 0 ? { ...p, sessionPresent: false } : p)),
    publish: publish(version),
    puback: acknowledgement('puback', version),
    pubrec: acknowledgement('pubrec', version),
    pubrel: acknowledgement('pubrel', version),
    pubcomp: acknowledgement('pubcomp', version),
    subscribe: record({
      type: constant('subscribe'),
      packetId,
      subscriptions: list(subscription(version)),
      properties: own('subscribe'),
    }),
    suback: record({
      type: constant('suback'),
      packetId,
      reasonCodes: list(subackCode),
      properties: own('suback'),
    }),
    unsubscribe: record({
      type: constant('unsubscribe'),
      packetId,
      topicFilters: list(filter),
      properties: own('unsubscribe'),
    }),
    unsuback: record({
      type: constant('unsuback'),
      packetId,
      reasonCodes: v5 ? list(reasonCode('unsuback')) : constant([]),
      properties: own('unsuback'),
    }),
    pingreq: record({ type: constant('pingreq') }),
    pingresp: record({ type: constant('pingresp') }),
    disconnect: record({
      type: constant('disconnect'),
      reasonCode: v5 ? reasonCode('disconnect') : constant(0),
      properties: own('disconnect'),
    }),
    ...(v5
      ? {
          auth: record({
            type: constant('auth'),
            reasonCode: reasonCode('auth'),
            properties: properties('auth').map((p) => ({ authenticationMethod: 'm', ...p })),
          }),
        }
      : {}),
  };
}

export const anyPacket = (version: ProtocolVersion): fc.Arbitrary<Packet> =>
  fc.oneof(...Object.values(packetOf(version)));

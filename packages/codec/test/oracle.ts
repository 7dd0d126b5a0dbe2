/** A second decoder, as naive as can be: slices, DataViews and Buffer, written from the specification's text alone. */

import type { Packet, ProtocolVersion, Sender } from '../src/index.ts';
import {
  Fields,
  must,
  REASONS,
  RETURN,
  Refused,
  RULES,
  type Rule,
  readVarint,
  WILL,
} from './oracle-fields.ts';

export interface Verdict {
  /** The whole packets before the fault or the end. */
  readonly packets: readonly Packet[];
  readonly refused: boolean;
  /** The bytes of an incomplete packet at the end. */
  readonly rest: number;
}

export function oracle(bytes: Uint8Array, version: ProtocolVersion, from?: Sender): Verdict {
  const packets: Packet[] = [];
  let data = Buffer.from(bytes);
  try {
    while (data.length > 0) {
      const first = data.readUInt8(0);
      checkFirst(first, version, from);
      const length = readVarint(data.subarray(1, 5));
      if (length === undefined) break;
      checkLength(first >> 4, length.value, version);
      const end = 1 + length.size + length.value;
      if (data.length < end) break;
      packets.push(readBody(first, data.subarray(1 + length.size, end), version, from));
      data = data.subarray(end);
    }
    return { packets, refused: false, rest: data.length };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { packets, refused: true, rest: data.length };
  }
}

const NIBBLE: Record<number, number> = {
  1: 0,
  2: 0,
  4: 0,
  5: 0,
  6: 2,
  7: 0,
  8: 2,
  9: 0,
  10: 2,
  11: 0,
  12: 0,
  13: 0,
  14: 0,
  15: 0,
};
const CLIENT_ONLY = [1, 8, 10, 12];
const SERVER_ONLY = [2, 9, 11, 13];

function checkFirst(first: number, version: number, from: Sender | undefined): void {
  const type = first >> 4;
  must(type > 0 && (type < 15 || version === 5), 'type');
  if (type === 3) {
    must((first & 0x06) !== 0x06, 'QoS 3');
    must((first & 0x0e) !== 0x08, 'DUP with QoS 0');
  } else {
    must((first & 0x0f) === NIBBLE[type], 'flags');
  }
  must(!(from === 'client' && SERVER_ONLY.includes(type)), 'client');
  must(!(from === 'server' && CLIENT_ONLY.includes(type)), 'server');
  must(!(from === 'server' && type === 14 && version === 4), 'server');
}

/** What the header tells of packets without a variable part. */
function checkLength(type: number, length: number, version: number): void {
  if (type === 12 || type === 13) must(length === 0, 'length');
  if (version === 5) return;
  if (type === 14) must(length === 0, 'length');
  if ([2, 4, 5, 6, 7, 11].includes(type)) must(length <= 2, 'length');
}

type Properties = Record<string, unknown>;

function readProperties(fields: Fields, packet: number): Properties | undefined {
  const section = new Fields(fields.take(fields.varint()));
  if (section.left === 0) return undefined;
  const found: Properties = {};
  while (section.left > 0) {
    const id = section.varint();
    const rule = RULES[id];
    must(rule?.[2].includes(packet) === true, 'property');
    const [name, read] = rule as Rule;
    const value = read(section);
    if (id === 38 || (id === 11 && packet === 3)) {
      found[name] = [...((found[name] as unknown[] | undefined) ?? []), value];
    } else {
      must(!(name in found), 'repeated');
      found[name] = id === 11 ? [value] : value;
    }
  }
  return found;
}

function reason(code: number, type: number, version: number, from: Sender | undefined): number {
  const both = REASONS[type];
  const allowed =
    version === 4
      ? RETURN[type]
      : from === undefined
        ? [...(both?.client ?? []), ...(both?.server ?? [])]
        : both?.[from];
  must(allowed?.includes(code) === true, 'reason code');
  return code;
}

function topicName(topic: string): string {
  must(!/[+#]/.test(topic), 'wildcard');
  return topic;
}

function topicFilter(filter: string, version: number): { shared: boolean } {
  let rest = filter;
  const share = version === 5 && filter.startsWith('$share/');
  if (share) {
    const match = /^\$share\/([^/+#]+)\/(.+)$/s.exec(filter);
    must(match !== null, 'share');
    rest = match?.[2] ?? '';
  }
  must(rest !== '', 'empty');
  const levels = rest.split('/');
  levels.forEach((level, i) => {
    must(level === '+' || !level.includes('+'), '+');
    must((level === '#' && i === levels.length - 1) || !level.includes('#'), '#');
  });
  return { shared: share };
}

function readBody(first: number, body: Buffer, version: ProtocolVersion, from?: Sender): Packet {
  const fields = new Fields(body);
  const packet = readType(first, fields, version, from);
  must(fields.left === 0, 'trailing');
  return packet as Packet;
}

function readType(first: number, f: Fields, version: ProtocolVersion, from?: Sender): unknown {
  const type = first >> 4;
  const properties = (): Properties | undefined =>
    version === 5 ? readProperties(f, type) : undefined;
  switch (type) {
    case 1:
      return readConnect(f, version);
    case 2:
      return readConnack(f, version, from);
    case 3:
      return readPublish(first, f, version, from);
    case 4:
    case 5:
    case 6:
    case 7: {
      const packetId = f.id();
      const reasonCode = f.left > 0 && version === 5 ? reason(f.u8(), type, version, from) : 0;
      const own = f.left > 0 ? properties() : undefined;
      const name = ['puback', 'pubrec', 'pubrel', 'pubcomp'][type - 4];
      return { type: name, packetId, reasonCode, properties: own };
    }
    case 8:
      return readSubscribe(f, version, properties);
    case 9:
    case 11: {
      const packetId = f.id();
      const own = properties();
      const reasonCodes: number[] = [];
      while (f.left > 0) reasonCodes.push(reason(f.u8(), type, version, from));
      must(reasonCodes.length > 0 || (type === 11 && version === 4), 'no code');
      return { type: type === 9 ? 'suback' : 'unsuback', packetId, reasonCodes, properties: own };
    }
    case 10: {
      const packetId = f.id();
      const own = properties();
      const topicFilters: string[] = [];
      while (f.left > 0) topicFilters.push(f.text());
      must(topicFilters.length > 0, 'no filter');
      for (const filter of topicFilters) topicFilter(filter, version);
      return { type: 'unsubscribe', packetId, topicFilters, properties: own };
    }
    case 12:
      return { type: 'pingreq' };
    case 13:
      return { type: 'pingresp' };
    case 14: {
      const reasonCode = f.left > 0 && version === 5 ? reason(f.u8(), type, version, from) : 0;
      const own = f.left > 0 ? properties() : undefined;
      must(!(from === 'server' && own?.['sessionExpiryInterval'] !== undefined), 'expiry');
      return { type: 'disconnect', reasonCode, properties: own };
    }
    default: {
      if (f.left === 0) {
        const success = reason(0, type, version, from);
        return { type: 'auth', reasonCode: success, properties: undefined };
      }
      const reasonCode = reason(f.u8(), type, version, from);
      const own = properties();
      must((reasonCode === 0 && !own) || own?.['authenticationMethod'] !== undefined, 'method');
      return { type: 'auth', reasonCode, properties: own };
    }
  }
}

function withMethod(properties: Properties | undefined): Properties | undefined {
  const { authenticationData, authenticationMethod } = properties ?? {};
  must(authenticationData === undefined || authenticationMethod !== undefined, 'method');
  return properties;
}

function readConnect(f: Fields, version: ProtocolVersion): unknown {
  must(f.text() === 'MQTT', 'name');
  must(f.u8() === version, 'level');
  const bits = f.u8().toString(2).padStart(8, '0').split('').map(Number);
  const [user, pass, retain, qos2, qos1, will, clean, reserved] = bits;
  const willQos = (qos2 ?? 0) * 2 + (qos1 ?? 0);
  must(reserved === 0 && willQos < 3, 'flags');
  must(will === 1 || (willQos === 0 && retain === 0), 'will flags');
  must(version === 5 || user === 1 || pass === 0, 'password alone');
  const keepAlive = f.u16();
  const properties = version === 5 ? withMethod(readProperties(f, 1)) : undefined;
  const clientId = f.text();
  const readWill = (): unknown => {
    const own = version === 5 ? readProperties(f, WILL) : undefined;
    const topic = topicName(f.text());
    must(topic !== '', 'will topic');
    return { topic, payload: f.binary(), qos: willQos, retain: retain === 1, properties: own };
  };
  return {
    type: 'connect',
    protocolVersion: version,
    clientId,
    cleanStart: clean === 1,
    keepAlive,
    properties,
    will: will === 1 ? readWill() : undefined,
    username: user === 1 ? f.text() : undefined,
    password: pass === 1 ? f.binary() : undefined,
  };
}

function readConnack(f: Fields, version: ProtocolVersion, from?: Sender): unknown {
  const flags = f.u8();
  must(flags < 2, 'flags');
  const code = f.u8();
  const old = f.left === 0 && code >= 1 && code <= 5;
  const reasonCode = reason(code, 2, old ? 4 : version, from);
  must(flags === 0 || reasonCode === 0, 'session present');
  const properties = old || version === 4 ? undefined : withMethod(readProperties(f, 2));
  return { type: 'connack', sessionPresent: flags === 1, reasonCode, properties };
}

function readPublish(first: number, f: Fields, version: ProtocolVersion, from?: Sender): unknown {
  const qos = (first >> 1) & 3;
  const topic = topicName(f.text());
  const packetId = qos > 0 ? f.id() : undefined;
  const properties = version === 5 ? readProperties(f, 3) : undefined;
  must(topic !== '' || properties?.['topicAlias'] !== undefined, 'no topic');
  must(from !== 'client' || properties?.['subscriptionIdentifiers'] === undefined, 'subscription');
  const payload = new Uint8Array(f.take(f.left));
  const flags = { qos, retain: first % 2 === 1, dup: (first & 8) === 8 };
  return { type: 'publish', topic, payload, ...flags, packetId, properties };
}

function readSubscribe(
  f: Fields,
  version: ProtocolVersion,
  properties: () => Properties | undefined,
): unknown {
  const packetId = f.id();
  const own = properties();
  const subscriptions: unknown[] = [];
  while (f.left > 0) {
    const filter = f.text();
    const options = f.u8();
    const { shared } = topicFilter(filter, version);
    const qos = options & 3;
    must(qos < 3, 'QoS');
    if (version === 4) {
      must(options < 3, 'reserved');
      subscriptions.push({ topicFilter: filter, qos });
      continue;
    }
    const retainHandling = (options >> 4) & 3;
    const noLocal = (options & 4) > 0;
    must(options < 64 && retainHandling < 3 && !(noLocal && shared), 'options');
    const retainAsPublished = (options & 8) > 0;
    subscriptions.push({ topicFilter: filter, qos, noLocal, retainAsPublished, retainHandling });
  }
  must(subscriptions.length > 0, 'no subscription');
  return { type: 'subscribe', packetId, subscriptions, properties: own };
}

/** CONNECT (section 3.1). */

import { bit, type Cursor, NO_BYTES } from '../cursor.ts';
import { fault } from '../errors.ts';
import type { ConnectPacket, ProtocolVersion, QoS, Will } from '../packet.ts';
import { propertySet } from '../property-section.ts';
import { checkTopicName } from '../topic.ts';
import type { Layout } from './codec.ts';
import { checkQos } from './publish.ts';

const CONNECT = propertySet('connect');
const WILL = propertySet('will');

const USER_NAME = 0x80;
const PASSWORD = 0x40;
const WILL_RETAIN = 0x20;
const WILL_FLAG = 0x04;
const CLEAN_START = 0x02;
const RESERVED = 0x01;

export const connect: Layout<ConnectPacket> = (io, given) => {
  const protocolVersion = versionOf(io, given.protocolVersion);
  const flags = io.uint(flagsOf(given), 'connect flags', 1);
  checkFlags(flags, protocolVersion);
  const keepAlive = io.uint(given.keepAlive ?? 0, 'keepAlive', 2);
  const properties: ConnectPacket['properties'] = io.properties(given.properties, CONNECT);
  checkAuthentication(properties);
  const clientId = io.text(given.clientId ?? '', 'clientId');
  const will = flags & WILL_FLAG ? willOf(io, given.will ?? {}, flags) : undefined;
  const username = flags & USER_NAME ? io.text(given.username, 'username') : undefined;
  const password = flags & PASSWORD ? io.binary(given.password, 'password') : undefined;
  return {
    type: 'connect',
    protocolVersion,
    clientId,
    cleanStart: (flags & CLEAN_START) > 0,
    keepAlive,
    username,
    password,
    will,
    properties,
  };
};

/** Name and level; a reader that does not know its version takes it from here. */
function versionOf(io: Cursor, given: unknown): ProtocolVersion {
  const name = io.text('MQTT', 'protocol name');
  const level = io.uint(given ?? io.version, 'protocolVersion', 1);
  const known = name === 'MQTT' && (level === 4 || level === 5);
  if (!known || level !== (io.version || level)) {
    const rule = `protocol must be MQTT, level ${io.version || '4 or 5'}`;
    throw fault('UNSUPPORTED_VERSION', rule, known ? '' : '3.1.2-1');
  }
  io.version = level;
  return level;
}

function flagsOf({ cleanStart, username, password, will }: Partial<ConnectPacket>): number {
  let flags = bit(cleanStart, 'cleanStart', CLEAN_START);
  if (username !== undefined) flags |= USER_NAME;
  if (password !== undefined) flags |= PASSWORD;
  if (will === undefined) return flags;
  const qos = checkQos(will?.qos, 'will.qos');
  return flags | WILL_FLAG | (qos << 3) | bit(will?.retain, 'will.retain', WILL_RETAIN);
}

function checkFlags(flags: number, version: ProtocolVersion): void {
  const willQos = (flags >> 3) & 3;
  if (flags & RESERVED) throw fault('RESERVED_BITS', 'connect flags', '3.1.2-3');
  if (willQos === 3) throw fault('INVALID_QOS', 'will.qos', '3.1.2-12', '3.1.2-14');
  if (!(flags & WILL_FLAG) && (willQos > 0 || flags & WILL_RETAIN)) {
    const part = willQos > 0 ? 11 : 13;
    const message = 'will.qos or will.retain without will';
    throw fault('CONTRADICTION', message, `3.1.2-${part}`, `3.1.2-${part + 2}`);
  }
  if (version === 4 && (flags & (USER_NAME | PASSWORD)) === PASSWORD) {
    throw fault('CONTRADICTION', 'password without username', '', '3.1.2-22');
  }
}

/** Section 3.1.2.11.10: a protocol error. */
export function checkAuthentication(
  properties: {
    readonly authenticationMethod?: unknown;
    readonly authenticationData?: unknown;
  } = {},
): void {
  if (properties.authenticationData === undefined) return;
  if (properties.authenticationMethod !== undefined) return;
  throw fault('CONTRADICTION', 'authenticationData without authenticationMethod');
}

function willOf(io: Cursor, given: Partial<Will>, flags: number): Will {
  const properties = io.properties(given.properties, WILL);
  const topic = io.text(given.topic, 'will.topic');
  checkTopicName(topic, 'will.topic');
  const payload = io.binary(given.payload ?? NO_BYTES, 'will.payload');
  const qos = ((flags >> 3) & 3) as QoS;
  return { topic, payload, qos, retain: (flags & WILL_RETAIN) > 0, properties };
}

/** CONNECT (section 3.1): read and written. */

import { Fault } from '../errors.ts';
import type {
  ConnectPacket,
  ConnectProperties,
  ProtocolVersion,
  QoS,
  Will,
  WillProperties,
} from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import { NO_BYTES, type Reader } from '../reader.ts';
import { checkTopicName } from '../topic.ts';
import { wrongType } from '../utf8.ts';
import { checkBoolean, checkInteger, checkQos, type Writer } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const CONNECT = propertySet('connect');
const WILL = propertySet('will');

const USER_NAME = 0x80;
const PASSWORD = 0x40;
const WILL_RETAIN = 0x20;
const WILL_FLAG = 0x04;
const CLEAN_START = 0x02;
const RESERVED = 0x01;

export const connect: PacketCodec<ConnectPacket> = {
  type: 'connect',

  read(reader) {
    const protocolVersion = readVersion(reader);
    const flags = reader.byte('connect flags');
    checkFlags(flags, protocolVersion);
    const keepAlive = reader.uint16('keepAlive');
    const properties: ConnectProperties | undefined = readProperties(reader, CONNECT);
    checkAuthentication(properties);
    const clientId = reader.text('clientId');
    const will = flags & WILL_FLAG ? readWill(reader, flags) : undefined;
    const username = flags & USER_NAME ? reader.text('username') : undefined;
    const password = flags & PASSWORD ? reader.binary('password') : undefined;
    return {
      type: 'connect',
      protocolVersion,
      clientId,
      cleanStart: (flags & CLEAN_START) !== 0,
      keepAlive,
      username,
      password,
      will,
      properties,
    };
  },

  write(packet, writer) {
    const { version } = writer;
    const { username, password, will, properties } = packet;
    if ((packet.protocolVersion ?? version) !== version) {
      throw new Fault('UNSUPPORTED_VERSION', `protocolVersion must be ${version} here`);
    }
    if (version === 4 && password !== undefined && username === undefined) throw passwordAlone();
    checkAuthentication(properties);
    writer.open(0x10, 0);
    writer.text('MQTT', 'protocol name');
    writer.byte(version);
    let flags = checkBoolean(packet.cleanStart, 'cleanStart') ? CLEAN_START : 0;
    if (username !== undefined) flags |= USER_NAME;
    if (password !== undefined) flags |= PASSWORD;
    if (will !== undefined) flags |= willFlags(will);
    writer.byte(flags);
    writer.uint16(checkInteger(packet.keepAlive ?? 0, 'keepAlive', 0, 65_535));
    writeProperties(writer, CONNECT, properties);
    writer.text(packet.clientId ?? '', 'clientId');
    if (will !== undefined) writeWill(writer, will);
    if (username !== undefined) writer.text(username, 'username');
    if (password !== undefined) writer.binary(password, 'password');
  },
};

/** [MQTT-3.1.2-1] name and level; a reader that does not know its version takes it from here. */
function readVersion(reader: Reader): ProtocolVersion {
  const name = reader.text('protocol name');
  const level = reader.byte('protocol level');
  if (name !== 'MQTT' || (level !== 4 && level !== 5)) {
    throw new Fault(
      'UNSUPPORTED_VERSION',
      `protocol ${JSON.stringify(name)} level ${level} is neither MQTT 3.1.1 nor 5.0`,
      '3.1.2-1',
      '3.1.2-1',
    );
  }
  if (reader.versionKnown && level !== reader.version) {
    throw new Fault('UNSUPPORTED_VERSION', `protocol level must be ${reader.version} here`);
  }
  reader.version = level;
  reader.versionKnown = true;
  return level;
}

function checkFlags(flags: number, version: ProtocolVersion): void {
  if (flags & RESERVED) {
    throw new Fault('RESERVED_BITS', 'connect flag bit 0 must be 0', '3.1.2-3', '3.1.2-3');
  }
  const willQos = (flags >> 3) & 3;
  if (willQos === 3) {
    throw new Fault('INVALID_QOS', 'will.qos must be 0, 1 or 2', '3.1.2-14', '3.1.2-12');
  }
  if ((flags & WILL_FLAG) === 0 && willQos !== 0) {
    throw new Fault('CONTRADICTION', 'will QoS without a will', '3.1.2-13', '3.1.2-11');
  }
  if ((flags & WILL_FLAG) === 0 && flags & WILL_RETAIN) {
    throw new Fault('CONTRADICTION', 'will retain without a will', '3.1.2-15', '3.1.2-13');
  }
  if (version === 4 && (flags & (USER_NAME | PASSWORD)) === PASSWORD) throw passwordAlone();
}

/** Section 3.1.2.11.10: a protocol error. */
export function checkAuthentication(
  properties: { authenticationMethod?: unknown; authenticationData?: unknown } | undefined,
): void {
  if (properties?.authenticationData === undefined) return;
  if (properties.authenticationMethod !== undefined) return;
  throw new Fault('CONTRADICTION', 'authenticationData without authenticationMethod');
}

function readWill(reader: Reader, flags: number): Will {
  const properties: WillProperties | undefined = readProperties(reader, WILL);
  const topic = reader.text('will.topic');
  checkTopicName(topic, 'will.topic');
  return {
    topic,
    payload: reader.binary('will.payload'),
    qos: ((flags >> 3) & 3) as QoS,
    retain: (flags & WILL_RETAIN) !== 0,
    properties,
  };
}

function willFlags(will: Will): number {
  if (typeof will !== 'object' || will === null) throw wrongType('will', 'an object');
  const qos = checkQos(will.qos, 'will.qos');
  return WILL_FLAG | (qos << 3) | (checkBoolean(will.retain, 'will.retain') ? WILL_RETAIN : 0);
}

function writeWill(writer: Writer, will: Will): void {
  writeProperties(writer, WILL, will.properties);
  writer.text(will.topic, 'will.topic');
  checkTopicName(will.topic, 'will.topic');
  writer.binary(will.payload ?? NO_BYTES, 'will.payload');
}

function passwordAlone(): Fault {
  return new Fault('CONTRADICTION', 'password without username', '3.1.2-22');
}

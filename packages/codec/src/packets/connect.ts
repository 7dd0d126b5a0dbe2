/** CONNECT (section 3.1): read, measured, written. */

import { Fault } from '../errors.ts';
import type {
  ConnectPacket,
  ConnectProperties,
  ProtocolVersion,
  QoS,
  Will,
  WillProperties,
} from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { NO_BYTES, type Reader } from '../reader.ts';
import { checkTopicName } from '../topic.ts';
import {
  checkBoolean,
  checkBytes,
  checkInteger,
  checkQos,
  measureBinary,
  measureText,
  varintSize,
  type Writer,
  wrongType,
} from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const CONNECT = propertySet('connect');
const WILL = propertySet('will');

const USER_NAME = 0x80;
const PASSWORD = 0x40;
const WILL_RETAIN = 0x20;
const WILL_FLAG = 0x04;
const CLEAN_START = 0x02;
const RESERVED = 0x01;

/** Protocol name, level, flags and keep alive. */
const FIXED_SIZE = 10;

export const connect: PacketCodec<ConnectPacket> = {
  type: 'connect',

  read(reader) {
    const protocolVersion = readVersion(reader);
    const flags = reader.byte('connect flags');
    checkFlags(flags, protocolVersion);
    const keepAlive = reader.uint16('keepAlive');
    const properties = protocolVersion === 5 ? readConnectProperties(reader) : undefined;
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

  measure(packet, writer) {
    const { version } = writer;
    if ((packet.protocolVersion ?? version) !== version) {
      throw new Fault('UNSUPPORTED_VERSION', `protocolVersion must be ${version} here`);
    }
    checkBoolean(packet.cleanStart, 'cleanStart');
    checkInteger(packet.keepAlive, 'keepAlive', 0, 65_535);
    const { username, password, properties } = packet;
    if (version === 4 && password !== undefined && username === undefined) throw passwordAlone();
    checkAuthentication(properties);
    let size = FIXED_SIZE + measureText(packet.clientId ?? '', 'clientId');
    const propertiesSize = measureProperties(writer, CONNECT, properties);
    writer.propertiesSize = propertiesSize;
    if (version === 5) size += varintSize(propertiesSize) + propertiesSize;
    if (packet.will !== undefined) size += measureWill(packet.will, writer);
    if (username !== undefined) size += measureText(username, 'username');
    if (password !== undefined) size += measureBinary(password, 'password');
    return size;
  },

  write(packet, writer, size) {
    const { username, password, will } = packet;
    writer.header(0x10, size);
    writer.text('MQTT');
    writer.byte(writer.version);
    let flags = packet.cleanStart ? CLEAN_START : 0;
    if (username !== undefined) flags |= USER_NAME;
    if (password !== undefined) flags |= PASSWORD;
    if (will !== undefined) {
      flags |= WILL_FLAG | ((will.qos ?? 0) << 3) | (will.retain ? WILL_RETAIN : 0);
    }
    writer.byte(flags);
    writer.uint16(packet.keepAlive ?? 0);
    if (writer.version === 5) {
      writeProperties(writer, CONNECT, packet.properties, writer.propertiesSize);
    }
    writer.text(packet.clientId ?? '');
    if (will !== undefined) writeWill(will, writer);
    if (username !== undefined) writer.text(username);
    if (password !== undefined) writer.binary(password);
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

function readConnectProperties(reader: Reader): ConnectProperties | undefined {
  const properties: ConnectProperties | undefined = readProperties(reader, CONNECT);
  checkAuthentication(properties);
  return properties;
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
  const properties: WillProperties | undefined =
    reader.version === 5 ? readProperties(reader, WILL) : undefined;
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

function measureWill(will: Will, writer: Writer): number {
  if (typeof will !== 'object' || will === null) throw wrongType('will', 'an object');
  checkQos(will.qos, 'will.qos');
  checkBoolean(will.retain, 'will.retain');
  let size = measureText(will.topic, 'will.topic');
  checkTopicName(will.topic, 'will.topic');
  size += measureBinary(will.payload ?? NO_BYTES, 'will.payload');
  const propertiesSize = measureProperties(writer, WILL, will.properties);
  writer.willPropertiesSize = propertiesSize;
  return writer.version === 5 ? size + varintSize(propertiesSize) + propertiesSize : size;
}

function writeWill(will: Will, writer: Writer): void {
  if (writer.version === 5) {
    writeProperties(writer, WILL, will.properties, writer.willPropertiesSize);
  }
  writer.text(will.topic);
  writer.binary(checkBytes(will.payload ?? NO_BYTES, 'will.payload'));
}

function passwordAlone(): Fault {
  return new Fault('CONTRADICTION', 'password without username', '3.1.2-22');
}

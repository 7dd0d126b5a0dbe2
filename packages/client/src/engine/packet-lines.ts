/** What log lines say about packets: names, ids and sizes at level 2, bytes at level 3, secrets masked. */

import type { CodecError, Packet } from '@x/codec';
import type { LogSettings } from './packet-log.ts';

const MASKED_TEXT = '***';

/** A packet as it is on the wire, or why it has no such form. */
export type BytesOf = (packet: Packet) => Uint8Array | CodecError;

export interface PacketLine {
  readonly level: 2 | 3;
  readonly text: string;
}

export function packetLines(
  way: 'sent' | 'received',
  packet: Packet,
  bytesOf: BytesOf,
  { LogLevel, MaskSensitiveData }: LogSettings,
): PacketLine[] {
  const name = `${way === 'sent' ? '->' : '<-'} ${packet.type.toUpperCase()}`;
  const lines: PacketLine[] = [{ level: 2, text: `${name}${details(packet)}` }];
  if (LogLevel < 3) return lines;
  const shown = MaskSensitiveData ? masked(packet) : packet;
  return [...lines, { level: 3, text: `${name} ${written(bytesOf(shown))}` }];
}

function written(bytes: Uint8Array | CodecError): string {
  // As the refusal of a server that knows only 3.1.1, which has no form in 5.0.
  if (!(bytes instanceof Uint8Array)) return `has no bytes in this version: ${bytes.message}`;
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

function details(packet: Packet): string {
  switch (packet.type) {
    case 'connect':
      return ` client id ${packet.clientId}, clean ${packet.cleanStart}, keep alive ${packet.keepAlive} s`;
    case 'connack':
      return ` reason code ${packet.reasonCode}, session present ${packet.sessionPresent}`;
    case 'publish':
      return ` id ${packet.packetId ?? '-'}, ${packet.topic}, QoS ${packet.qos}, DUP ${packet.dup}, RETAIN ${packet.retain}, ${packet.payload.length} bytes`;
    case 'subscribe':
      return ` id ${packet.packetId}, ${packet.subscriptions.map((each) => each.topicFilter).join(', ')}`;
    case 'unsubscribe':
      return ` id ${packet.packetId}, ${packet.topicFilters.join(', ')}`;
    case 'suback':
    case 'unsuback':
      return ` id ${packet.packetId}, reason codes ${packet.reasonCodes.join(', ')}`;
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return ` id ${packet.packetId}, reason code ${packet.reasonCode}`;
    case 'disconnect':
    case 'auth':
      return ` reason code ${packet.reasonCode}`;
    default:
      return '';
  }
}

/** Payloads, passwords, authentication data and user properties do not belong in a log. */
function masked(packet: Packet): Packet {
  if (packet.type === 'publish') {
    const properties = maskedProperties(packet.properties);
    return { ...packet, payload: maskedBytes(packet.payload), properties };
  }
  const copy =
    'properties' in packet
      ? { ...packet, properties: maskedProperties(packet.properties) }
      : packet;
  if (copy.type !== 'connect') return copy;
  const { password, will } = copy;
  return {
    ...copy,
    password: password === undefined ? undefined : maskedBytes(password),
    will:
      will === undefined
        ? undefined
        : {
            ...will,
            payload: maskedBytes(will.payload),
            properties: maskedProperties(will.properties),
          },
  };
}

function maskedProperties<T extends object>(properties: T | undefined): T | undefined {
  if (properties === undefined) return undefined;
  const copy: T & {
    userProperties?: unknown;
    authenticationData?: unknown;
    correlationData?: unknown;
  } = { ...properties };
  if (Array.isArray(copy.userProperties)) {
    copy.userProperties = copy.userProperties.map(([name]) => [name, MASKED_TEXT]);
  }
  if (copy.authenticationData instanceof Uint8Array) {
    copy.authenticationData = maskedBytes(copy.authenticationData);
  }
  return copy;
}

/** Asterisks, as many as there were bytes. */
function maskedBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.length).fill(0x2a);
}

/** Log lines about packets: names, ids and sizes at level 2, bytes at level 3, secrets masked. */

import { CodecError, encode, type Packet, type ProtocolVersion } from '@x/codec';
import { type Listeners, LogEvent, type LogType } from '../events.ts';

/** Read at each line, so that a changed setting takes effect at once. */
export interface LogSettings {
  /** 0 none, 1 information, 2 verbose, 3 debug. */
  readonly LogLevel: number;
  readonly MaskSensitiveData: boolean;
}

const MASKED_TEXT = '***';

export class PacketLog {
  readonly #listeners: Listeners;
  readonly #settings: LogSettings;
  version: ProtocolVersion = 4;

  constructor(listeners: Listeners, settings: LogSettings) {
    this.#listeners = listeners;
    this.#settings = settings;
  }

  /** Whether packets are logged at all: asked for each packet, so it is cheap. */
  get enabled(): boolean {
    return this.#settings.LogLevel >= 2 && this.#listeners.has('Log');
  }

  /** A line that is not about a packet. */
  line(level: 1 | 2 | 3, message: string, type: LogType): void {
    if (this.#settings.LogLevel < level || !this.#listeners.has('Log')) return;
    this.#listeners.emit('Log', new LogEvent(level, message, type));
  }

  packet(way: 'sent' | 'received', packet: Packet): void {
    const name = packet.type.toUpperCase();
    const arrow = way === 'sent' ? '->' : '<-';
    this.line(2, `${arrow} ${name}${details(packet)}`, 'Packet');
    if (this.#settings.LogLevel < 3) return;
    const shown = this.#settings.MaskSensitiveData ? masked(packet) : packet;
    this.line(3, `${arrow} ${name} ${this.#bytes(shown)}`, 'Packet');
  }

  /** A log line must never be the fault that ends a connection. */
  #bytes(packet: Packet): string {
    try {
      return hex(encode(packet, this.version));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      // As the refusal of a server that knows only 3.1.1, which has no form in 5.0.
      return `has no bytes in this version: ${error.message}`;
    }
  }
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

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

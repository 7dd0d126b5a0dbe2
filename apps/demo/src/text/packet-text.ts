/** A packet in words: its name, its identifier, its flags, and what it carries. */

import type { ConnectPacket, Packet, PublishPacket, SubscribePacket } from '@x/codec';
import { reasonName, spaced, versionName } from './names.ts';

const utf8 = new TextDecoder();
const PAYLOAD_SHOWN = 40;

/** Without the arrow: "PUBLISH id 3  QoS 2  …". */
export function packetText(packet: Packet): string {
  const words = [packet.type.toUpperCase(), ...detailsOf(packet)];
  if ('properties' in packet) words.push(...propertyTexts(packet.properties));
  return words.join('  ');
}

function detailsOf(packet: Packet): string[] {
  switch (packet.type) {
    case 'connect':
      return connectDetails(packet);
    case 'connack':
      return [codeText(packet), `session present: ${packet.sessionPresent ? 'yes' : 'no'}`];
    case 'publish':
      return publishDetails(packet);
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return packet.reasonCode === 0
        ? [`id ${packet.packetId}`]
        : [`id ${packet.packetId}`, codeText(packet)];
    case 'subscribe':
      return [`id ${packet.packetId}`, ...packet.subscriptions.map(subscriptionText)];
    case 'unsubscribe':
      return [`id ${packet.packetId}`, ...packet.topicFilters];
    case 'suback':
      return [`id ${packet.packetId}`, ...packet.reasonCodes.map(grantText)];
    case 'unsuback':
      return [`id ${packet.packetId}`];
    case 'disconnect':
    case 'auth':
      return packet.reasonCode === 0 ? [] : [codeText(packet)];
    case 'pingreq':
    case 'pingresp':
      return [];
  }
}

function connectDetails({ protocolVersion, clientId, cleanStart, will }: ConnectPacket): string[] {
  const clean = protocolVersion === 4 ? 'clean session' : 'clean start';
  const words = [
    `MQTT ${versionName(protocolVersion)}`,
    `client id ${clientId}`,
    `${clean}: ${cleanStart ? 'yes' : 'no'}`,
  ];
  if (will !== undefined) words.push(`will: ${will.topic} ${quoted(will.payload)} QoS ${will.qos}`);
  return words;
}

function publishDetails(packet: PublishPacket): string[] {
  const words = packet.packetId === undefined ? [] : [`id ${packet.packetId}`];
  words.push(`QoS ${packet.qos}`);
  if (packet.dup) words.push('DUP');
  if (packet.retain) words.push('RETAIN');
  words.push(packet.topic, quoted(packet.payload));
  return words;
}

function subscriptionText(subscription: SubscribePacket['subscriptions'][number]): string {
  return `${subscription.topicFilter} QoS ${subscription.qos}`;
}

function grantText(code: number): string {
  return code <= 2 ? `granted QoS ${code}` : `refused: ${reasonName('suback', code)}`;
}

/** Below 6 it may be a return code of 3.1.1, which has no name in the table of 5.0. */
function codeText({ type, reasonCode }: Packet & { readonly reasonCode: number }): string {
  return reasonCode === 0 ? 'success (0)' : reasonName(type, reasonCode);
}

function propertyTexts(properties: object | undefined): string[] {
  const set = Object.entries(properties ?? {}).filter(([, value]) => value !== undefined);
  return set.map(([name, value]) => `${spaced(name)}: ${valueText(value)}`);
}

function valueText(value: unknown): string {
  if (value instanceof Uint8Array) return quoted(value);
  if (!Array.isArray(value)) return String(value);
  return value.map((entry) => (Array.isArray(entry) ? entry.join('=') : String(entry))).join(', ');
}

function quoted(bytes: Uint8Array): string {
  const text = utf8.decode(bytes);
  return JSON.stringify(text.length > PAYLOAD_SHOWN ? `${text.slice(0, PAYLOAD_SHOWN)}…` : text);
}

/** What is refused before a byte is sent because the server's CONNACK rules it out. */

import type {
  AuthPacket,
  DisconnectPacket,
  Packet,
  PublishPacket,
  SubscribePacket,
  UnsubscribePacket,
} from '@x/codec';
import { packetSize } from '@x/codec/internal';
import { SessionError } from './errors.ts';
import type { Negotiated } from './negotiated.ts';
import type { PublishRequest } from './outgoing-message.ts';

/** Any packet id has two bytes: one stands for all when a packet is measured. */
export const SOME_ID = 1;

/** Maximum QoS, Retain Available, Topic Alias Maximum, Maximum Packet Size (MQTT 5, section 3.2.2.3). */
export function refusePublish(
  message: PublishRequest,
  limits: Negotiated,
): SessionError | undefined {
  if (message.qos > limits.maximumQoS) {
    return new SessionError(
      'qos-not-supported',
      `QoS ${message.qos} is above the server's Maximum QoS ${limits.maximumQoS}`,
    );
  }
  if (message.retain && !limits.retainAvailable) {
    return new SessionError('retain-not-supported', 'the server does not offer retained messages');
  }
  const alias = message.properties?.topicAlias;
  if (alias !== undefined && alias > limits.topicAliasMaximum) {
    return new SessionError(
      'topic-alias-invalid',
      `topic alias ${alias} is above the server's Topic Alias Maximum ${limits.topicAliasMaximum}`,
    );
  }
  if (limits.maximumPacketSize === Number.POSITIVE_INFINITY) return undefined;
  const packet: PublishPacket = message.qos === 0 ? message : { ...message, packetId: SOME_ID };
  return refuseSize(packet, limits);
}

/** Wildcards, identifiers, shared subscriptions, Maximum Packet Size. */
export function refuseSubscribe(
  packet: SubscribePacket,
  limits: Negotiated,
): SessionError | undefined {
  if (
    packet.properties?.subscriptionIdentifiers !== undefined &&
    !limits.subscriptionIdentifiersAvailable
  ) {
    return new SessionError(
      'subscription-ids-not-supported',
      'the server does not offer subscription identifiers',
    );
  }
  for (const { topicFilter } of packet.subscriptions) {
    if (!limits.sharedSubscriptionAvailable && topicFilter.startsWith('$share/')) {
      return new SessionError(
        'shared-not-supported',
        `${topicFilter}: the server does not offer shared subscriptions`,
      );
    }
    if (!limits.wildcardSubscriptionAvailable && /[+#]/.test(topicFilter)) {
      return new SessionError(
        'wildcards-not-supported',
        `${topicFilter}: the server does not offer wildcard subscriptions`,
      );
    }
  }
  return refuseSize(packet, limits);
}

/**
 * User properties, then the reason string, are left out where they would pass the server's Maximum Packet Size
 * [MQTT-3.14.2-3, MQTT-3.14.2-4, MQTT-3.15.2-2, MQTT-3.15.2-3].
 */
export function fitted<P extends AuthPacket | DisconnectPacket>(
  packet: P,
  limits: Negotiated | undefined,
): P {
  if (limits === undefined || fits(packet, limits)) return packet;
  const { userProperties: _, ...said } = packet.properties ?? {};
  const shorter = { ...packet, properties: said };
  if (fits(shorter, limits)) return shorter;
  const { reasonString: __, ...rest } = said;
  return { ...packet, properties: rest };
}

function fits(packet: Packet, limits: Negotiated): boolean {
  if (limits.maximumPacketSize === Number.POSITIVE_INFINITY) return true;
  return packetSize(packet, limits.version) <= limits.maximumPacketSize;
}

/** [MQTT-3.2.2-15] */
export function refuseSize(
  packet: PublishPacket | SubscribePacket | UnsubscribePacket,
  limits: Negotiated,
): SessionError | undefined {
  if (fits(packet, limits)) return undefined;
  const size = packetSize(packet, limits.version);
  return new SessionError(
    'packet-too-large',
    `${packet.type} of ${size} bytes is above the server's Maximum Packet Size ${limits.maximumPacketSize}`,
  );
}

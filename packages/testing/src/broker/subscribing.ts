/** SUBSCRIBE and UNSUBSCRIBE, and the retained messages that a new subscription brings. */

import {
  parseTopicFilter,
  type SubscribePacket,
  type Subscription,
  type UnsubscribePacket,
} from '@x/codec';
import type { Core } from './core.ts';
import type { Peer } from './peer.ts';
import { Reason } from './reason.ts';
import { lowerQoS, suppressed } from './router.ts';
import type { Session, SubscriptionEntry } from './session.ts';

/** A subscription that was made, and whether its retained messages are to be sent. */
interface Made {
  readonly entry: SubscriptionEntry;
  readonly filter: string;
  readonly wantsRetained: boolean;
}

export function receiveSubscribe(
  core: Core,
  peer: Peer,
  packet: SubscribePacket,
  now: number,
): void {
  const { session } = peer;
  if (session === undefined) return;
  const refusal = unsupported(core, peer, packet);
  if (refusal !== undefined) {
    core.disconnect(peer, refusal, undefined, now);
    return;
  }
  const identifier = packet.properties?.subscriptionIdentifiers?.[0];
  const made: Made[] = [];
  const reasonCodes = packet.subscriptions.map((subscription) =>
    subscribe(core, peer, session, subscription, identifier, made),
  );
  const { packetId } = packet;
  peer.send({ type: 'suback', packetId, reasonCodes, properties: undefined });
  for (const one of made) sendRetained(core, session, one, now);
}

export function receiveUnsubscribe(core: Core, peer: Peer, packet: UnsubscribePacket): void {
  const { session } = peer;
  if (session === undefined) return;
  const { packetId } = packet;
  const reasonCodes = packet.topicFilters.map((topicFilter) =>
    core.subscriptions.remove(session, topicFilter) ? Reason.success : Reason.noSubscriptionExisted,
  );
  peer.send({
    type: 'unsuback',
    packetId,
    reasonCodes: peer.version === 5 ? reasonCodes : [],
    properties: undefined,
  });
}

/** What an MQTT 5 client was told not to use ends the connection (MQTT 5.0, 3.2.2.3.11 to 3.2.2.3.13). */
function unsupported(core: Core, peer: Peer, packet: SubscribePacket): number | undefined {
  if (peer.version === 4) return undefined;
  const { limits } = core.settings;
  if (packet.properties?.subscriptionIdentifiers && !limits.subscriptionIdentifiersAvailable) {
    return Reason.subscriptionIdentifiersNotSupported;
  }
  for (const { topicFilter, noLocal } of packet.subscriptions) {
    const parsed = parseTopicFilter(topicFilter);
    const shared = parsed.shareName !== undefined;
    if (shared && noLocal === true) return Reason.protocolError;
    if (shared && !limits.sharedSubscriptionAvailable)
      return Reason.sharedSubscriptionsNotSupported;
    if (parsed.wildcard && !limits.wildcardSubscriptionAvailable) {
      return Reason.wildcardSubscriptionsNotSupported;
    }
  }
  return undefined;
}

/** Makes one subscription; returns its reason code for SUBACK. */
function subscribe(
  core: Core,
  peer: Peer,
  session: Session,
  subscription: Subscription,
  identifier: number | undefined,
  made: Made[],
): number {
  const { limits } = core.settings;
  const { topicFilter, retainHandling = 0 } = subscription;
  const parsed = parseTopicFilter(topicFilter);
  const shared = parsed.shareName !== undefined;
  if (shared && !limits.sharedSubscriptionAvailable) return Reason.unspecified;
  if (parsed.wildcard && !limits.wildcardSubscriptionAvailable) return Reason.unspecified;
  const { reasonCode } = core.authorize(peer, 'subscribe', topicFilter);
  if (reasonCode >= 0x80) return peer.version === 5 ? reasonCode : Reason.unspecified;
  const entry: SubscriptionEntry = {
    session,
    topicFilter,
    qos: lowerQoS(subscription.qos, limits.maximumQoS),
    noLocal: subscription.noLocal ?? false,
    retainAsPublished: subscription.retainAsPublished ?? false,
    identifier,
  };
  const isNew = core.subscriptions.add(entry);
  const wantsRetained = !shared && (retainHandling === 0 || (retainHandling === 1 && isNew));
  made.push({ entry, filter: parsed.filter, wantsRetained });
  return entry.qos;
}

/** [MQTT-3.3.1-9] to [MQTT-3.3.1-11]; RETAIN is 1 whatever Retain As Published says. */
function sendRetained(core: Core, session: Session, made: Made, now: number): void {
  if (!made.wantsRetained) return;
  const { entry, filter } = made;
  const identifiers = entry.identifier === undefined ? undefined : [entry.identifier];
  for (const message of core.retained.match(filter, now)) {
    if (suppressed(entry, message)) continue;
    const qos = lowerQoS(entry.qos, message.qos);
    session.outbound.deliver({ message, qos, retain: true, identifiers }, now);
  }
}

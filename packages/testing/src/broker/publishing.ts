/** Messages from a client: PUBLISH and PUBREL, and the answers to them. */

import type { AckProperties, PublishPacket, PubrelPacket } from '@x/codec';
import type { Core } from './core.ts';
import { Message } from './message.ts';
import type { Verdict } from './options.ts';
import type { Peer } from './peer.ts';
import { Reason } from './reason.ts';
import { IncomingAliases } from './topic-aliases.ts';

export function receivePublish(core: Core, peer: Peer, packet: PublishPacket, now: number): void {
  const { limits } = core.settings;
  const topic = topicOf(core, peer, packet, now);
  if (topic === undefined) return;
  if (packet.qos > limits.maximumQoS) {
    core.disconnect(peer, Reason.qosNotSupported, undefined, now);
    return;
  }
  if (packet.retain && !limits.retainAvailable) {
    core.disconnect(peer, Reason.retainNotSupported, undefined, now);
    return;
  }
  const { packetId } = packet;
  if (packet.qos === 0 || packetId === undefined) {
    publish(core, peer, packet, topic, now);
    return;
  }
  if (!withinReceiveMaximum(core, peer, packetId)) {
    // [MQTT-3.3.4-9]
    core.disconnect(peer, Reason.receiveMaximumExceeded, undefined, now);
    return;
  }
  if (packet.qos === 1) {
    const verdict = publish(core, peer, packet, topic, now);
    acknowledge(peer, 'puback', packetId, verdict);
  } else receiveExactlyOnce(core, peer, packet, packetId, topic, now);
}

export function receivePubrel(peer: Peer, packet: PubrelPacket): void {
  const { packetId } = packet;
  const known = peer.session?.unreleased.delete(packetId) === true;
  peer.unreleased.delete(packetId);
  const reasonCode = known || peer.version === 4 ? 0 : Reason.packetIdentifierNotFound;
  peer.unflushedAcks++;
  peer.send({ type: 'pubcomp', packetId, reasonCode, properties: undefined });
}

function receiveExactlyOnce(
  core: Core,
  peer: Peer,
  packet: PublishPacket,
  packetId: number,
  topic: string,
  now: number,
): void {
  const unreleased = peer.session?.unreleased;
  if (unreleased === undefined) return;
  peer.unreleased.add(packetId);
  // [MQTT-4.3.3-10]: a repeated PUBLISH is acknowledged again, not published again.
  const repeated = unreleased.has(packetId);
  const verdict = repeated ? ACCEPTED : publish(core, peer, packet, topic, now);
  // A publisher that is its own subscriber may have been disconnected by what it got.
  if (verdict.reasonCode < 0x80) unreleased.add(packetId);
  else peer.unreleased.delete(packetId);
  acknowledge(peer, 'pubrec', packetId, verdict);
}

const ACCEPTED: Verdict = { reasonCode: 0 };
const UNWANTED: Verdict = { reasonCode: Reason.noMatchingSubscribers };

/** Publishes what the client may publish; the verdict is what its acknowledgement says. */
function publish(
  core: Core,
  peer: Peer,
  packet: PublishPacket,
  topic: string,
  now: number,
): Verdict {
  const verdict = core.authorize(peer, 'publish', topic);
  if (verdict.reasonCode >= 0x80) return verdict;
  const message = Message.fromPublish(packet, topic, peer.clientId, now);
  return core.publish(message, now) === 0 ? UNWANTED : ACCEPTED;
}

/** 3.1.1 has no way to refuse a message: it is acknowledged all the same ([MQTT-3.3.5-2] of 3.1.1). */
function acknowledge(
  peer: Peer,
  type: 'puback' | 'pubrec',
  packetId: number,
  verdict: Verdict,
): void {
  if (type === 'puback' || verdict.reasonCode >= 0x80) peer.unflushedAcks++;
  const reasonCode = peer.version === 5 ? verdict.reasonCode : 0;
  peer.send({ type, packetId, reasonCode, properties: ackProperties(peer, verdict) });
}

function ackProperties(peer: Peer, verdict: Verdict): AckProperties | undefined {
  const { reasonString, userProperties } = verdict;
  if (peer.version === 4 || (reasonString ?? userProperties) === undefined) return undefined;
  return { reasonString, userProperties };
}

function withinReceiveMaximum(core: Core, peer: Peer, packetId: number): boolean {
  const pending = peer.unreleased.size + peer.unflushedAcks;
  return (
    peer.version === 4 ||
    peer.unreleased.has(packetId) ||
    pending < core.settings.limits.receiveMaximum
  );
}

/** The topic, through its alias if it has one; undefined: the alias was wrong and the connection is over. */
function topicOf(core: Core, peer: Peer, packet: PublishPacket, now: number): string | undefined {
  const alias = packet.properties?.topicAlias;
  if (alias === undefined) return packet.topic;
  if (alias === 0 || alias > core.settings.limits.topicAliasMaximum) {
    core.disconnect(peer, Reason.topicAliasInvalid, undefined, now);
    return undefined;
  }
  peer.incomingAliases ??= new IncomingAliases();
  const topic = peer.incomingAliases.resolve(packet.topic, alias);
  if (topic === undefined) core.disconnect(peer, Reason.protocolError, undefined, now);
  return topic;
}

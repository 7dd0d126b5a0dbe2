/** CONNECT and its CONNACK: who may come in, and what both sides agree on. */

import type { ConnackProperties, ConnectPacket } from '@x/codec';
import type { Core } from './core.ts';
import type { Deadline } from './deadlines.ts';
import { LARGEST_PACKET, returnCodeOf, type Verdict, verdictOf } from './options.ts';
import type { Peer } from './peer.ts';
import { Reason } from './reason.ts';

/** A new connection has so long to send its CONNECT; later the same deadline watches the keep alive. */
export function awaitConnect(core: Core, peer: Peer, now: number): void {
  const deadline: Deadline = {
    due: now + core.settings.connectTimeout,
    expire: (at) => checkAlive(core, peer, deadline, at),
  };
  peer.deadline = deadline;
  core.deadlines.set(deadline);
}

export function receiveConnect(core: Core, peer: Peer, packet: ConnectPacket, now: number): void {
  peer.begin(packet);
  const verdict = judge(core, peer, packet);
  if (verdict.reasonCode !== Reason.success) {
    refuse(core, peer, verdict, now);
    return;
  }
  const method = packet.properties?.authenticationMethod;
  if (method === undefined) {
    accept(core, peer, packet, undefined, now);
    return;
  }
  peer.authentication = { method, step: 0, reauthenticating: false };
  peer.phase = 'authenticating';
  authenticate(core, peer, packet, packet.properties?.authenticationData, now);
}

/** One step of enhanced authentication before CONNACK. */
export function authenticate(
  core: Core,
  peer: Peer,
  packet: ConnectPacket,
  data: Uint8Array | undefined,
  now: number,
): void {
  const { authentication } = peer;
  const hook = core.settings.hooks.authenticateEnhanced;
  if (authentication === undefined || hook === undefined) {
    refuse(core, peer, { reasonCode: Reason.badAuthenticationMethod }, now);
    return;
  }
  const { method, step } = authentication;
  authentication.step++;
  const { clientId } = peer;
  const verdict = hook({ clientId, method, data, step, reauthentication: false });
  if (verdict.reasonCode >= 0x80) refuse(core, peer, verdict, now);
  else if (verdict.reasonCode === Reason.continueAuthentication) {
    const { reasonString, userProperties } = verdict;
    peer.send({
      type: 'auth',
      reasonCode: Reason.continueAuthentication,
      properties: {
        authenticationMethod: method,
        authenticationData: verdict.data,
        reasonString,
        userProperties,
      },
    });
  } else accept(core, peer, packet, verdict.data, now);
}

function judge(core: Core, peer: Peer, packet: ConnectPacket): Verdict {
  const { limits, hooks } = core.settings;
  if (packet.clientId === '') {
    // [MQTT-3.1.3-8] of 3.1.1
    if (packet.protocolVersion === 4 && !packet.cleanStart) {
      return { reasonCode: Reason.clientIdentifierNotValid };
    }
    peer.clientId = core.assignClientId();
  }
  const { will } = packet;
  if (will !== undefined && will.qos > limits.maximumQoS) {
    return { reasonCode: Reason.qosNotSupported };
  }
  if (will?.retain === true && !limits.retainAvailable) {
    return { reasonCode: Reason.retainNotSupported };
  }
  return verdictOf(hooks.authenticate?.(packet), Reason.notAuthorized);
}

function refuse(core: Core, peer: Peer, verdict: Verdict, now: number): void {
  const returnCode = returnCodeOf(verdict.reasonCode, peer.version);
  if (returnCode !== undefined) {
    const { reasonString, userProperties, serverReference } = verdict;
    const said = reasonString ?? userProperties ?? serverReference;
    peer.send({
      type: 'connack',
      sessionPresent: false,
      reasonCode: returnCode,
      properties:
        peer.version === 5 && said !== undefined
          ? { reasonString, userProperties, serverReference }
          : undefined,
    });
  }
  peer.will = undefined;
  peer.link.close();
  core.end(peer, now);
}

function accept(
  core: Core,
  peer: Peer,
  packet: ConnectPacket,
  authenticationData: Uint8Array | undefined,
  now: number,
): void {
  const sessionPresent = core.openSession(peer, packet, now);
  peer.phase = 'connected';
  const properties =
    peer.version === 5 ? connackProperties(core, peer, packet, authenticationData) : undefined;
  peer.send({ type: 'connack', sessionPresent, reasonCode: Reason.success, properties });
  const { deadline, session } = peer;
  if (deadline !== undefined) {
    deadline.due = now + silenceAllowed(core, packet);
    core.deadlines.set(deadline);
  }
  session?.outbound.attach(peer, now);
}

/** Only what differs from the default of the specification is said; undefined: nothing does. */
function connackProperties(
  core: Core,
  peer: Peer,
  packet: ConnectPacket,
  authenticationData: Uint8Array | undefined,
): ConnackProperties | undefined {
  const { limits, hooks, overridesKeepAlive } = core.settings;
  const asked = packet.properties;
  const properties: { -readonly [N in keyof ConnackProperties]: ConnackProperties[N] } = {};
  const expiry = core.sessionExpiryOf(packet);
  const wanted = asked?.sessionExpiryInterval ?? 0;
  if (expiry < wanted && expiry !== Number.POSITIVE_INFINITY) {
    properties.sessionExpiryInterval = expiry;
  }
  if (limits.receiveMaximum < 65_535) properties.receiveMaximum = limits.receiveMaximum;
  if (limits.maximumQoS < 2) properties.maximumQoS = limits.maximumQoS;
  if (limits.maximumPacketSize < LARGEST_PACKET) {
    properties.maximumPacketSize = limits.maximumPacketSize;
  }
  if (packet.clientId === '') properties.assignedClientIdentifier = peer.clientId;
  if (limits.topicAliasMaximum > 0) properties.topicAliasMaximum = limits.topicAliasMaximum;
  for (const name of AVAILABLE) if (!limits[name]) properties[name] = false;
  if (overridesKeepAlive) properties.serverKeepAlive = limits.serverKeepAlive;
  if (asked?.requestResponseInformation === true && hooks.responseInformation !== undefined) {
    properties.responseInformation = hooks.responseInformation(peer.clientId);
  }
  if (peer.authentication !== undefined) {
    properties.authenticationMethod = peer.authentication.method;
    if (authenticationData !== undefined) properties.authenticationData = authenticationData;
  }
  return Object.keys(properties).length === 0 ? undefined : properties;
}

const AVAILABLE = [
  'retainAvailable',
  'wildcardSubscriptionAvailable',
  'subscriptionIdentifiersAvailable',
  'sharedSubscriptionAvailable',
] as const;

/** Milliseconds without a packet after which a client is taken for dead: one and a half keep alive ([MQTT-3.1.2-22]). */
function silenceAllowed(core: Core, packet: ConnectPacket): number {
  const { overridesKeepAlive, limits } = core.settings;
  const overridden = overridesKeepAlive && packet.protocolVersion === 5;
  const seconds = overridden ? limits.serverKeepAlive : packet.keepAlive;
  return seconds === 0 ? Number.POSITIVE_INFINITY : seconds * 1500;
}

/** Returns whether to go on watching. */
function checkAlive(core: Core, peer: Peer, deadline: Deadline, now: number): boolean {
  if (peer.phase === 'connected' && peer.connect !== undefined) {
    const due = peer.lastReceived + silenceAllowed(core, peer.connect);
    if (due > now) {
      deadline.due = due;
      return true;
    }
  }
  core.disconnect(peer, Reason.keepAliveTimeout, undefined, now);
  return false;
}

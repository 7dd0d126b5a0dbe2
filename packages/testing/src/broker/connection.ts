/** One connection: which packet may come in which phase, and who takes it. */

import type { AuthPacket, CodecError, DisconnectPacket, Packet, ProtocolVersion } from '@x/codec';
import type { Core } from './core.ts';
import { authenticate, awaitConnect, receiveConnect } from './handshake.ts';
import { LARGEST_PACKET } from './options.ts';
import { type Link, Peer } from './peer.ts';
import { receivePublish, receivePubrel } from './publishing.ts';
import { Reason } from './reason.ts';
import { receiveSubscribe, receiveUnsubscribe } from './subscribing.ts';

/** The 3.1.1 return code. */
const UNACCEPTABLE_VERSION = 1;

/** Begins to serve a client on a link that was just opened. */
export function openPeer(core: Core, link: Link, now: number): Peer {
  const peer = new Peer(link);
  awaitConnect(core, peer, now);
  return peer;
}

export function receivePacket(core: Core, peer: Peer, packet: Packet, now: number): void {
  peer.lastReceived = now;
  switch (peer.phase) {
    case 'connecting':
      if (packet.type === 'connect') receiveConnect(core, peer, packet, now);
      else core.disconnect(peer, Reason.protocolError, undefined, now);
      return;
    case 'authenticating':
      receiveWhileAuthenticating(core, peer, packet, now);
      return;
    case 'connected':
      receiveWhileConnected(core, peer, packet, now);
      return;
    case 'ended':
      return;
  }
}

/**
 * The bytes that follow make no sense: an MQTT 5 client is told so, then the connection ends ([MQTT-4.13.1-1]).
 * @param version what the bytes so far said; undefined: nothing.
 */
export function receiveFault(
  core: Core,
  peer: Peer,
  error: CodecError,
  version: ProtocolVersion | undefined,
  now: number,
): void {
  const { phase } = peer;
  if (phase === 'connecting') refuseMalformed(peer, error, version);
  const properties =
    peer.version === 5 && phase === 'connected' ? { reasonString: error.message } : undefined;
  core.disconnect(peer, error.reasonCode, properties, now);
}

/** The answer to a CONNECT that cannot be read: [MQTT-3.1.2-2] of 3.1.1, which every client can read, and MQTT 5.0, 3.1.4. */
function refuseMalformed(
  peer: Peer,
  error: CodecError,
  version: ProtocolVersion | undefined,
): void {
  const unsupported = error.reasonCode === Reason.unsupportedVersion;
  if (!unsupported && version !== 5) return;
  peer.link.begin(unsupported ? 4 : 5, LARGEST_PACKET);
  const malformed = error.reasonCode === Reason.malformedPacket;
  const reasonCode = malformed ? Reason.malformedPacket : Reason.protocolError;
  peer.link.write({
    type: 'connack',
    sessionPresent: false,
    reasonCode: unsupported ? UNACCEPTABLE_VERSION : reasonCode,
    properties: undefined,
  });
}

function receiveWhileConnected(core: Core, peer: Peer, packet: Packet, now: number): void {
  const outbound = peer.session?.outbound;
  let fits: boolean | undefined = true;
  switch (packet.type) {
    case 'publish':
      receivePublish(core, peer, packet, now);
      break;
    case 'puback':
      fits = outbound?.acknowledged(packet.packetId, now);
      break;
    case 'pubrec':
      fits = outbound?.received(packet.packetId, packet.reasonCode, now);
      break;
    case 'pubcomp':
      fits = outbound?.completed(packet.packetId, now);
      break;
    case 'pubrel':
      receivePubrel(peer, packet);
      break;
    case 'subscribe':
      receiveSubscribe(core, peer, packet, now);
      break;
    case 'unsubscribe':
      receiveUnsubscribe(core, peer, packet);
      break;
    case 'pingreq':
      peer.send({ type: 'pingresp' });
      break;
    case 'disconnect':
      receiveDisconnect(core, peer, packet, now);
      break;
    case 'auth':
      reauthenticate(core, peer, packet, now);
      break;
    default:
      fits = false;
  }
  if (fits === false) core.disconnect(peer, Reason.protocolError, undefined, now);
}

function receiveWhileAuthenticating(core: Core, peer: Peer, packet: Packet, now: number): void {
  const { connect, authentication } = peer;
  if (
    packet.type === 'auth' &&
    packet.reasonCode === Reason.continueAuthentication &&
    packet.properties?.authenticationMethod === authentication?.method &&
    connect !== undefined
  ) {
    authenticate(core, peer, connect, packet.properties?.authenticationData, now);
    return;
  }
  peer.will = undefined;
  core.disconnect(peer, Reason.protocolError, undefined, now);
}

/** AUTH on a connection that is up: it asks to authenticate again, or goes on with that. */
function reauthenticate(core: Core, peer: Peer, packet: AuthPacket, now: number): void {
  const { authentication, clientId } = peer;
  const hook = core.settings.hooks.authenticateEnhanced;
  const method = packet.properties?.authenticationMethod;
  const starts = packet.reasonCode === Reason.reauthenticate;
  // [MQTT-4.12.0-5], [MQTT-4.12.0-7], [MQTT-4.12.1-1]
  if (
    authentication === undefined ||
    hook === undefined ||
    method !== authentication.method ||
    starts === authentication.reauthenticating
  ) {
    core.disconnect(peer, Reason.protocolError, undefined, now);
    return;
  }
  if (starts) authentication.step = 0;
  const { step } = authentication;
  const data = packet.properties?.authenticationData;
  const verdict = hook({ clientId, method, data, step, reauthentication: true });
  const { reasonCode, reasonString, userProperties } = verdict;
  if (reasonCode >= 0x80) {
    core.disconnect(peer, reasonCode, { reasonString, userProperties }, now);
    return;
  }
  authentication.step++;
  authentication.reauthenticating = reasonCode === Reason.continueAuthentication;
  peer.send({
    type: 'auth',
    reasonCode,
    properties: {
      authenticationMethod: method,
      authenticationData: verdict.data,
      reasonString,
      userProperties,
    },
  });
}

function receiveDisconnect(core: Core, peer: Peer, packet: DisconnectPacket, now: number): void {
  const { session } = peer;
  const expiry = packet.properties?.sessionExpiryInterval;
  if (session !== undefined && expiry !== undefined) {
    const before = peer.connect?.properties?.sessionExpiryInterval ?? 0;
    if (before === 0 && expiry !== 0) {
      // MQTT 5.0, 3.14.2.2.2
      core.disconnect(peer, Reason.protocolError, undefined, now);
      return;
    }
    session.expiryInterval = core.cappedExpiry(expiry);
  }
  // [MQTT-3.14.4-3]
  if (packet.reasonCode === Reason.success) peer.will = undefined;
  peer.link.close();
  core.end(peer, now);
}

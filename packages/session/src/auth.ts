/** Enhanced authentication (MQTT 5, section 4.12): one method from CONNECT to the end of the connection. */

import type { AuthPacket, ConnackPacket, ConnectPacket } from '@x/codec';
import { SessionError } from './errors.ts';
import type { Phase } from './phase.ts';
import { PROTOCOL_ERROR, Violation } from './violation.ts';

const CONTINUE_AUTHENTICATION = 0x18;
const RE_AUTHENTICATE = 0x19;
const AUTH_OF_CLIENT = new Set([CONTINUE_AUTHENTICATION, RE_AUTHENTICATE]);

/** [MQTT-4.12.0-5] the method of CONNECT and no other; [MQTT-4.12.0-6] no AUTH without one. */
export function checkMethod(
  connect: ConnectPacket | undefined,
  { type, properties }: ConnackPacket | AuthPacket,
): void {
  const agreed = connect?.properties?.authenticationMethod;
  const named = properties?.authenticationMethod;
  if (type === 'auth' && agreed === undefined) {
    throw new Violation(PROTOCOL_ERROR, 'AUTH without an authentication method in CONNECT');
  }
  if (named !== agreed) {
    throw new Violation(
      PROTOCOL_ERROR,
      `authentication method ${named ?? 'none'} is not ${agreed ?? 'none'}, that of CONNECT`,
    );
  }
}

/**
 * The client's AUTH, with the method of CONNECT: an answer carries 0x18 [MQTT-4.12.0-3], a re-authentication 0x19
 * [MQTT-4.12.1-1]; without a method there is none [MQTT-4.12.0-7].
 * @throws SessionError `authentication-not-possible`
 */
export function withMethod(
  packet: AuthPacket,
  connect: ConnectPacket | undefined,
  phase: Phase,
): AuthPacket {
  const authenticationMethod = connect?.properties?.authenticationMethod;
  const { reasonCode } = packet;
  const possible =
    (reasonCode === CONTINUE_AUTHENTICATION && phase === 'connecting') ||
    (phase === 'connected' && AUTH_OF_CLIENT.has(reasonCode));
  if (authenticationMethod === undefined || !possible) {
    throw new SessionError(
      'authentication-not-possible',
      `AUTH with reason code ${reasonCode} in the phase ${phase}, method ${authenticationMethod ?? 'none'}`,
    );
  }
  return { ...packet, properties: { ...packet.properties, authenticationMethod } };
}

/** The server goes on with a challenge until CONNACK [MQTT-4.12.0-2], later it may also end one with success. */
export function checkAuth(
  connect: ConnectPacket | undefined,
  packet: AuthPacket,
  phase: Phase,
): void {
  checkMethod(connect, packet);
  const { reasonCode, properties } = packet;
  if (reasonCode !== CONTINUE_AUTHENTICATION && (phase === 'connecting' || reasonCode !== 0)) {
    throw new Violation(
      PROTOCOL_ERROR,
      `AUTH with reason code ${reasonCode} in the phase ${phase}`,
    );
  }
  if (reasonCode !== 0 && properties?.authenticationMethod === undefined) {
    throw new Violation(PROTOCOL_ERROR, 'AUTH without its authentication method');
  }
}

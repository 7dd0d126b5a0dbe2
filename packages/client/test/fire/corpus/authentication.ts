/** AUTH where it belongs and where it does not, and the method that both sides keep to (section 4.12 of 5.0). */

import { AUTH_ANSWER, AUTHENTICATING, METHOD_PROPERTY } from './carriers.ts';
import {
  closes,
  lives,
  type Phase,
  type Place,
  PROTOCOL_ERROR,
  type Sequence,
  sequence,
} from './sequence.ts';
import { type Bytes, packet, properties, text } from './wire.ts';

const OTHER_METHOD: Bytes = [0x15, ...text('other')];
const DATA: Bytes = [0x16, 0, 2, 0, 0xff];

const auth = (code: number, ...list: readonly Bytes[]): Bytes =>
  packet(0xf0, [code], properties(...list));
const connack = (...list: readonly Bytes[]): Bytes => packet(0x20, [0, 0], properties(...list));

export function authenticationSequences(): Sequence[] {
  return [...withoutMethod(), ...inHandshake(), ...onceConnected()];
}

/** [MQTT-4.12.0-6] */
function withoutMethod(): Sequence[] {
  const phases: readonly Phase[] = ['before CONNACK', 'connected', 'mid-exchange'];
  const packets: readonly (readonly [string, Bytes])[] = [
    ['AUTH of no bytes', [0xf0, 0]],
    ['AUTH 0x18', auth(0x18, METHOD_PROPERTY)],
    ['AUTH 0x18 with data', auth(0x18, METHOD_PROPERTY, DATA)],
    ['AUTH 0x00', auth(0x00, METHOD_PROPERTY)],
  ];
  const before: Place = { version: 5, phase: 'before CONNACK', connack: [] };
  return [
    ...phases.flatMap((phase) =>
      packets.map(([name, bytes]) =>
        sequence(
          { version: 5, phase },
          `${name}, no method in CONNECT`,
          bytes,
          closes(PROTOCOL_ERROR),
        ),
      ),
    ),
    sequence(
      before,
      'CONNACK with a method, none in CONNECT',
      connack(METHOD_PROPERTY),
      closes(PROTOCOL_ERROR),
    ),
    sequence(
      before,
      'CONNACK with authentication data, no method in CONNECT',
      connack(DATA),
      closes(PROTOCOL_ERROR),
    ),
  ];
}

/** [MQTT-4.12.0-2], [MQTT-4.12.0-3], [MQTT-4.12.0-5] */
function inHandshake(): Sequence[] {
  const at: Place = { version: 5, phase: 'before CONNACK', ...AUTHENTICATING };
  const last: Place = { ...at, connack: [] };
  const challenge = auth(0x18, METHOD_PROPERTY, DATA);
  return [
    sequence(at, 'one challenge', challenge, lives(AUTH_ANSWER)),
    sequence(at, 'two challenges', [...challenge, ...challenge], lives(AUTH_ANSWER, AUTH_ANSWER)),
    sequence(at, 'no challenge', [], lives()),
    sequence(at, 'AUTH 0x00 before CONNACK', auth(0x00, METHOD_PROPERTY), closes(PROTOCOL_ERROR)),
    sequence(at, 'AUTH 0x19 of a server', auth(0x19, METHOD_PROPERTY), closes(PROTOCOL_ERROR)),
    sequence(at, 'AUTH of another method', auth(0x18, OTHER_METHOD), closes(PROTOCOL_ERROR)),
    sequence(at, 'AUTH without its method', auth(0x18, DATA), closes(PROTOCOL_ERROR)),
    sequence(at, 'AUTH without properties', auth(0x18), closes(PROTOCOL_ERROR)),
    sequence(last, 'CONNACK of another method', connack(OTHER_METHOD), closes(PROTOCOL_ERROR)),
    sequence(last, 'CONNACK without the method', connack(), closes(PROTOCOL_ERROR)),
    // It came before the authenticator's answer could go out.
    sequence(
      last,
      'a challenge, then CONNACK of another method',
      [...challenge, ...connack(OTHER_METHOD)],
      closes(PROTOCOL_ERROR),
    ),
  ];
}

/** The end of a re-authentication, or a further challenge in it (section 4.12.1). */
function onceConnected(): Sequence[] {
  const at: Place = { version: 5, phase: 'connected', ...AUTHENTICATING };
  return [
    sequence(at, 'AUTH of another method', auth(0x18, OTHER_METHOD), closes(PROTOCOL_ERROR)),
    sequence(at, 'AUTH without its method', auth(0x18, DATA), closes(PROTOCOL_ERROR)),
    // Only a client begins one.
    sequence(at, 'AUTH 0x19 of a server', auth(0x19, METHOD_PROPERTY), closes(PROTOCOL_ERROR)),
    sequence(at, 'CONNACK again', connack(METHOD_PROPERTY), closes(PROTOCOL_ERROR)),
  ];
}

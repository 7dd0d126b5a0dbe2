/** PUBACK, PUBREC, PUBREL, PUBCOMP, DISCONNECT and AUTH: a reason code and properties, left out where they say nothing. */

import type { Cursor } from '../cursor.ts';
import { fault } from '../errors.ts';
import type {
  AuthPacket,
  DisconnectPacket,
  DisconnectProperties,
  PubackPacket,
  PubcompPacket,
  PubrecPacket,
  PubrelPacket,
} from '../packet.ts';
import { SERVER } from '../packet-types.ts';
import { propertySet } from '../property-section.ts';
import { truncated } from '../reader.ts';
import { type CheckCode, reasonCodes } from '../reason-code-set.ts';
import type { Layout } from './codec.ts';

type AckPacket = PubackPacket | PubrecPacket | PubrelPacket | PubcompPacket;

const ACK = propertySet('puback');
/** Sections 3.4.2.1 and 3.5.2.1. */
const RECEIVED = { both: [0x00, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99], server: [0x10] };
/** Sections 3.6.2.1 and 3.7.2.1. */
const RELEASED = { both: [0x00, 0x92] };

export const puback = ack('puback', reasonCodes(RECEIVED, '3.4.2-1'));
export const pubrec = ack('pubrec', reasonCodes(RECEIVED, '3.5.2-1'));
export const pubrel = ack('pubrel', reasonCodes(RELEASED, '3.6.2-1'));
export const pubcomp = ack('pubcomp', reasonCodes(RELEASED, '3.7.2-1'));

function ack(type: AckPacket['type'], check: CheckCode): Layout<AckPacket> {
  return (io, given) => {
    const packetId = io.packetId(given.packetId);
    // The short form, which most of them have (section 3.4.2.1).
    if (given.reasonCode === 0 && given.properties === undefined) return given;
    const properties = io.outcome(given, ACK);
    const { reasonCode } = io;
    if (reasonCode > 0) check(io, reasonCode);
    return given.type ? given : { type, packetId, reasonCode, properties };
  };
}

const DISCONNECT = propertySet('disconnect');
/** Section 3.14.2.1; 0x8c is from section 2.4. */
const checkDisconnect = reasonCodes(
  {
    both: [0x00, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99],
    server: [
      0x87, 0x89, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1,
      0xa2,
    ],
    client: [0x04],
  },
  '3.14.2-1',
);

export const disconnect: Layout<DisconnectPacket> = (io, given) => {
  const properties: DisconnectProperties | undefined = io.outcome(given, DISCONNECT);
  const { reasonCode } = io;
  checkDisconnect(io, reasonCode);
  refuseFrom(SERVER, io, 'sessionExpiryInterval', properties, '3.14.2-2');
  return { type: 'disconnect', reasonCode, properties };
};

/** For a property that one side must not send. */
export function refuseFrom<Name extends string>(
  sender: number,
  io: Cursor,
  name: Name,
  properties: { readonly [N in Name]?: unknown } | undefined,
  statement5: string,
): void {
  if (properties?.[name] === undefined || io.senders !== sender) return;
  throw fault('CONTRADICTION', `${name} from this side`, statement5, '');
}

const AUTH = propertySet('auth');
/** Section 3.15.2.1. */
const checkAuth = reasonCodes({ both: [0x18], server: [0x00], client: [0x19] }, '3.15.2-1');

export const auth: Layout<AuthPacket> = (io, given) => {
  // Section 3.15.2.1: a reason code is not alone.
  if (io.at + 1 === io.end) throw truncated('properties');
  const properties: AuthPacket['properties'] = io.outcome(given, AUTH);
  const { reasonCode } = io;
  checkAuth(io, reasonCode);
  // Section 3.15.2.2.2 makes a missing method a protocol error; 3.15.2.1 lets a bare success do without.
  if (properties?.authenticationMethod === undefined && (properties || reasonCode > 0)) {
    throw fault('MISSING_FIELD', 'authenticationMethod');
  }
  return { type: 'auth', reasonCode, properties };
};

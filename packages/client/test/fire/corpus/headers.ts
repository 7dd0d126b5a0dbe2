/** Each first byte that there is, with a body of its type: wrong flags, wrong direction, wrong phase; and wrong lengths. */

import { PACKET_TYPES, type PacketType } from '@x/codec';
import { ack } from './carriers.ts';
import {
  ACCEPTED,
  closes,
  delivers,
  EITHER,
  ends,
  IDS,
  lives,
  MALFORMED,
  type Phase,
  PROTOCOL_ERROR,
  type Reaction,
  type Sequence,
  sequence,
  VERSIONS,
  type Version,
} from './sequence.ts';
import { HEADERS } from './specification.ts';
import { type Bytes, packet, text, u16 } from './wire.ts';

const TYPES = Object.keys(PACKET_TYPES) as PacketType[];
const FROM_CLIENT_ONLY: readonly PacketType[] = ['connect', 'subscribe', 'unsubscribe', 'pingreq'];

export function headerSequences(): Sequence[] {
  return VERSIONS.flatMap((version) => [
    ...(['before CONNACK', 'connected'] as const).flatMap((phase) =>
      Array.from({ length: 256 }, (_, first) => firstByte(version, phase, first)),
    ),
    ...TYPES.flatMap((type) => lengths(version, type)),
  ]);
}

function firstByte(version: Version, phase: Phase, first: number): Sequence {
  const type = TYPES.find((each) => HEADERS[each].id === first >> 4);
  const body = type === undefined ? [] : bodyOf(type, first, version);
  const accepts = phase === 'before CONNACK' && first === 0x20;
  return sequence(
    { version, phase, ...(accepts ? { connack: [] } : {}) },
    `first byte 0x${first.toString(16).padStart(2, '0')} with the body of ${type ?? 'nothing'}`,
    packet(first, body),
    reactionTo(version, phase, first, type),
  );
}

function reactionTo(
  version: Version,
  phase: Phase,
  first: number,
  type: PacketType | undefined,
): Reaction {
  // Section 2.1.2: number 0 is reserved, in 3.1.1 15 as well. No code is named for a type that does not exist.
  if (type === undefined || (version === 4 && type === 'auth')) return closes(EITHER);
  const outOfPlace = isOutOfPlace(version, phase, type);
  const faulty = flagFault(type, first);
  if (outOfPlace) return closes(faulty === undefined ? PROTOCOL_ERROR : EITHER);
  if (faulty !== undefined) return closes(faulty);
  return answerTo(version, type, first);
}

/** From a server, and at this time: [MQTT-3.2.0-1], [MQTT-3.2.0-2], [MQTT-4.12.0-6]. */
function isOutOfPlace(version: Version, phase: Phase, type: PacketType): boolean {
  if (FROM_CLIENT_ONLY.includes(type)) return true;
  if (version === 4 && type === 'disconnect') return true;
  if (type === 'auth') return true;
  return (phase === 'before CONNACK') !== (type === 'connack');
}

/** [MQTT-2.1.3-1] of 5.0, [MQTT-2.2.2-2] of 3.1.1; for PUBLISH section 3.3.1. */
function flagFault(type: PacketType, first: number): readonly number[] | undefined {
  const flags = first & 0x0f;
  if (type !== 'publish') return flags === HEADERS[type].flags ? undefined : MALFORMED;
  const qos = (flags >> 1) & 3;
  // [MQTT-3.3.1-4]
  if (qos === 3) return MALFORMED;
  // [MQTT-3.3.1-2] names no code.
  return qos === 0 && flags >= 8 ? EITHER : undefined;
}

/** Of a client that is waiting for none of it: section 4.3, and 3.6.2.1 and 3.7.2.1 of 5.0 for ids that nobody knows. */
function answerTo(version: Version, type: PacketType, first: number): Reaction {
  const notFound = version === 5 ? [0x92] : [];
  switch (type) {
    case 'publish': {
      const qos = (first >> 1) & 3;
      if (qos === 0) return delivers(['t']);
      return qos === 1 ? delivers(['t'], ack(0x40, IDS.unknown)) : lives(ack(0x50, IDS.unknown));
    }
    case 'pubrec':
      return lives(packet(0x62, u16(IDS.unknown), notFound));
    case 'pubrel':
      return lives(packet(0x70, u16(IDS.unknown), notFound));
    case 'disconnect':
      return ends(0);
    default:
      return lives();
  }
}

/** Good, but for the flags; ids that the client does not know. */
export function bodyOf(type: PacketType, first: number, version: Version): Bytes {
  const section = version === 5 ? [0] : [];
  const id = u16(IDS.unknown);
  switch (type) {
    case 'connect':
      return [...text('MQTT'), version, 2, 0, 0, ...section, ...text('x')];
    case 'connack':
      return ACCEPTED[version].slice(2);
    case 'publish':
      return [...text('t'), ...((first & 6) === 0 ? [] : id), ...section, 0x78];
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return id;
    case 'subscribe':
      return [...id, ...section, ...text('t'), 0];
    case 'suback':
      return [...id, ...section, 0];
    case 'unsubscribe':
      return [...id, ...section, ...text('t')];
    case 'unsuback':
      return version === 5 ? [...id, ...section, 0] : id;
    default:
      return [];
  }
}

/** The Remaining Length itself (section 2.1.4; 2.2.3 of 3.1.1, which does not ask for the shortest form). */
function lengths(version: Version, type: PacketType): Sequence[] {
  const first = (HEADERS[type].id << 4) | HEADERS[type].flags;
  const phase = type === 'connack' ? 'before CONNACK' : 'connected';
  const body = bodyOf(type, first, version);
  const right = version === 5 ? !isOutOfPlace(5, phase, type) : true;
  const reaction = closes(right ? MALFORMED : EITHER);
  const faults: readonly (readonly [string, Bytes])[] = [
    ['in five bytes', [body.length | 0x80, 0x80, 0x80, 0x80, 0]],
    ['of five bytes, the last one not 0', [0xff, 0xff, 0xff, 0xff, 0x7f]],
    ...(version === 5 ? ([['in more bytes than needed', [body.length | 0x80, 0]]] as const) : []),
  ];
  return faults.map(([what, length]) =>
    sequence(
      { version, phase },
      `Remaining Length of ${type} ${what}`,
      [first, ...length, ...body],
      reaction,
    ),
  );
}

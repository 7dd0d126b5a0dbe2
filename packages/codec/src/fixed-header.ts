/** What the fixed header alone decides (section 2.1): which first bytes and which sizes a stream may hold. */

import { Fault } from './errors.ts';
import type { PacketType, ProtocolVersion } from './packet.ts';
import { PACKET_TYPES, senderBits } from './packet-types.ts';
import { notMinimal, tooManyBytes } from './reader.ts';

const TYPES = Object.keys(PACKET_TYPES) as PacketType[];

/** The most that a remaining length can say, and its header. */
export const LARGEST_PACKET = 268_435_455 + 5;

/** The type with this number; `undefined` for 0. */
export function typeOf(first: number): PacketType | undefined {
  return TYPES[(first >> 4) - 1];
}

/** The rules of one version and side as look-ups, shared by all decoders. */
export interface HeaderRules {
  /** For each first byte whether it may begin a packet: 1 or 0. */
  readonly allowed: Uint8Array;
  /** For each type number the largest packet, so that nobody waits for a body that can only be refused. */
  readonly largest: Float64Array;
}

const RULES = new Map<number, HeaderRules>();

/** The version is `undefined` until a CONNECT came. */
export function headerRules(version: ProtocolVersion | undefined, senders: number): HeaderRules {
  const key = (version ?? 0) * 4 + senders;
  let rules = RULES.get(key);
  if (rules === undefined) {
    const allowed = Uint8Array.from({ length: 256 }, (_, first) =>
      findFirstByteFault(first, version, senders) === undefined ? 1 : 0,
    );
    rules = { allowed, largest: largestSizes(version) };
    RULES.set(key, rules);
  }
  return rules;
}

/** Why a first byte may not begin a packet. */
export function findFirstByteFault(
  first: number,
  version: ProtocolVersion | undefined,
  senders: number,
): Fault | undefined {
  const type = typeOf(first);
  if (type === undefined) return new Fault('PACKET_TYPE', 'packet type 0 does not exist');
  const row = PACKET_TYPES[type];
  if (type === 'auth' && version === 4) {
    return new Fault('PACKET_TYPE', 'packet type 15 does not exist in 3.1.1');
  }
  if (version === undefined && type !== 'connect') {
    return new Fault('UNEXPECTED_PACKET', 'a stream begins with CONNECT', '3.1.0-1', '3.1.0-1');
  }
  const fault = findFlagsFault(first & 0x0f, row.flags);
  if (fault !== undefined) return fault;
  if ((senderBits(row.from[version ?? 5]) & senders) !== 0) return undefined;
  return new Fault('UNEXPECTED_PACKET', `${type} must not come from this side`);
}

function findFlagsFault(flags: number, expected: number | 'dup-qos-retain'): Fault | undefined {
  if (expected === 'dup-qos-retain') {
    const qos = (flags >> 1) & 3;
    if (qos === 3) return new Fault('INVALID_QOS', 'qos must be 0, 1 or 2', '3.3.1-4', '3.3.1-4');
    if (qos > 0 || flags < 8) return undefined;
    return new Fault('CONTRADICTION', 'dup with QoS 0', '3.3.1-2', '3.3.1-2');
  }
  if (flags === expected) return undefined;
  return new Fault('HEADER_FLAGS', `header flags must be ${expected}`, '2.2.2-2', '2.1.3-1');
}

/** The packets without a variable part: their whole size in 3.1.1, and in both versions. */
const FIXED_4: readonly PacketType[] = [
  'connack',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'unsuback',
];
const BARE: readonly PacketType[] = ['pingreq', 'pingresp'];

function largestSizes(version: ProtocolVersion | undefined): Float64Array {
  const sizes = new Float64Array(16).fill(LARGEST_PACKET);
  for (const type of TYPES) {
    const { id } = PACKET_TYPES[type];
    if (BARE.includes(type)) sizes[id] = 2;
    if (version !== 4) continue;
    if (FIXED_4.includes(type)) sizes[id] = 4;
    if (type === 'disconnect') sizes[id] = 2;
  }
  return sizes;
}

/**
 * The size of the packet whose header is in bytes[at, end), header included; 0 if the header is not all there yet.
 * @throws Fault for a remaining length of more than 4 bytes, or in more bytes than needed
 */
export function packetSizeAt(bytes: Uint8Array, at: number, end: number): number {
  let length = 0;
  for (let i = 1; i <= 4; i++) {
    if (at + i >= end) return 0;
    const byte = bytes[at + i] as number;
    length |= (byte & 0x7f) << (7 * (i - 1));
    if (byte >= 0x80) continue;
    if (byte === 0 && i > 1) throw notMinimal('remaining length');
    return length + 1 + i;
  }
  throw tooManyBytes('remaining length');
}

/** The bytes of the fixed header of a packet of this whole size. */
export function headerSize(size: number): number {
  return size < 0x82 ? 2 : size < 0x4003 ? 3 : size < 0x20_0004 ? 4 : 5;
}

export function tooLarge(size: number, limit: number): Fault {
  return new Fault('PACKET_TOO_LARGE', `packet of ${size} bytes, the limit is ${limit}`);
}

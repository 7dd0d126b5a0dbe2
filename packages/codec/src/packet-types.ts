/** The 15 control packet types (section 2.1.2), as the specification's table: number, flags, sender, versions. */

import type { PacketType, ProtocolVersion, Sender } from './packet.ts';

interface PacketTypeRow {
  /** The upper half of the first byte. */
  readonly id: number;
  /** The lower half of the first byte; PUBLISH puts DUP, QoS and RETAIN there. */
  readonly flags: number | 'dup-qos-retain';
  /** Who may send it, by version. */
  readonly from: Readonly<Record<ProtocolVersion, readonly Sender[]>>;
}

const CLIENT = { 4: ['client'], 5: ['client'] } as const;
const SERVER = { 4: ['server'], 5: ['server'] } as const;
const BOTH = { 4: ['client', 'server'], 5: ['client', 'server'] } as const;

export const PACKET_TYPES = {
  connect: { id: 1, flags: 0, from: CLIENT },
  connack: { id: 2, flags: 0, from: SERVER },
  publish: { id: 3, flags: 'dup-qos-retain', from: BOTH },
  puback: { id: 4, flags: 0, from: BOTH },
  pubrec: { id: 5, flags: 0, from: BOTH },
  pubrel: { id: 6, flags: 2, from: BOTH },
  pubcomp: { id: 7, flags: 0, from: BOTH },
  subscribe: { id: 8, flags: 2, from: CLIENT },
  suback: { id: 9, flags: 0, from: SERVER },
  unsubscribe: { id: 10, flags: 2, from: CLIENT },
  unsuback: { id: 11, flags: 0, from: SERVER },
  pingreq: { id: 12, flags: 0, from: CLIENT },
  pingresp: { id: 13, flags: 0, from: SERVER },
  disconnect: { id: 14, flags: 0, from: { 4: ['client'], 5: ['client', 'server'] } },
  auth: { id: 15, flags: 0, from: { 4: [], 5: ['client', 'server'] } },
} as const satisfies Record<PacketType, PacketTypeRow>;

/** A set of senders as bits: 1 client, 2 server. */
export function senderBits(senders: readonly Sender[]): number {
  return (senders.includes('client') ? 1 : 0) | (senders.includes('server') ? 2 : 0);
}

/** The bit of the side that sends, both if it is not known. */
export function senderMask(from: Sender | undefined): number {
  return from === undefined ? 3 : senderBits([from]);
}

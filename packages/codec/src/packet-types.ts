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

const OF_CLIENT = { 4: ['client'], 5: ['client'] } as const;
const OF_SERVER = { 4: ['server'], 5: ['server'] } as const;
const OF_BOTH = { 4: ['client', 'server'], 5: ['client', 'server'] } as const;

export const PACKET_TYPES = {
  connect: { id: 1, flags: 0, from: OF_CLIENT },
  connack: { id: 2, flags: 0, from: OF_SERVER },
  publish: { id: 3, flags: 'dup-qos-retain', from: OF_BOTH },
  puback: { id: 4, flags: 0, from: OF_BOTH },
  pubrec: { id: 5, flags: 0, from: OF_BOTH },
  pubrel: { id: 6, flags: 2, from: OF_BOTH },
  pubcomp: { id: 7, flags: 0, from: OF_BOTH },
  subscribe: { id: 8, flags: 2, from: OF_CLIENT },
  suback: { id: 9, flags: 0, from: OF_SERVER },
  unsubscribe: { id: 10, flags: 2, from: OF_CLIENT },
  unsuback: { id: 11, flags: 0, from: OF_SERVER },
  pingreq: { id: 12, flags: 0, from: OF_CLIENT },
  pingresp: { id: 13, flags: 0, from: OF_SERVER },
  disconnect: { id: 14, flags: 0, from: { 4: ['client'], 5: ['client', 'server'] } },
  auth: { id: 15, flags: 0, from: { 4: [], 5: ['client', 'server'] } },
} as const satisfies Record<PacketType, PacketTypeRow>;

/** Who sends, as bits. */
export const CLIENT = 1;
export const SERVER = 2;
export const BOTH = 3;
/** In the order of their bits. */
export const SIDES: readonly unknown[] = ['client', 'server'];

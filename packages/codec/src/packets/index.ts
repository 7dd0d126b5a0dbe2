/** The 15 control packet types (section 2.1.2): the only dispatch of this package, by number and by name. */

import type { PacketType } from '../packet.ts';
import { BOTH, CLIENT, SERVER } from '../packet-types.ts';
import { auth, disconnect, puback, pubcomp, pubrec, pubrel } from './answers.ts';
import type { Codec, Layout } from './codec.ts';
import { connack } from './connack.ts';
import { connect } from './connect.ts';
import { suback, subscribe, unsuback, unsubscribe } from './lists.ts';
import { publish } from './publish.ts';

type Row = readonly [
  flags: number,
  senders4: number,
  senders5: number,
  layout: unknown,
  /** Of the whole packet, where it has no variable part. */
  size4?: number,
  size5?: number,
];

const ANY_SIZE = Number.POSITIVE_INFINITY;

const ping =
  (type: 'pingreq' | 'pingresp'): Layout =>
  () => ({ type });

/** In the order of their numbers, from 1. PUBLISH has flags of its own. */
const ROWS: Readonly<Record<PacketType, Row>> = {
  connect: [0, CLIENT, CLIENT, connect],
  connack: [0, SERVER, SERVER, connack, 4],
  publish: [0, BOTH, BOTH, publish],
  puback: [0, BOTH, BOTH, puback, 4],
  pubrec: [0, BOTH, BOTH, pubrec, 4],
  pubrel: [2, BOTH, BOTH, pubrel, 4],
  pubcomp: [0, BOTH, BOTH, pubcomp, 4],
  subscribe: [2, CLIENT, CLIENT, subscribe],
  suback: [0, SERVER, SERVER, suback],
  unsubscribe: [2, CLIENT, CLIENT, unsubscribe],
  unsuback: [0, SERVER, SERVER, unsuback, 4],
  pingreq: [0, CLIENT, CLIENT, ping('pingreq'), 2, 2],
  pingresp: [0, SERVER, SERVER, ping('pingresp'), 2, 2],
  disconnect: [0, CLIENT, BOTH, disconnect, 2],
  auth: [0, 0, BOTH, auth],
};

/** By number, from 1. */
export const CODECS: readonly Codec[] = Object.entries(ROWS).map(([type, row], i) => {
  const [flags, senders4, senders5, layout, size4 = ANY_SIZE, size5 = ANY_SIZE] = row;
  // Either one function for both directions, or one for each.
  const both = layout as Codec['read'] & Codec['write'];
  const { read = both, write = both } = layout as Partial<Codec>;
  return {
    type: type as PacketType,
    first: ((i + 1) << 4) | flags,
    senders: [0, 0, 0, 0, senders4, senders5],
    largest: [0, 0, 0, 0, size4, size5],
    read,
    write,
  };
});

/** By name. */
export const CODEC_OF: ReadonlyMap<unknown, Codec> = new Map(
  CODECS.map((codec) => [codec.type, codec]),
);

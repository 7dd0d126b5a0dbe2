/** The CODECS table: the only dispatch of this package, by the number of the packet type and by its name. */

import type { PacketType } from '../packet.ts';
import { PACKET_TYPES, senderBits } from '../packet-types.ts';
import { puback, pubcomp, pubrec, pubrel } from './ack.ts';
import { auth } from './auth.ts';
import { connack } from './connack.ts';
import { connect } from './connect.ts';
import { disconnect } from './disconnect.ts';
import type { PacketCodec } from './packet-codec.ts';
import { pingreq, pingresp } from './ping.ts';
import { publish } from './publish.ts';
import { suback } from './suback.ts';
import { subscribe } from './subscribe.ts';
import { unsuback } from './unsuback.ts';
import { unsubscribe } from './unsubscribe.ts';

const BY_TYPE: Readonly<Record<PacketType, PacketCodec>> = {
  connect,
  connack,
  publish,
  puback,
  pubrec,
  pubrel,
  pubcomp,
  subscribe,
  suback,
  unsubscribe,
  unsuback,
  pingreq,
  pingresp,
  disconnect,
  auth,
};

/** A packet's codec with the sides that may send it, as bits, in each version. */
export interface Codec extends PacketCodec {
  readonly senders4: number;
  readonly senders5: number;
}

function row(type: PacketType): Codec {
  const { from } = PACKET_TYPES[type];
  return { ...BY_TYPE[type], senders4: senderBits(from[4]), senders5: senderBits(from[5]) };
}

const ROWS = (Object.keys(PACKET_TYPES) as PacketType[]).map(row);

/** By number; 0 does not exist. */
export const CODECS: readonly (Codec | undefined)[] = [undefined, ...ROWS];

/** By name. */
export const CODEC_OF: ReadonlyMap<unknown, Codec> = new Map(
  ROWS.map((codec) => [codec.type, codec]),
);

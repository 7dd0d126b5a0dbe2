/** What each packet module gives, and what is known of a packet type beside it. */

import type { Cursor } from '../cursor.ts';
import type { Packet, PacketType } from '../packet.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

/**
 * The layout of a packet, for both directions. Reading, `given` is empty, and the packet is returned. Writing, the body
 * is checked and written.
 */
export type Layout<P extends Packet = Packet> = (io: Cursor, given: Partial<P>) => Partial<P>;

export interface Codec {
  readonly type: PacketType;
  /** The first byte; of a PUBLISH, without its flags. */
  readonly first: number;
  /** The sides that may send it, as bits, by version. */
  readonly senders: readonly number[];
  /** The largest size of the whole packet, by version. */
  readonly largest: readonly number[];
  /** Reads the body, from reader.at to reader.end; `first` is the first byte, already checked. */
  readonly read: (reader: Reader, given: object, first: number) => Packet;
  /** Checks and writes the body; the caller opened the packet, and closes it. */
  readonly write: (writer: Writer, packet: Packet) => unknown;
}

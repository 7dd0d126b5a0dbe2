/** What each packet module gives: one object, so that reading and writing stand side by side. */

import type { Packet, PacketType } from '../packet.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface PacketCodec<P extends Packet = Packet> {
  readonly type: PacketType;
  /** Reads the body, from reader.at to reader.end; `first` is the first byte, already checked. */
  read(reader: Reader, first: number): P;
  /** Checks and writes, in one pass, from writer.open on; the caller closes. */
  write(packet: P, writer: Writer): void;
}

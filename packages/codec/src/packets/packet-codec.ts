/** What each packet module gives: one object, so that reading, measuring and writing stand side by side. */

import type { Packet, PacketType } from '../packet.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';

export interface PacketCodec<P extends Packet = Packet> {
  readonly type: PacketType;
  /** Reads the body, from reader.at to reader.end; `first` is the first byte, already checked. */
  read(reader: Reader, first: number): P;
  /** Checks the packet and returns its remaining length. */
  measure(packet: P, writer: Writer): number;
  /** Writes the whole packet, of the remaining length that `measure` gave. */
  write(packet: P, writer: Writer, size: number): void;
}

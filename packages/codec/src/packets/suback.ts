/** SUBACK (section 3.9): read and written; and the list of reason codes that UNSUBACK has too. */

import { Fault } from '../errors.ts';
import type { AckProperties, SubackPacket } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import type { Reader } from '../reader.ts';
import { checkReasonCode, type ReasonCodeSet, reasonCodeSet } from '../reason-code-set.ts';
import { checkInteger, checkList, type Writer } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('suback');
/** Section 3.9.3. */
const REASONS = reasonCodeSet([
  0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2,
]);
const RETURN_CODES = reasonCodeSet([0, 1, 2, 0x80]);

export const suback: PacketCodec<SubackPacket> = {
  type: 'suback',

  read(reader) {
    const packetId = reader.packetId();
    const properties: AckProperties | undefined = readProperties(reader, PROPERTIES);
    const set = reader.version === 5 ? REASONS : RETURN_CODES;
    const reasonCodes = readReasonCodes(reader, set, '3.9.3-2');
    return { type: 'suback', packetId, reasonCodes, properties };
  },

  write(packet, writer) {
    writer.open(0x90, 0);
    writer.packetId(packet.packetId);
    writeProperties(writer, PROPERTIES, packet.properties);
    const set = writer.version === 5 ? REASONS : RETURN_CODES;
    writeReasonCodes(writer, packet.reasonCodes, set, '3.9.3-2');
  },
};

/** The rest of the packet: at least one code. */
export function readReasonCodes(reader: Reader, set: ReasonCodeSet, statement: string): number[] {
  const { bytes, end } = reader;
  if (reader.at === end) throw noReasonCode();
  const codes: number[] = [];
  for (let at = reader.at; at < end; at++) {
    const code = bytes[at] as number;
    checkReasonCode(code, set, reader, statement, statement);
    codes.push(code);
  }
  reader.at = end;
  return codes;
}

export function writeReasonCodes(
  writer: Writer,
  value: unknown,
  set: ReasonCodeSet,
  statement: string,
): void {
  const codes = checkList(value, 'reasonCodes');
  if (codes.length === 0) throw noReasonCode();
  for (const code of codes) {
    const number = checkInteger(code, 'reasonCodes', 0, 255);
    checkReasonCode(number, set, writer, statement, statement);
    writer.byte(number);
  }
}

function noReasonCode(): Fault {
  return new Fault('EMPTY_LIST', 'reasonCodes is empty');
}

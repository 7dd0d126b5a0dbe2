/** SUBACK (section 3.9): read, measured, written; and the list of reason codes that UNSUBACK has too. */

import { Fault } from '../errors.ts';
import type { AckProperties, SubackPacket } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import type { Reader } from '../reader.ts';
import {
  checkReasonCode,
  type ReasonCodeSet,
  reasonCodesOf,
  returnCodes,
} from '../reason-codes.ts';
import { checkInteger, checkList, checkPacketId, varintSize, type Writer } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('suback');
const REASONS = reasonCodesOf('suback');
const RETURN_CODES = returnCodes([0, 1, 2, 0x80]);

export const suback: PacketCodec<SubackPacket> = {
  type: 'suback',

  read(reader) {
    const packetId = reader.packetId();
    const v5 = reader.version === 5;
    const properties: AckProperties | undefined = v5
      ? readProperties(reader, PROPERTIES)
      : undefined;
    const reasonCodes = readReasonCodes(reader, v5 ? REASONS : RETURN_CODES, '3.9.3-2');
    return { type: 'suback', packetId, reasonCodes, properties };
  },

  measure(packet, writer) {
    checkPacketId(packet.packetId);
    const v5 = writer.version === 5;
    const set = v5 ? REASONS : RETURN_CODES;
    const size = 2 + measureReasonCodes(packet.reasonCodes, set, writer, '3.9.3-2');
    const propertiesSize = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = propertiesSize;
    return v5 ? size + varintSize(propertiesSize) + propertiesSize : size;
  },

  write(packet, writer, size) {
    writer.header(0x90, size);
    writer.uint16(packet.packetId);
    if (writer.version === 5) {
      writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    }
    for (const code of packet.reasonCodes) writer.byte(code);
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

export function measureReasonCodes(
  value: unknown,
  set: ReasonCodeSet,
  writer: Writer,
  statement: string,
): number {
  const codes = checkList(value, 'reasonCodes');
  if (codes.length === 0) throw noReasonCode();
  for (const code of codes) {
    checkReasonCode(checkInteger(code, 'reasonCodes', 0, 255), set, writer, statement, statement);
  }
  return codes.length;
}

function noReasonCode(): Fault {
  return new Fault('EMPTY_LIST', 'reasonCodes is empty');
}

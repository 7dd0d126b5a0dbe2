/** CONNACK (section 3.2): read, measured, written. */

import { Fault } from '../errors.ts';
import type { ConnackPacket, ConnackProperties } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { checkReasonCode, reasonCodesOf, returnCodes } from '../reason-codes.ts';
import { checkBoolean, checkInteger, varintSize } from '../writer.ts';
import { checkAuthentication } from './connect.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('connack');
const REASONS = reasonCodesOf('connack');
const RETURN_CODES = returnCodes([0, 1, 2, 3, 4, 5]);

export const connack: PacketCodec<ConnackPacket> = {
  type: 'connack',

  read(reader) {
    const flags = reader.byte('acknowledge flags');
    if (flags > 1) {
      throw new Fault('RESERVED_BITS', 'CONNACK flag bits 7 to 1 must be 0', undefined, '3.2.2-1');
    }
    const reasonCode = reader.byte('reasonCode');
    // Two bytes with a 3.1.1 return code: the refusal of a server that knows 3.1.1 only.
    const refusedBy4 = reader.at === reader.end && reasonCode >= 1 && reasonCode <= 5;
    const is4 = reader.version === 4 || refusedBy4;
    checkReasonCode(reasonCode, is4 ? RETURN_CODES : REASONS, reader, '3.2.2-6', '3.2.2-8');
    checkSessionPresent(flags === 1, reasonCode);
    const properties: ConnackProperties | undefined = is4
      ? undefined
      : readProperties(reader, PROPERTIES);
    checkAuthentication(properties);
    return { type: 'connack', sessionPresent: flags === 1, reasonCode, properties };
  },

  measure(packet, writer) {
    const { version } = writer;
    const sessionPresent = checkBoolean(packet.sessionPresent, 'sessionPresent');
    const reasonCode = checkInteger(packet.reasonCode, 'reasonCode', 0, 255);
    checkReasonCode(
      reasonCode,
      version === 4 ? RETURN_CODES : REASONS,
      writer,
      '3.2.2-6',
      '3.2.2-8',
    );
    checkSessionPresent(sessionPresent, reasonCode);
    checkAuthentication(packet.properties);
    const size = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = size;
    return version === 4 ? 2 : 2 + varintSize(size) + size;
  },

  write(packet, writer, size) {
    writer.header(0x20, size);
    writer.byte(packet.sessionPresent ? 1 : 0);
    writer.byte(packet.reasonCode ?? 0);
    if (writer.version === 5) {
      writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    }
  },
};

function checkSessionPresent(sessionPresent: boolean, reasonCode: number): void {
  if (!sessionPresent || reasonCode === 0) return;
  throw new Fault('CONTRADICTION', 'sessionPresent with a refusal', '3.2.2-4', '3.2.2-6');
}

/** CONNACK (section 3.2): read and written. */

import { Fault } from '../errors.ts';
import type { ConnackPacket, ConnackProperties } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import { checkReasonCode, reasonCodeSet, reasonCodeToWrite } from '../reason-code-set.ts';
import { checkBoolean } from '../writer.ts';
import { checkAuthentication } from './connect.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('connack');
/** Section 3.2.2.2. */
const REASONS = reasonCodeSet([
  0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97,
  0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
]);
const RETURN_CODES = reasonCodeSet([0, 1, 2, 3, 4, 5]);

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

  write(packet, writer) {
    const { properties } = packet;
    const sessionPresent = checkBoolean(packet.sessionPresent, 'sessionPresent');
    writer.open(0x20, 0);
    writer.byte(sessionPresent ? 1 : 0);
    const set = writer.version === 5 ? REASONS : RETURN_CODES;
    const reasonCode = reasonCodeToWrite(packet.reasonCode, set, writer, '3.2.2-8');
    checkSessionPresent(sessionPresent, reasonCode);
    checkAuthentication(properties);
    writer.byte(reasonCode);
    writeProperties(writer, PROPERTIES, properties);
  },
};

function checkSessionPresent(sessionPresent: boolean, reasonCode: number): void {
  if (!sessionPresent || reasonCode === 0) return;
  throw new Fault('CONTRADICTION', 'sessionPresent with a refusal', '3.2.2-4', '3.2.2-6');
}

/** UNSUBACK (section 3.11): read, measured, written. In 3.1.1 it has no reason codes. */

import { Fault } from '../errors.ts';
import type { AckProperties, UnsubackPacket } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { reasonCodesOf } from '../reason-codes.ts';
import { checkList, checkPacketId, varintSize } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';
import { measureReasonCodes, readReasonCodes } from './suback.ts';

const PROPERTIES = propertySet('unsuback');
const REASONS = reasonCodesOf('unsuback');

export const unsuback: PacketCodec<UnsubackPacket> = {
  type: 'unsuback',

  read(reader) {
    const packetId = reader.packetId();
    const v5 = reader.version === 5;
    const properties: AckProperties | undefined = v5
      ? readProperties(reader, PROPERTIES)
      : undefined;
    const reasonCodes = v5 ? readReasonCodes(reader, REASONS, '3.11.3-2') : [];
    return { type: 'unsuback', packetId, reasonCodes, properties };
  },

  measure(packet, writer) {
    checkPacketId(packet.packetId);
    const propertiesSize = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = propertiesSize;
    if (writer.version === 5) {
      const codes = measureReasonCodes(packet.reasonCodes, REASONS, writer, '3.11.3-2');
      return 2 + varintSize(propertiesSize) + propertiesSize + codes;
    }
    if (checkList(packet.reasonCodes ?? [], 'reasonCodes').length > 0) {
      throw new Fault('REASON_CODE', 'reasonCodes must be empty in 3.1.1');
    }
    return 2;
  },

  write(packet, writer, size) {
    writer.header(0xb0, size);
    writer.uint16(packet.packetId);
    if (writer.version === 4) return;
    writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    for (const code of packet.reasonCodes) writer.byte(code);
  },
};

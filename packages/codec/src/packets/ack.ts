/** PUBACK, PUBREC, PUBREL and PUBCOMP (sections 3.4 to 3.7), one layout: read, measured, written. */

import type {
  AckProperties,
  PubackPacket,
  PubcompPacket,
  PubrecPacket,
  PubrelPacket,
} from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { checkReasonCode, reasonCodesOf, returnCodes } from '../reason-codes.ts';
import { checkInteger, checkPacketId, varintSize } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

type AckPacket = PubackPacket | PubrecPacket | PubrelPacket | PubcompPacket;

const PROPERTIES = propertySet('puback');
const RETURN_CODES = returnCodes([0]);

export const puback = ack<PubackPacket>('puback', 0x40, '3.4.2-1');
export const pubrec = ack<PubrecPacket>('pubrec', 0x50, '3.5.2-1');
export const pubrel = ack<PubrelPacket>('pubrel', 0x62, '3.6.2-1');
export const pubcomp = ack<PubcompPacket>('pubcomp', 0x70, '3.7.2-1');

function ack<P extends AckPacket>(
  type: P['type'],
  first: number,
  statement5: string,
): PacketCodec<P> {
  const reasons = reasonCodesOf(type);
  return {
    type,

    read(reader) {
      const packetId = reader.packetId();
      let reasonCode = 0;
      let properties: AckProperties | undefined;
      // Without properties the length is left out too, and with reason code 0 that as well (section 3.4.2.1).
      if (reader.at < reader.end && reader.version === 5) {
        reasonCode = reader.byte('reasonCode');
        checkReasonCode(reasonCode, reasons, reader, undefined, statement5);
        if (reader.at < reader.end) properties = readProperties(reader, PROPERTIES);
      }
      return { type, packetId, reasonCode, properties } as P;
    },

    measure(packet, writer) {
      checkPacketId(packet.packetId);
      const reasonCode = checkInteger(packet.reasonCode, 'reasonCode', 0, 255);
      const set = writer.version === 5 ? reasons : RETURN_CODES;
      checkReasonCode(reasonCode, set, writer, undefined, statement5);
      const size = measureProperties(writer, PROPERTIES, packet.properties);
      writer.propertiesSize = size;
      if (size > 0) return 3 + varintSize(size) + size;
      return reasonCode === 0 ? 2 : 3;
    },

    write(packet, writer, size) {
      writer.header(first, size);
      writer.uint16(packet.packetId);
      if (size > 2) writer.byte(packet.reasonCode ?? 0);
      if (size > 3) writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
    },
  };
}

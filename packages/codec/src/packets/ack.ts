/** PUBACK, PUBREC, PUBREL and PUBCOMP (sections 3.4 to 3.7), one layout: read and written. */

import type {
  AckProperties,
  PubackPacket,
  PubcompPacket,
  PubrecPacket,
  PubrelPacket,
} from '../packet.ts';
import { propertySet, readProperties, writeShortForm } from '../property-section.ts';
import {
  checkReasonCode,
  type ReasonCodeSet,
  reasonCodeSet,
  reasonCodeToWrite,
} from '../reason-code-set.ts';
import type { PacketCodec } from './packet-codec.ts';

type AckPacket = PubackPacket | PubrecPacket | PubrelPacket | PubcompPacket;

const PROPERTIES = propertySet('puback');
const RETURN_CODES = reasonCodeSet([0]);
/** Sections 3.4.2.1 and 3.5.2.1. */
const RECEIVED = reasonCodeSet([0x00, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99], [0x10]);
/** Sections 3.6.2.1 and 3.7.2.1. */
const RELEASED = reasonCodeSet([0x00, 0x92]);

export const puback = ack<PubackPacket>('puback', 0x40, RECEIVED, '3.4.2-1');
export const pubrec = ack<PubrecPacket>('pubrec', 0x50, RECEIVED, '3.5.2-1');
export const pubrel = ack<PubrelPacket>('pubrel', 0x62, RELEASED, '3.6.2-1');
export const pubcomp = ack<PubcompPacket>('pubcomp', 0x70, RELEASED, '3.7.2-1');

function ack<P extends AckPacket>(
  type: P['type'],
  first: number,
  reasons: ReasonCodeSet,
  statement5: string,
): PacketCodec<P> {
  return {
    type,

    read(reader) {
      const packetId = reader.packetId();
      let reasonCode = 0;
      let properties: AckProperties | undefined;
      // Without properties their length is left out too, and with reason code 0 that as well (section 3.4.2.1).
      if (reader.at < reader.end && reader.version === 5) {
        reasonCode = reader.byte('reasonCode');
        checkReasonCode(reasonCode, reasons, reader, undefined, statement5);
        if (reader.at < reader.end) properties = readProperties(reader, PROPERTIES);
      }
      return { type, packetId, reasonCode, properties } as P;
    },

    write(packet, writer) {
      writer.open(first, 0);
      writer.packetId(packet.packetId);
      const { reasonCode, properties } = packet;
      if (reasonCode === 0 && properties === undefined) return;
      const set = writer.version === 5 ? reasons : RETURN_CODES;
      const code = reasonCodeToWrite(reasonCode, set, writer, statement5);
      writeShortForm(writer, code, PROPERTIES, properties);
    },
  };
}

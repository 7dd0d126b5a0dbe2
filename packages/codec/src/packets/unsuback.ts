/** UNSUBACK (section 3.11): read and written. In 3.1.1 it has no reason codes. */

import { Fault } from '../errors.ts';
import type { AckProperties, UnsubackPacket } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import { reasonCodeSet } from '../reason-code-set.ts';
import { checkList } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';
import { readReasonCodes, writeReasonCodes } from './suback.ts';

const PROPERTIES = propertySet('unsuback');
/** Section 3.11.3. */
const REASONS = reasonCodeSet([0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91]);

export const unsuback: PacketCodec<UnsubackPacket> = {
  type: 'unsuback',

  read(reader) {
    const packetId = reader.packetId();
    const properties: AckProperties | undefined = readProperties(reader, PROPERTIES);
    const reasonCodes = reader.version === 5 ? readReasonCodes(reader, REASONS, '3.11.3-2') : [];
    return { type: 'unsuback', packetId, reasonCodes, properties };
  },

  write(packet, writer) {
    writer.open(0xb0, 0);
    writer.packetId(packet.packetId);
    writeProperties(writer, PROPERTIES, packet.properties);
    if (writer.version === 5) {
      writeReasonCodes(writer, packet.reasonCodes, REASONS, '3.11.3-2');
    } else if (checkList(packet.reasonCodes ?? [], 'reasonCodes').length > 0) {
      throw new Fault('REASON_CODE', 'reasonCodes must be empty in 3.1.1');
    }
  },
};

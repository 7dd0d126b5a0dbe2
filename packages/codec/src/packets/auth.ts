/** AUTH (section 3.15, MQTT 5 only): read and written. */

import { Fault } from '../errors.ts';
import type { AuthPacket, AuthProperties } from '../packet.ts';
import { propertySet, readProperties, writeProperties } from '../property-section.ts';
import { checkReasonCode, reasonCodeSet, reasonCodeToWrite } from '../reason-code-set.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('auth');
/** Section 3.15.2.1. */
const REASONS = reasonCodeSet([0x18], [0x00], [0x19]);

export const auth: PacketCodec<AuthPacket> = {
  type: 'auth',

  read(reader) {
    let reasonCode = 0;
    let properties: AuthProperties | undefined;
    // Only both together may be left out (section 3.15.2.1).
    if (reader.at < reader.end) {
      reasonCode = reader.byte('reasonCode');
      properties = readProperties(reader, PROPERTIES);
    }
    checkReasonCode(reasonCode, REASONS, reader, undefined, '3.15.2-1');
    checkMethod(reasonCode, properties);
    return { type: 'auth', reasonCode, properties };
  },

  write(packet, writer) {
    writer.open(0xf0, 0);
    const reasonCode = reasonCodeToWrite(packet.reasonCode, REASONS, writer, '3.15.2-1');
    const { place } = writer;
    writer.byte(reasonCode);
    const size = writeProperties(writer, PROPERTIES, packet.properties);
    checkMethod(reasonCode, size === 0 ? undefined : packet.properties);
    if (size === 0 && reasonCode === 0) writer.truncate(place);
  },
};

/** Section 3.15.2.2.2 makes a missing method a protocol error; 3.15.2.1 lets a bare success do without. */
function checkMethod(reasonCode: number, properties: AuthProperties | undefined): void {
  if (properties === undefined && reasonCode === 0) return;
  if (properties?.authenticationMethod !== undefined) return;
  throw new Fault('MISSING_FIELD', 'authenticationMethod is missing');
}

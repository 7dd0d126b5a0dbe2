/** AUTH (section 3.15, MQTT 5 only): read, measured, written. */

import { Fault } from '../errors.ts';
import type { AuthPacket, AuthProperties } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { checkReasonCode, reasonCodesOf } from '../reason-codes.ts';
import { checkInteger, varintSize } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('auth');
const REASONS = reasonCodesOf('auth');

export const auth: PacketCodec<AuthPacket> = {
  type: 'auth',

  read(reader) {
    let reasonCode = 0;
    let properties: AuthProperties | undefined;
    // Only both together may be left out (section 3.15.2.1).
    if (reader.at < reader.end) {
      reasonCode = reader.byte('reasonCode');
      checkReasonCode(reasonCode, REASONS, reader, undefined, '3.15.2-1');
      properties = readProperties(reader, PROPERTIES);
    }
    checkMethod(reasonCode, properties);
    return { type: 'auth', reasonCode, properties };
  },

  measure(packet, writer) {
    const reasonCode = checkInteger(packet.reasonCode, 'reasonCode', 0, 255);
    checkReasonCode(reasonCode, REASONS, writer, undefined, '3.15.2-1');
    const size = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = size;
    checkMethod(reasonCode, size === 0 ? undefined : packet.properties);
    return size === 0 && reasonCode === 0 ? 0 : 1 + varintSize(size) + size;
  },

  write(packet, writer, size) {
    writer.header(0xf0, size);
    if (size === 0) return;
    writer.byte(packet.reasonCode ?? 0);
    writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
  },
};

/** Section 3.15.2.2.2 makes a missing method a protocol error; 3.15.2.1 lets a bare success do without. */
function checkMethod(reasonCode: number, properties: AuthProperties | undefined): void {
  if (properties === undefined && reasonCode === 0) return;
  if (properties?.authenticationMethod !== undefined) return;
  throw new Fault('MISSING_FIELD', 'authenticationMethod is missing');
}

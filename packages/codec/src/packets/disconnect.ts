/** DISCONNECT (section 3.14): read, measured, written. */

import { Fault } from '../errors.ts';
import type { DisconnectPacket, DisconnectProperties } from '../packet.ts';
import {
  measureProperties,
  propertySet,
  readProperties,
  writeProperties,
} from '../property-section.ts';
import { checkReasonCode, reasonCodesOf, returnCodes } from '../reason-codes.ts';
import { checkInteger, varintSize } from '../writer.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('disconnect');
const REASONS = reasonCodesOf('disconnect');
const RETURN_CODES = returnCodes([0]);

/** senderBits of a server that is known to be one. */
const SERVER_ONLY = 2;

export const disconnect: PacketCodec<DisconnectPacket> = {
  type: 'disconnect',

  read(reader) {
    let reasonCode = 0;
    let properties: DisconnectProperties | undefined;
    // Both are left out where they say nothing (sections 3.14.2.1, 3.14.2.2.1).
    if (reader.at < reader.end && reader.version === 5) {
      reasonCode = reader.byte('reasonCode');
      checkReasonCode(reasonCode, REASONS, reader, undefined, '3.14.2-1');
      if (reader.at < reader.end) properties = readProperties(reader, PROPERTIES);
      checkExpiry(properties, reader.senders);
    }
    return { type: 'disconnect', reasonCode, properties };
  },

  measure(packet, writer) {
    const reasonCode = checkInteger(packet.reasonCode, 'reasonCode', 0, 255);
    const set = writer.version === 5 ? REASONS : RETURN_CODES;
    checkReasonCode(reasonCode, set, writer, undefined, '3.14.2-1');
    checkExpiry(packet.properties, writer.senders);
    const size = measureProperties(writer, PROPERTIES, packet.properties);
    writer.propertiesSize = size;
    if (size > 0) return 1 + varintSize(size) + size;
    return reasonCode === 0 ? 0 : 1;
  },

  write(packet, writer, size) {
    writer.header(0xe0, size);
    if (size > 0) writer.byte(packet.reasonCode ?? 0);
    if (size > 1) writeProperties(writer, PROPERTIES, packet.properties, writer.propertiesSize);
  },
};

function checkExpiry(properties: DisconnectProperties | undefined, senders: number): void {
  if (properties?.sessionExpiryInterval === undefined || senders !== SERVER_ONLY) return;
  throw new Fault(
    'CONTRADICTION',
    'sessionExpiryInterval must not come from a server',
    undefined,
    '3.14.2-2',
  );
}

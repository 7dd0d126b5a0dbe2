/** DISCONNECT (section 3.14): read and written. */

import { Fault } from '../errors.ts';
import type { DisconnectPacket, DisconnectProperties } from '../packet.ts';
import { propertySet, readProperties, writeShortForm } from '../property-section.ts';
import { checkReasonCode, reasonCodeSet, reasonCodeToWrite } from '../reason-code-set.ts';
import type { PacketCodec } from './packet-codec.ts';

const PROPERTIES = propertySet('disconnect');
/** Section 3.14.2.1; 0x8c is from section 2.4. */
const REASONS = reasonCodeSet(
  [0x00, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99],
  [0x87, 0x89, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2],
  [0x04],
);
const RETURN_CODES = reasonCodeSet([0]);

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

  write(packet, writer) {
    const { properties } = packet;
    writer.open(0xe0, 0);
    const set = writer.version === 5 ? REASONS : RETURN_CODES;
    const reasonCode = reasonCodeToWrite(packet.reasonCode, set, writer, '3.14.2-1');
    checkExpiry(properties, writer.senders);
    writeShortForm(writer, reasonCode, PROPERTIES, properties);
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

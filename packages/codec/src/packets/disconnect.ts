/** DISCONNECT (section 3.14): read and written. */

import { Fault } from '../errors.ts';
import type { DisconnectPacket, DisconnectProperties } from '../packet.ts';
import { propertySet, readProperties, writeShortForm } from '../property-section.ts';
import { checkReasonCode, reasonCodesOf, reasonCodeToWrite, returnCodes } from '../reason-codes.ts';
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

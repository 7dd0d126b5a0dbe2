/** CONNACK (section 3.2). */

import { bit } from '../cursor.ts';
import { fault } from '../errors.ts';
import type { ConnackPacket } from '../packet.ts';
import { propertySet } from '../property-section.ts';
import { reasonCodes } from '../reason-code-set.ts';
import type { Layout } from './codec.ts';
import { checkAuthentication } from './connect.ts';

const PROPERTIES = propertySet('connack');
/** Sections 3.2.2.2 of 5.0 and 3.2.2.3 of 3.1.1. */
const checkCode = reasonCodes(
  {
    both: [
      0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95,
      0x97, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
    ],
    v4: [0, 1, 2, 3, 4, 5],
  },
  '3.2.2-8',
  '3.2.2-6',
);

export const connack: Layout<ConnackPacket> = (io, given) => {
  const flags = io.uint(bit(given.sessionPresent, 'sessionPresent', 1), 'acknowledge flags', 1);
  if (flags > 1) throw fault('RESERVED_BITS', 'acknowledge flags', '3.2.2-1', '');
  const reasonCode = io.uint(given.reasonCode ?? 0, 'reasonCode', 1);
  // Two bytes with a 3.1.1 return code: the refusal of a server that knows 3.1.1 only.
  const refusedBy4 = io.at === io.end && reasonCode > 0 && reasonCode < 6;
  checkCode(io, reasonCode, refusedBy4 || io.version === 4);
  if (flags === 1 && reasonCode > 0) {
    throw fault('CONTRADICTION', 'sessionPresent with a refusal', '3.2.2-6', '3.2.2-4');
  }
  const properties = refusedBy4 ? undefined : io.properties(given.properties, PROPERTIES);
  checkAuthentication(properties);
  return { type: 'connack', sessionPresent: flags === 1, reasonCode, properties };
};

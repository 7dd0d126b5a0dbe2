/** What the first byte alone decides (section 2.1): the packet's codec, if it may come now, from this side. */

import type { Cursor } from './cursor.ts';
import { fault } from './errors.ts';
import type { Codec } from './packets/codec.ts';
import { checkFlags } from './packets/publish.ts';

/** Returns the codec; refuses one that this version and side do not have, and flags that it does not have. */
export function checkFirstByte(
  io: Cursor,
  codec: Codec | undefined,
  first: number | undefined,
  type: unknown,
): Codec {
  const senders = codec?.senders[io.version || 5];
  if (!codec || !senders) throw fault('PACKET_TYPE', `type ${type} does not exist`);
  if (!io.version && codec.type !== 'connect') {
    throw fault('UNEXPECTED_PACKET', 'before CONNECT', '3.1.0-1');
  }
  if (codec.type === 'publish') checkFlags(first as number);
  else if (codec.first !== first) {
    throw fault('HEADER_FLAGS', `must be ${codec.first & 15}`, '2.1.3-1', '2.2.2-2');
  }
  if (!(senders & io.senders)) throw fault('UNEXPECTED_PACKET', 'from this side');
  return codec;
}

/** The options that encoder and decoder share, checked once when one is made. */

import { CodecError } from './errors.ts';
import { LARGEST_PACKET } from './fixed-header.ts';
import type { ProtocolVersion, Sender } from './packet.ts';
import { senderMask } from './packet-types.ts';

export function checkVersion(version: ProtocolVersion): ProtocolVersion {
  if (version === 4 || version === 5) return version;
  throw new CodecError('INVALID_OPTION', `version must be 4 or 5, got ${String(version)}`);
}

/** The side that sends, as bits. */
export function checkFrom(from: Sender | undefined): number {
  if (from === undefined || from === 'client' || from === 'server') return senderMask(from);
  throw new CodecError('INVALID_OPTION', "from must be 'client' or 'server'");
}

/** The limit in bytes; without one the largest packet that MQTT can express. */
export function checkMaxPacketSize(size: number | undefined): number {
  if (size === undefined) return LARGEST_PACKET;
  if (Number.isInteger(size) && size >= 2) return size;
  throw new CodecError('INVALID_OPTION', `maxPacketSize must be an integer from 2, got ${size}`);
}

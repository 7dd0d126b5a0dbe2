/** One packet at a time: its bytes, its size. */

import { Encoder } from './encoder.ts';
import type { Packet, ProtocolVersion, Sender } from './packet.ts';

export interface EncodeOptions {
  /** The side that sends; refuses what it may not send. Default: no check. */
  readonly from?: Sender | undefined;
}

/** One for each version and side, empty between calls. They remember the last topic, which no outcome depends on. */
const ENCODERS = new Map<string, Encoder>();

/**
 * Encodes one packet into a buffer of its own.
 * @throws CodecError for a packet that may not be sent
 */
export function encode(
  packet: Packet,
  version: ProtocolVersion,
  { from }: EncodeOptions = {},
): Uint8Array {
  const encoder = encoderFor(version, from, Number.POSITIVE_INFINITY);
  encoder.write(packet);
  const bytes = encoder.take();
  return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/**
 * The encoded size of a packet, header included; the payload is not touched.
 * @throws CodecError for a packet that may not be sent
 */
export function packetSize(packet: Packet, version: ProtocolVersion): number {
  const encoder = encoderFor(version, undefined, 0);
  encoder.write(packet);
  const { size } = encoder;
  encoder.takeChunks();
  return size;
}

function encoderFor(
  version: ProtocolVersion,
  from: Sender | undefined,
  referencePayloadsFrom: number,
): Encoder {
  const key = `${version} ${from} ${referencePayloadsFrom}`;
  let encoder = ENCODERS.get(key);
  if (encoder === undefined) {
    encoder = new Encoder({ version, from, referencePayloadsFrom });
    ENCODERS.set(key, encoder);
  }
  return encoder;
}

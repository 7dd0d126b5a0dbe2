/** One packet into bytes: what the streaming encoder and the one-shot functions share. */

import { CodecError, Fault } from './errors.ts';
import { LARGEST_PACKET } from './fixed-header.ts';
import { checkFrom, checkVersion } from './options.ts';
import type { Packet, ProtocolVersion, Sender } from './packet.ts';
import { CODEC_OF, type Codec } from './packets/index.ts';
import { NO_BYTES } from './reader.ts';
import { Writer } from './writer.ts';

export interface EncodeOptions {
  /** The side that sends; refuses what it may not send. Default: no check. */
  readonly from?: Sender | undefined;
}

/** Scratch memory up to this size is kept for the next packet. */
const SCRATCH = 65_536;

/** One for each version and side. They remember the last topic, which no outcome depends on. */
const WRITERS = new Map<number, Writer>();

/**
 * Encodes one packet into a buffer of its own.
 * @throws CodecError for a packet that may not be sent
 */
export function encode(
  packet: Packet,
  version: ProtocolVersion,
  options: EncodeOptions = {},
): Uint8Array {
  const writer = writerFor(version, options.from, Number.POSITIVE_INFINITY);
  const size = writeAlone(packet, writer);
  const bytes = writer.bytes.slice(0, size);
  if (writer.bytes.length > SCRATCH) writer.bytes = NO_BYTES;
  return bytes;
}

/**
 * The encoded size of a packet, header included; the payload is not touched.
 * @throws CodecError for a packet that may not be sent
 */
export function packetSize(packet: Packet, version: ProtocolVersion): number {
  return writeAlone(packet, writerFor(version, undefined, 0));
}

/** Writes at the beginning of the scratch memory, and returns the size. */
function writeAlone(packet: Packet, writer: Writer): number {
  writer.start = 0;
  writer.end = 0;
  writePacket(packet, codecFor(packet, writer), writer);
  const size = writer.end + (writer.passed?.length ?? 0);
  writer.passed = undefined;
  return size;
}

function writerFor(version: ProtocolVersion, from: Sender | undefined, passFrom: number): Writer {
  const senders = checkFrom(from);
  const key = checkVersion(version) * 8 + senders * 2 + (passFrom === 0 ? 1 : 0);
  let writer = WRITERS.get(key);
  if (writer === undefined) {
    writer = new Writer(version, senders, LARGEST_PACKET, passFrom);
    WRITERS.set(key, writer);
  }
  return writer;
}

/** The codec of the packet's type, if this side may send it in this version. */
export function codecFor(packet: Packet, writer: Writer): Codec {
  const codec = CODEC_OF.get(packet?.type);
  if (codec === undefined) throw unknownType(packet);
  const { version } = writer;
  const senders = version === 5 ? codec.senders5 : codec.senders4;
  if ((senders & writer.senders) !== 0) return codec;
  throw senders === 0
    ? new Fault('PACKET_TYPE', 'does not exist in 3.1.1').toError(version, codec.type)
    : new Fault('UNEXPECTED_PACKET', 'must not come from this side').toError(version, codec.type);
}

/** Writes one packet, or nothing if it may not be sent. */
export function writePacket(packet: Packet, codec: Codec, writer: Writer): void {
  try {
    codec.write(packet, writer);
    writer.close();
  } catch (error) {
    writer.passed = undefined;
    throw error instanceof Fault ? error.toError(writer.version, codec.type) : error;
  }
}

function unknownType(packet: unknown): CodecError {
  const type = typeof packet === 'object' && packet !== null && 'type' in packet && packet.type;
  return typeof type === 'string'
    ? new CodecError('PACKET_TYPE', `packet type ${JSON.stringify(type)} does not exist`)
    : new CodecError('INVALID_TYPE', 'packet must be an object with a type');
}

/** One packet into bytes: the steps that the streaming encoder and the one-shot function share. */

import { CodecError, Fault } from './errors.ts';
import { headerSize, LARGEST_PACKET, tooLarge } from './fixed-header.ts';
import { checkFrom, checkVersion } from './options.ts';
import type { Packet, ProtocolVersion, Sender } from './packet.ts';
import { CODEC_OF, type Codec } from './packets/index.ts';
import { NO_BYTES } from './reader.ts';
import { varintSize, Writer } from './writer.ts';

export interface EncodeOptions {
  /** The side that sends; refuses what it may not send. Default: no check. */
  readonly from?: Sender | undefined;
}

/** One for each version and side: it remembers nothing that an outcome depends on. */
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
  const writer = writerFor(version, options.from);
  const codec = codecFor(packet, writer);
  const size = measurePacket(codec, packet, writer, LARGEST_PACKET);
  const bytes = new Uint8Array(size);
  writer.bytes = bytes;
  writer.at = 0;
  writePacket(codec, packet, writer, size);
  writer.bytes = NO_BYTES;
  return bytes;
}

/**
 * The encoded size of a packet, header included, without encoding it.
 * @throws CodecError for a packet that may not be sent
 */
export function packetSize(packet: Packet, version: ProtocolVersion): number {
  const writer = writerFor(version, undefined);
  return measurePacket(codecFor(packet, writer), packet, writer, LARGEST_PACKET);
}

function writerFor(version: ProtocolVersion, from: Sender | undefined): Writer {
  const senders = checkFrom(from);
  const key = checkVersion(version) * 4 + senders;
  let writer = WRITERS.get(key);
  if (writer === undefined) {
    writer = new Writer(version, senders, Number.POSITIVE_INFINITY);
    WRITERS.set(key, writer);
  }
  return writer;
}

/** The codec of the packet's type, if this side may send it in this version. */
export function codecFor(packet: Packet, writer: Writer): Codec {
  const codec = CODEC_OF.get(packet?.type);
  if (codec === undefined) throw unknownType(packet);
  const senders = writer.version === 5 ? codec.senders5 : codec.senders4;
  if ((senders & writer.senders) !== 0) return codec;
  const { version } = writer;
  throw version === 4 && codec.type === 'auth'
    ? new Fault('PACKET_TYPE', 'does not exist in 3.1.1').toError(version, codec.type)
    : new Fault('UNEXPECTED_PACKET', 'must not come from this side').toError(version, codec.type);
}

/** Checks the packet and returns its size, header included. */
export function measurePacket(codec: Codec, packet: Packet, writer: Writer, limit: number): number {
  try {
    const length = codec.measure(packet, writer);
    const size = 1 + varintSize(length) + length;
    if (size > limit || size > LARGEST_PACKET)
      throw tooLarge(size, Math.min(limit, LARGEST_PACKET));
    return size;
  } catch (error) {
    throw error instanceof Fault ? error.toError(writer.version, codec.type) : error;
  }
}

/** Writes the measured packet at writer.at; the caller has made room. */
export function writePacket(codec: Codec, packet: Packet, writer: Writer, size: number): void {
  const end = writer.at + size;
  codec.write(packet, writer, size - headerSize(size));
  if (writer.at + (writer.passed?.length ?? 0) === end) return;
  writer.passed = undefined;
  throw new CodecError('INVALID_TYPE', 'the packet changed while it was written', {
    packetType: codec.type,
  });
}

function unknownType(packet: unknown): CodecError {
  const type = typeof packet === 'object' && packet !== null && 'type' in packet && packet.type;
  return typeof type === 'string'
    ? new CodecError('PACKET_TYPE', `packet type ${JSON.stringify(type)} does not exist`)
    : new CodecError('INVALID_TYPE', 'packet must be an object with a type');
}

/** Packets in, bytes out: many packets into one growing slab, without an allocation for each. */

import { codecFor, type EncodeOptions, measurePacket, writePacket } from './encode.ts';
import { checkFrom, checkMaxPacketSize, checkVersion } from './options.ts';
import type { Packet, ProtocolVersion } from './packet.ts';
import { NO_BYTES } from './reader.ts';
import { Writer } from './writer.ts';

export interface EncoderOptions extends EncodeOptions {
  /** 4 is MQTT 3.1.1, 5 is MQTT 5.0. */
  readonly version: ProtocolVersion;
  /** Bytes of a whole packet, header included, from 2: what the other side accepts. Default: no limit. */
  readonly maxPacketSize?: number | undefined;
  /**
   * Payloads of at least this many bytes are kept by reference until they are taken, and must not change before that;
   * smaller ones are copied at once. Default: 16,384. `Infinity` copies all.
   */
  readonly referencePayloadsFrom?: number | undefined;
}

const REFERENCE_FROM = 16_384;
const FIRST_SLAB = 1024;
const LARGEST_SLAB = 65_536;

export class Encoder {
  readonly #writer: Writer;
  readonly #maxPacketSize: number;
  #slab: Uint8Array = NO_BYTES;
  /** #slab[#start, #end) is written and not taken. */
  #start = 0;
  #end = 0;
  /** What stands before that: finished pieces of the slab, and payloads by reference. */
  #chunks: Uint8Array[] = [];
  #size = 0;

  /** @throws CodecError INVALID_OPTION */
  constructor(options: EncoderOptions) {
    const { version, from, referencePayloadsFrom = REFERENCE_FROM } = options;
    this.#writer = new Writer(checkVersion(version), checkFrom(from), referencePayloadsFrom);
    this.#maxPacketSize = checkMaxPacketSize(options.maxPacketSize);
  }

  /** Bytes written since the last take. */
  get size(): number {
    return this.#size;
  }

  /**
   * Encodes one packet behind what was written before.
   * @throws CodecError for a packet that may not be sent; nothing of it is written
   */
  write(packet: Packet): void {
    const writer = this.#writer;
    const codec = codecFor(packet, writer);
    const size = measurePacket(codec, packet, writer, this.#maxPacketSize);
    const room = size - referencedSize(packet, writer);
    if (this.#end + room > this.#slab.length) this.#grow(room);
    writer.bytes = this.#slab;
    writer.at = this.#end;
    writePacket(codec, packet, writer, size);
    this.#end = writer.at;
    this.#size += size;
    if (writer.passed !== undefined) this.#reference(writer);
  }

  /**
   * Everything written since the last take, in one piece; empty if that is nothing. It is the caller's: no later write
   * touches it.
   */
  take(): Uint8Array {
    if (this.#chunks.length === 0) {
      this.#size = 0;
      return this.#cut();
    }
    const chunks = this.takeChunks();
    let size = 0;
    for (const chunk of chunks) size += chunk.length;
    const joined = new Uint8Array(size);
    let at = 0;
    for (const chunk of chunks) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }

  /** The same in several pieces: large payloads are not copied but stand among them as they were given. */
  takeChunks(): Uint8Array[] {
    const chunks = this.#chunks;
    this.#size = 0;
    if (this.#end > this.#start) chunks.push(this.#cut());
    if (chunks.length > 0) this.#chunks = [];
    return chunks;
  }

  #reference(writer: Writer): void {
    this.#chunks.push(this.#cut(), writer.passed as Uint8Array);
    writer.passed = undefined;
  }

  /** The written part of the slab, which is not ours any more. */
  #cut(): Uint8Array {
    const start = this.#start;
    if (start === this.#end) return NO_BYTES;
    const slab = this.#slab;
    this.#start = this.#end;
    return new Uint8Array(slab.buffer, slab.byteOffset + start, this.#end - start);
  }

  /** A new slab with what is not taken; the old one belongs to those who took from it. */
  #grow(room: number): void {
    const kept = this.#end - this.#start;
    const doubled = Math.min(LARGEST_SLAB, Math.max(FIRST_SLAB, this.#slab.length * 2));
    const slab = new Uint8Array(Math.max(doubled, (kept + room) * (kept > 0 ? 2 : 1)));
    slab.set(this.#slab.subarray(this.#start, this.#end));
    this.#slab = slab;
    this.#start = 0;
    this.#end = kept;
  }
}

/** The part of a packet that needs no room in the slab. */
function referencedSize(packet: Packet, writer: Writer): number {
  if (packet.type !== 'publish' || packet.payload === undefined) return 0;
  const { length } = packet.payload;
  return length >= writer.passFrom ? length : 0;
}

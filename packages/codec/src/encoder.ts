/** Packets in, bytes out: many packets into one growing slab, without an allocation for each. */

import type { EncodeOptions } from './encode.ts';
import { Fault } from './errors.ts';
import { checkFirstByte } from './first-byte.ts';
import type { Packet, ProtocolVersion } from './packet.ts';
import type { Codec } from './packets/codec.ts';
import { CODEC_OF } from './packets/index.ts';
import { wrongType } from './utf8.ts';
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

export class Encoder {
  readonly #writer: Writer;
  /** The codec of the last packet, which is often that of the next. */
  #codec: Codec | undefined = undefined;
  /** What stands before the writer's slab: finished pieces of it, and payloads by reference. */
  #chunks: Uint8Array[] = [];
  #chunksSize = 0;

  /** @throws CodecError INVALID_OPTION */
  constructor(options: EncoderOptions) {
    this.#writer = new Writer(options);
    this.#writer.passFrom = options.referencePayloadsFrom ?? REFERENCE_FROM;
  }

  /** Bytes written since the last take: when to take early is the caller's decision. */
  get size(): number {
    return this.#chunksSize + this.#writer.end - this.#writer.start;
  }

  /**
   * Encodes one packet behind what was written before.
   * @throws CodecError for a packet that may not be sent; nothing of it is written
   */
  write(packet: Packet): void {
    const writer = this.#writer;
    let codec = this.#codec;
    try {
      const type: unknown = packet?.type;
      if (codec === undefined || codec.type !== type) {
        if (typeof type !== 'string') throw wrongType('packet.type', 'a string');
        codec = CODEC_OF.get(type);
        this.#codec = checkFirstByte(writer, codec, codec?.first, type);
        codec = this.#codec;
      }
      // A PUBLISH knows its first byte, and better how long it will be.
      if (codec.type !== 'publish') writer.open(codec.first, 1);
      codec.write(writer, packet);
      writer.close();
    } catch (error) {
      throw error instanceof Fault ? error.toError(writer.version, codec?.type) : error;
    }
    if (writer.payload.length > 0) this.#reference(writer.payload);
  }

  /**
   * Everything written since the last take, in one piece; empty if that is nothing. It is the caller's: no later write
   * touches it.
   */
  take(): Uint8Array {
    if (this.#chunks.length === 0) return this.#writer.cut();
    const joined = new Uint8Array(this.size);
    let at = 0;
    for (const chunk of this.takeChunks()) {
      joined.set(chunk, at);
      at += chunk.length;
    }
    return joined;
  }

  /** The same in several pieces: large payloads are not copied but stand among them as they were given. */
  takeChunks(): Uint8Array[] {
    const chunks = this.#chunks;
    const last = this.#writer.cut();
    if (last.length > 0) chunks.push(last);
    this.#chunks = [];
    this.#chunksSize = 0;
    return chunks;
  }

  /**
   * Nobody needs any more what was taken so far, a sent batch for example: its memory serves the next ones. Payloads that
   * stood among the chunks as they were given stay as they are.
   */
  recycle(): void {
    this.#writer.recycle();
  }

  /** Lets go of the memory that is kept for the next batches. */
  trim(): void {
    this.#writer.trim();
  }

  #reference(payload: Uint8Array): void {
    const before = this.#writer.cut();
    this.#chunks.push(before, payload);
    this.#chunksSize += before.length + payload.length;
  }
}

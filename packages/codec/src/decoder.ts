/** Bytes in, packets out: cuts a stream into packets, whatever the chunks, and reads each in one pass. */

import { checkOption, NO_BYTES } from './cursor.ts';
import { CodecError, Fault, fault } from './errors.ts';
import { checkFirstByte } from './first-byte.ts';
import type { Packet, ProtocolVersion, Sender } from './packet.ts';
import type { Codec } from './packets/codec.ts';
import { CODECS } from './packets/index.ts';
import { NOTHING, notMinimal, Reader } from './reader.ts';
import { Tail } from './tail.ts';
import { isBytes } from './writer.ts';

type Visit = (packet: Packet) => void;

export interface DecoderOptions {
  /** 4 is MQTT 3.1.1, 5 is MQTT 5.0. Default: what the CONNECT says that must come first. */
  readonly version?: ProtocolVersion | undefined;
  /** Bytes of a whole packet, header included, from 2. A larger one is refused at its header. Default: no limit. */
  readonly maxPacketSize?: number | undefined;
  /** The side whose packets these are; refuses what that side may not send. Default: no check. */
  readonly from?: Sender | undefined;
}

export class Decoder {
  readonly #reader: Reader;
  /** The first byte of the last packet, and its codec: the same one needs no second look. */
  #first = -1;
  #codec: Codec | undefined = undefined;
  /** A packet in pieces. */
  readonly #tail: Tail = new Tail();
  #failure: CodecError | undefined = undefined;
  #busy = false;

  /** @throws CodecError INVALID_OPTION */
  constructor(options: DecoderOptions = {}) {
    const { version, from, maxPacketSize } = options;
    checkOption(version !== undefined || from !== 'server', 'version', "given if from is 'server'");
    this.#reader = new Reader({ version: version ?? 5, from, maxPacketSize });
    if (version === undefined) this.#reader.version = 0;
  }

  /** 4 or 5; `undefined` while it waits for a CONNECT that says it. */
  get version(): ProtocolVersion | undefined {
    return this.#reader.version || undefined;
  }

  /**
   * Takes the next bytes of the stream and returns the packets that are whole now. Payloads and binary data are views
   * of `chunk`, which must not change as long as they are in use.
   * @throws CodecError for a stream that breaks the specification; `packets` holds the whole packets before the fault,
   * and every later push throws the same error
   */
  push(chunk: Uint8Array): Packet[];
  /** Calls `visit` with each packet instead of collecting them. */
  push(chunk: Uint8Array, visit: (packet: Packet) => void): void;
  push(chunk: Uint8Array, visit?: Visit): Packet[] | undefined {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#busy) throw new CodecError('REENTRANT', 'push from its own visitor');
    if (!isBytes(chunk)) throw new CodecError('INVALID_TYPE', 'chunk must be a Uint8Array');
    const packets: Packet[] | undefined = visit === undefined ? [] : undefined;
    const reader = this.#reader;
    this.#busy = true;
    try {
      this.#feed(chunk, visit ?? ((packet) => void packets?.push(packet)));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.#failure = error.toError(reader.version, this.#codec?.type, packets);
      throw this.#failure;
    } finally {
      reader.bytes = NO_BYTES;
      this.#busy = false;
    }
    return packets;
  }

  /** One chunk: first what completes the packet in pieces, then the packets in the chunk itself. */
  #feed(chunk: Uint8Array, visit: Visit): void {
    const reader = this.#reader;
    const tail = this.#tail;
    const { length } = chunk;
    let at = 0;
    try {
      while (tail.size > 0) {
        const from = at;
        at = Math.min(length, at + Math.max(0, tail.wanted - tail.size));
        tail.append(chunk, from, at);
        if (tail.size < tail.wanted) return;
        tail.start = this.#walk(tail.bytes, tail.start, tail.end, visit);
      }
      at = this.#walk(chunk, at, length, visit);
    } catch (error) {
      // The visitor's error: what comes after the packet that it was given waits for the next push.
      if (!(error instanceof Fault)) {
        if (reader.bytes === chunk) at = reader.end;
        else tail.start = reader.end;
        tail.wanted = 0;
        tail.append(chunk, at, length);
      }
      throw error;
    }
    tail.append(chunk, at, length);
  }

  /** Reads the whole packets in bytes[start, end) and returns where the first incomplete one begins. */
  #walk(bytes: Uint8Array, start: number, end: number, visit: Visit): number {
    const reader = this.#reader;
    reader.bytes = bytes;
    let at = start;
    while (at < end) {
      const first = bytes[at] as number;
      if (first !== this.#first) this.#begin(first);
      const codec = this.#codec as Codec;
      // The size of the packet; one byte more than there are, as long as its header is not whole.
      let size = 0;
      let length = 0;
      for (let i = 1; size === 0; i++) {
        const byte = bytes[at + i] as number;
        length |= (byte & 0x7f) << (7 * i - 7);
        if (at + i === end) size = end - at + 1;
        else if (byte < 0x80) {
          if (byte === 0 && i > 1) throw notMinimal('remaining length');
          size = length + 1 + i;
          reader.at = at + 1 + i;
          reader.checkSize(size);
          if (size > (codec.largest[reader.version || 5] as number)) throw trailingBytes();
        } else if (i === 4) throw notMinimal('remaining length');
      }
      if (at + size > end) {
        this.#tail.wanted = size;
        break;
      }
      at += size;
      reader.end = at;
      const packet = codec.read(reader, NOTHING, first);
      if (reader.at < at) throw trailingBytes();
      visit(packet);
    }
    return at;
  }

  #begin(first: number): void {
    this.#codec = CODECS[(first >> 4) - 1];
    checkFirstByte(this.#reader, this.#codec, first, first >> 4);
    this.#first = first;
  }
}

function trailingBytes(): Fault {
  return fault('TRAILING_BYTES', 'behind the last field');
}

/** Bytes in, packets out: cuts a stream into packets, whatever the chunks, and reads each in one pass. */

import { CodecError, Fault } from './errors.ts';
import {
  findFirstByteFault,
  type HeaderRules,
  headerRules,
  headerSize,
  packetSizeAt,
  tooLarge,
  typeOf,
} from './fixed-header.ts';
import { checkFrom, checkMaxPacketSize, checkVersion } from './options.ts';
import type { Packet, ProtocolVersion, Sender } from './packet.ts';
import { CODECS, type Codec } from './packets/index.ts';
import { NO_BYTES, Reader } from './reader.ts';
import { Tail } from './tail.ts';
import { isBytes } from './writer.ts';

type Visit = (packet: Packet) => void;

/** The first byte of a CONNECT. */
const CONNECT = 0x10;

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
  readonly #maxPacketSize: number;
  #rules: HeaderRules;
  /** The first byte of the packet that is being read. */
  #first = 0;
  #tail: Tail | undefined = undefined;
  /** The size of the packet in #tail; 0 while its header is not whole. */
  #tailSize = 0;
  /** What a throwing visitor left of a chunk. */
  #rest: Uint8Array | undefined = undefined;
  #failure: CodecError | undefined = undefined;
  #busy = false;

  /** @throws CodecError INVALID_OPTION */
  constructor(options: DecoderOptions = {}) {
    const { version, from } = options;
    if (version !== undefined) checkVersion(version);
    else if (from === 'server') {
      throw new CodecError('INVALID_OPTION', "from: 'server' needs a version");
    }
    this.#reader = new Reader(version, checkFrom(from));
    this.#maxPacketSize = checkMaxPacketSize(options.maxPacketSize);
    this.#rules = headerRules(version, this.#reader.senders);
  }

  /** 4 or 5; `undefined` while it waits for a CONNECT that says it. */
  get version(): ProtocolVersion | undefined {
    return this.#reader.versionKnown ? this.#reader.version : undefined;
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
    if (this.#busy) throw new CodecError('REENTRANT', 'push must not be called by its visitor');
    if (!isBytes(chunk)) throw new CodecError('INVALID_TYPE', 'chunk must be a Uint8Array');
    const packets: Packet[] | undefined = visit === undefined ? [] : undefined;
    this.#busy = true;
    try {
      this.#feed(this.#withRest(chunk), visit, packets);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      throw this.#fail(error, packets);
    } finally {
      this.#reader.bytes = NO_BYTES;
      this.#busy = false;
    }
    return packets;
  }

  /** One chunk: first what completes the packet in pieces, then the packets in the chunk itself. */
  #feed(chunk: Uint8Array, visit: Visit | undefined, packets: Packet[] | undefined): void {
    let at = 0;
    let own = false;
    try {
      const tail = this.#tail;
      if (tail !== undefined && tail.size > 0) {
        at = this.#complete(tail, chunk);
        if (tail.size < this.#tailSize || this.#tailSize === 0) return;
        const { bytes, start, end } = tail;
        tail.finish();
        this.#tailSize = 0;
        this.#walk(bytes, start, end, visit, packets);
      }
      own = true;
      at = this.#walk(chunk, at, chunk.length, visit, packets);
      if (at < chunk.length) this.#keep(chunk, at);
    } catch (error) {
      // The visitor's error: what comes after the packet that it was given waits for the next push.
      if (!(error instanceof Fault)) this.#rest = chunk.subarray(own ? this.#reader.end : at);
      throw error;
    }
  }

  /** Reads the whole packets in bytes[start, end) and returns where the first incomplete one begins. */
  #walk(
    bytes: Uint8Array,
    start: number,
    end: number,
    visit: Visit | undefined,
    packets: Packet[] | undefined,
  ): number {
    const reader = this.#reader;
    let at = start;
    reader.bytes = bytes;
    while (at < end) {
      const size = this.#sizeAt(bytes, at, end);
      if (size === 0 || at + size > end) break;
      const first = bytes[at] as number;
      reader.at = at + headerSize(size);
      at += size;
      reader.end = at;
      const packet = (CODECS[first >> 4] as Codec).read(reader, first);
      if (reader.at !== at) throw trailingBytes();
      if (first === CONNECT) this.#adoptVersion();
      if (visit !== undefined) visit(packet);
      else (packets as Packet[]).push(packet);
    }
    return at;
  }

  /** The size of the packet that begins at `at`; 0 if its header is not whole. Refuses what the header can tell. */
  #sizeAt(bytes: Uint8Array, at: number, end: number): number {
    const first = bytes[at] as number;
    this.#first = first;
    const { allowed, largest } = this.#rules;
    if (allowed[first] === 0) throw this.#headerFault(first);
    const size = packetSizeAt(bytes, at, end);
    if (size > (largest[first >> 4] as number) || size > this.#maxPacketSize) {
      throw this.#sizeFault(size);
    }
    return size;
  }

  /** Takes from the chunk what the packet in pieces lacks, its header first; returns how much that was. */
  #complete(tail: Tail, chunk: Uint8Array): number {
    let at = 0;
    while (this.#tailSize === 0) {
      if (at === chunk.length) return at;
      tail.append(chunk, at, ++at, 0);
      this.#tailSize = this.#sizeAt(tail.bytes, tail.start, tail.end);
    }
    const to = Math.min(chunk.length, at + this.#tailSize - tail.size);
    if (to > at) tail.append(chunk, at, to, this.#tailSize);
    return to;
  }

  /** Puts the beginning of an incomplete packet aside. */
  #keep(chunk: Uint8Array, at: number): void {
    this.#tail ??= new Tail();
    this.#tailSize = this.#sizeAt(chunk, at, chunk.length);
    this.#tail.append(chunk, at, chunk.length, this.#tailSize);
  }

  /** The chunk behind what a throwing visitor left of the one before. */
  #withRest(chunk: Uint8Array): Uint8Array {
    const rest = this.#rest;
    if (rest === undefined) return chunk;
    this.#rest = undefined;
    const joined = new Uint8Array(rest.length + chunk.length);
    joined.set(rest);
    joined.set(chunk, rest.length);
    return joined;
  }

  #adoptVersion(): void {
    this.#rules = headerRules(this.version, this.#reader.senders);
  }

  #headerFault(first: number): Fault {
    return findFirstByteFault(first, this.version, this.#reader.senders) as Fault;
  }

  #sizeFault(size: number): Fault {
    const limit = this.#maxPacketSize;
    return size > limit ? tooLarge(size, limit) : trailingBytes();
  }

  #fail(fault: Fault, packets: readonly Packet[] | undefined): CodecError {
    this.#failure = fault.toError(this.#reader.version, typeOf(this.#first), packets);
    this.#tail = undefined;
    return this.#failure;
  }
}

function trailingBytes(): Fault {
  return new Fault('TRAILING_BYTES', 'bytes follow the last field');
}

/** One connection's bytes: packets into one buffer a turn, chunks back into packets. */

import {
  CodecError,
  Decoder,
  Encoder,
  type Packet,
  type ProtocolVersion,
  type PublishPacket,
} from '@x/codec';
import type { Connection } from '@x/transport';

/**
 * So much waits for the end of the turn; more is written at once. The packet that exceeds it still fits into 128 KiB. Half
 * of it or twice as much costs a fifth more a message (measured on Linux: waking the reader, and the processor's caches).
 */
const EARLY_WRITE = 122_880;
/** So many packets other than PUBLISH may wait in a full buffer before the client reads on. */
const MOST_WAITING = 262_144;
/** The encoder refers to payloads of this size instead of copying them, so they must not change any more. */
const REFERENCED_PAYLOAD = 16_384;
/** Less than what an early write leaves of 128 KiB. */
const SMALL_PAYLOAD = 2048;

export interface WireOptions {
  readonly version: ProtocolVersion;
  /** Bytes of an incoming packet; 0 = no limit. */
  readonly maxPacketSize: number;
  /** Whether a part of a turn may leave before its end: not with a journal, whose commit comes first. */
  readonly early: boolean;
}

export class Wire {
  readonly connection: Connection;
  readonly #encoder: Encoder;
  readonly #decoder: Decoder;
  #blocked = false;
  /** Packets other than PUBLISH that were written into the full buffer. */
  #waiting = 0;
  #handedOver = false;
  /** Bytes that a caller vouches for, and what was written before them. */
  #given: Uint8Array[] | undefined;

  readonly #early: boolean;
  readonly #earlyWrite: number;

  constructor(connection: Connection, { version, maxPacketSize, early }: WireOptions) {
    this.connection = connection;
    this.#early = early;
    this.#earlyWrite = early ? EARLY_WRITE : Number.POSITIVE_INFINITY;
    this.#encoder = new Encoder({
      version,
      from: 'client',
      referencePayloadsFrom: REFERENCED_PAYLOAD,
    });
    this.#decoder = new Decoder({
      version,
      from: 'server',
      ...(maxPacketSize > 0 ? { maxPacketSize } : {}),
    });
  }

  /** The connection's buffer is full; `drained` ends it. */
  get blocked(): boolean {
    return this.#blocked;
  }

  /**
   * A server that wants answers and does not read them: so many wait that nothing more should be read. A server that
   * does read may be far behind with what we publish, and still get there.
   */
  get overdue(): boolean {
    return this.#waiting >= MOST_WAITING;
  }

  drained(): void {
    this.#blocked = false;
    this.#waiting = 0;
    this.#recycle();
  }

  /** Now and then: the memory of earlier batches is given back, so that a burst does not leave it behind for good. */
  rest(): void {
    this.#encoder.trim();
  }

  write(packet: Packet): void {
    if (this.#blocked && packet.type !== 'publish') this.#waiting++;
    if (packet.type === 'publish' && packet.payload.length >= SMALL_PAYLOAD)
      this.#writeLarge(packet);
    else this.#encoder.write(packet);
    if (this.#encoder.size >= this.#earlyWrite) this.send(this.take());
  }

  /** What was written and not handed over: to be sent later, and before anything else. */
  take(): readonly Uint8Array[] {
    const chunks = this.#given;
    if (chunks === undefined) return this.#encoder.takeChunks();
    this.#given = undefined;
    chunks.push(...this.#encoder.takeChunks());
    return chunks;
  }

  send(chunks: readonly Uint8Array[]): void {
    if (chunks.length === 0) return;
    this.#handedOver = true;
    if (!this.connection.write(chunks)) this.#blocked = true;
    this.#recycle();
  }

  /** Whether anything was handed over since the last call. */
  wasHandedOver(): boolean {
    const handedOver = this.#handedOver;
    this.#handedOver = false;
    return handedOver;
  }

  /** Past the encoder: bytes that the caller vouches for. */
  writeBytes(bytes: Uint8Array): void {
    this.#given ??= [];
    this.#given.push(...this.#encoder.takeChunks(), bytes);
  }

  #writeLarge(packet: PublishPacket): void {
    const { payload, qos } = packet;
    if (this.#encoder.size + payload.length >= this.#earlyWrite) this.send(this.take());
    // Messages of QoS 1 and 2 are the session's own copies; this one is the caller's, who may change it.
    const own = qos > 0 || payload.length < REFERENCED_PAYLOAD;
    this.#encoder.write(own ? packet : { ...packet, payload: payload.slice() });
  }

  /** With a journal there may be batches that were taken and not sent. */
  #recycle(): void {
    if (this.#early && this.connection.idle === true) this.#encoder.recycle();
  }

  /** @returns the fault that ends the stream, after the packets before it were visited */
  receive(chunk: Uint8Array, visit: (packet: Packet) => void): CodecError | undefined {
    try {
      this.#decoder.push(chunk, visit);
      return undefined;
    } catch (error) {
      if (error instanceof CodecError) return error;
      throw error;
    }
  }
}

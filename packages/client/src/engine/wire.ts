/** One connection's bytes: packets into one buffer a turn, chunks back into packets. */

import { CodecError, Decoder, Encoder, type Packet, type ProtocolVersion } from '@x/codec';
import type { Connection } from '@x/transport';

/** So much waits for the end of the turn at most; more is written at once. */
const EARLY_WRITE = 65_536;
/** The encoder refers to payloads of this size instead of copying them, so they must not change any more. */
const REFERENCED_PAYLOAD = 4096;

export class Wire {
  readonly connection: Connection;
  readonly #encoder: Encoder;
  readonly #decoder: Decoder;
  /** The connection's buffer is full; `drain` ends it. */
  blocked = false;
  #handedOver = false;

  /** `maxPacketSize`: bytes of an incoming packet, 0 = no limit. */
  constructor(connection: Connection, version: ProtocolVersion, maxPacketSize: number) {
    this.connection = connection;
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

  write(packet: Packet): void {
    // Messages of QoS 1 and 2 are the session's own copies; this one is the caller's, who may change it.
    if (
      packet.type === 'publish' &&
      packet.qos === 0 &&
      packet.payload.length >= REFERENCED_PAYLOAD
    ) {
      this.#encoder.write({ ...packet, payload: packet.payload.slice() });
    } else {
      this.#encoder.write(packet);
    }
    if (this.#encoder.size >= EARLY_WRITE) this.#handOver();
  }

  /** Hands over what was written; true if anything was since the last time. */
  flush(): boolean {
    this.#handOver();
    const handedOver = this.#handedOver;
    this.#handedOver = false;
    return handedOver;
  }

  /** Past the encoder: bytes that the caller vouches for. */
  writeBytes(bytes: Uint8Array): void {
    this.#handOver();
    this.#send([bytes]);
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

  #handOver(): void {
    if (this.#encoder.size > 0) this.#send(this.#encoder.takeChunks());
  }

  #send(chunks: readonly Uint8Array[]): void {
    this.#handedOver = true;
    if (!this.connection.write(chunks)) this.blocked = true;
  }
}

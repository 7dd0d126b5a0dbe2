/** Cuts a stream of bytes into packets and decodes each, so that bytes and meaning stand side by side. */

import { Decoder, type Packet, type ProtocolVersion } from '@x/codec';

export interface ReadPacket {
  /** Of its first byte in the stream. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly packet: Packet;
}

const CONNECT = 0x10;
/** Of a remaining length ([MQTT-1.5.5-1]). */
const LONGEST_LENGTH = 4;

export class PacketReader {
  readonly #options: { readonly version?: ProtocolVersion; readonly from?: 'client' | 'server' };
  readonly #show: (read: ReadPacket) => void;
  #decoder: Decoder | undefined;
  #tail: Uint8Array = new Uint8Array(0);
  #offset = 0;

  /** @param options without a version: that of a CONNECT that comes first, else 5.0 */
  constructor(
    options: {
      readonly version: ProtocolVersion | undefined;
      readonly from: 'client' | 'server' | undefined;
    },
    show: (read: ReadPacket) => void,
  ) {
    const { version, from } = options;
    this.#options = {
      ...(version !== undefined && { version }),
      ...(from !== undefined && { from }),
    };
    this.#show = show;
  }

  /** Of the packet that comes next. */
  get offset(): number {
    return this.#offset;
  }

  /** @throws CodecError */
  push(chunk: Uint8Array): void {
    let rest = plain(this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]));
    for (let size = packetSize(rest); size !== 0 && size <= rest.length; size = packetSize(rest)) {
      this.#read(rest.subarray(0, size));
      rest = rest.subarray(size);
    }
    this.#tail = rest;
  }

  /**
   * How many bytes of a packet that never ended are there.
   * @throws CodecError for a fault in them: a better answer than their missing end
   */
  end(): number {
    if (this.#tail.length > 0) this.#decoderFor(this.#tail).push(this.#tail);
    return this.#tail.length;
  }

  #read(bytes: Uint8Array): void {
    for (const packet of this.#decoderFor(bytes).push(bytes)) {
      this.#show({ offset: this.#offset, bytes, packet });
    }
    this.#offset += bytes.length;
  }

  #decoderFor(first: Uint8Array): Decoder {
    if (this.#decoder === undefined) {
      const { version, from } = this.#options;
      const told = version === undefined && first[0] === CONNECT && from !== 'server';
      this.#decoder = new Decoder(
        told ? this.#options : { ...this.#options, version: version ?? 5 },
      );
    }
    return this.#decoder;
  }
}

/** A Buffer has a form of its own in JSON, and so have its parts. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** 0: not known yet. A length that is not valid is left to the decoder, with the bytes that make it so. */
function packetSize(bytes: Uint8Array): number {
  let length = 0;
  for (let at = 1; at <= LONGEST_LENGTH; at++) {
    const byte = bytes[at];
    if (byte === undefined) return 0;
    length += (byte & 0x7f) * 128 ** (at - 1);
    if (byte < 0x80) return 1 + at + length;
  }
  return 1 + LONGEST_LENGTH;
}

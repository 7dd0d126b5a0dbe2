/** A cursor over the bytes of one packet: never reads past `end`, and says which field it was reading. */

import { Fault } from './errors.ts';
import type { ProtocolVersion } from './packet.ts';
import { isAscii, readBytes, readUtf8 } from './utf8.ts';

export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** Below, decoding ahead does not pay (measured); above, a text would keep too much of its neighbours alive. */
const LEAST_AHEAD = 64;
const MOST_AHEAD = 1024;

export class Reader {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  /** The end of the packet, or of its property section while that is read. */
  end = 0;
  version: ProtocolVersion;
  /** False until the CONNECT, if the version comes from there. */
  versionKnown: boolean;
  /** Who may have sent this, as bits: 1 client, 2 server. */
  readonly senders: number;
  readonly topics: TopicMemory = new TopicMemory();
  #ahead = '';
  #aheadAt = 0;

  constructor(version: ProtocolVersion | undefined, senders: number) {
    this.version = version ?? 5;
    this.versionKnown = version !== undefined;
    this.senders = senders;
  }

  byte(field: string): number {
    if (this.at >= this.end) throw truncated(field);
    return this.bytes[this.at++] as number;
  }

  uint16(field: string): number {
    const at = this.at;
    if (at + 2 > this.end) throw truncated(field);
    this.at = at + 2;
    return ((this.bytes[at] as number) << 8) | (this.bytes[at + 1] as number);
  }

  uint32(field: string): number {
    const high = this.uint16(field);
    return high * 0x10000 + this.uint16(field);
  }

  /** A variable byte integer of one to four bytes, in its shortest form (section 1.5.5). */
  varint(field: string): number {
    const first = this.byte(field);
    if (first < 0x80) return first;
    let value = first & 0x7f;
    for (let shift = 7; shift < 28; shift += 7) {
      const byte = this.byte(field);
      value |= (byte & 0x7f) << shift;
      if (byte >= 0x80) continue;
      if (byte === 0) throw notMinimal(field);
      return value;
    }
    throw tooManyBytes(field);
  }

  packetId(): number {
    const id = this.uint16('packetId');
    if (id === 0) throw zeroPacketId();
    return id;
  }

  text(field: string): string {
    const length = this.uint16(field);
    const start = this.at;
    const end = start + length;
    if (end > this.end) throw truncated(field);
    this.at = end;
    if (this.#ahead !== '' && isAscii(this.bytes, start, end)) {
      return this.#ahead.slice(start - this.#aheadAt, end - this.#aheadAt);
    }
    return readUtf8(this.bytes, start, end, field);
  }

  /** Several texts follow until `end`: decoding their bytes at once and cutting is cheaper than one by one. */
  readAhead(end: number): void {
    const size = end - this.at;
    if (size < LEAST_AHEAD || size > MOST_AHEAD) return;
    this.#ahead = readBytes(this.bytes, this.at, end);
    this.#aheadAt = this.at;
  }

  endAhead(): void {
    this.#ahead = '';
  }

  /** A view of the bytes received, not a copy. */
  binary(field: string): Uint8Array {
    const length = this.uint16(field);
    const end = this.at + length;
    if (end > this.end) throw truncated(field);
    return this.view(end);
  }

  /** The view from here to `end`, which becomes the place to read on. */
  view(end: number): Uint8Array {
    const start = this.at;
    this.at = end;
    if (start === end) return NO_BYTES;
    const bytes = this.bytes;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
  }
}

/** The longest topic that is remembered, which bounds the buffers too. */
const REMEMBERED = 128;

/**
 * A good topic that came twice in a row, and its bytes: streams repeat topics, and comparing costs less than decoding
 * and checking. Once is not enough: a stream that goes through many topics should not pay for a copy of each.
 */
export class TopicMemory {
  /** The last topic, remembered or not. */
  topic = '';
  /** The bytes of `topic`, -1 if they are not remembered. */
  size = -1;
  #bytes: Uint8Array = NO_BYTES;
  /** One for each length, so that a change of topics allocates nothing, and the whole of one can be copied by a call. */
  #buffers: Uint8Array[] | undefined = undefined;

  /** Whether bytes[start, end) are the remembered topic. */
  matches(bytes: Uint8Array, start: number, end: number): boolean {
    let i = end - start;
    if (i !== this.size) return false;
    const last = this.#bytes;
    while (--i >= 0) if (bytes[start + i] !== last[i]) return false;
    return true;
  }

  /** After a topic that was not remembered. */
  seen(topic: string, bytes: Uint8Array, start: number, end: number): void {
    const size = end - start;
    if (topic !== this.topic || size > REMEMBERED) {
      this.topic = topic;
      this.size = -1;
      return;
    }
    this.#buffers ??= [];
    let own = this.#buffers[size];
    if (own === undefined) {
      own = new Uint8Array(size);
      this.#buffers[size] = own;
    }
    for (let i = 0; i < size; i++) own[i] = bytes[start + i] as number;
    this.#bytes = own;
    this.size = size;
  }

  /** Copies the remembered topic to `at` and returns the index behind it. */
  write(bytes: Uint8Array, at: number): number {
    bytes.set(this.#bytes, at);
    return at + this.size;
  }
}

export function truncated(field: string): Fault {
  return new Fault('TRUNCATED', `the packet ends inside ${field}`);
}

export function notMinimal(field: string): Fault {
  return new Fault(
    'VARIABLE_INTEGER',
    `${field} takes more bytes than needed`,
    undefined,
    '1.5.5-1',
  );
}

export function tooManyBytes(field: string): Fault {
  return new Fault('VARIABLE_INTEGER', `${field} takes more than 4 bytes`);
}

export function zeroPacketId(): Fault {
  return new Fault('PACKET_ID', 'packetId must be 1 to 65535', '2.3.1-1', '2.2.1-3');
}

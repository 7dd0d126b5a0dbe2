/** The slab into which packets are written, in one pass: each field is checked and written at once. */

import { Fault } from './errors.ts';
import { tooLarge } from './fixed-header.ts';
import type { ProtocolVersion } from './packet.ts';
import { NO_BYTES, TopicMemory, zeroPacketId } from './reader.ts';
import { MAX_FIELD, tooLong, writeUtf8, wrongType } from './utf8.ts';

const FIRST_SLAB = 1024;
/** Larger ones cost more a byte: the system hands out and takes back their pages each time (measured on Linux). */
const LARGEST_SLAB = 16_384;

/** A batch from this size on is copied out of the slab, which then is used again: cheaper than a new slab (measured). */
const COPY_FROM = 2048;

/** A slab that grew larger for one batch is given away with it. */
const LARGEST_KEPT = 262_144;

/** So many slabs that came back are kept for the next batches. */
const MOST_SPARE = 16;

/** The first byte and the longest remaining length. */
const LONGEST_HEADER = 5;

const NO_SLABS: Uint8Array[] = [];

/** Up to here a loop copies faster than a call (measured on V8). */
const SHORT_COPY = 10;

export class Writer {
  /** bytes[start, end) is written and not taken. */
  bytes: Uint8Array = NO_BYTES;
  start = 0;
  end = 0;
  /** The cursor of the packet being written, which begins at `end`. */
  at = 0;
  /** The bytes that its fixed header is expected to take. */
  #header = 0;
  readonly version: ProtocolVersion;
  /** Who sends this, as bits: 1 client, 2 server. */
  readonly senders: number;
  readonly topics: TopicMemory = new TopicMemory();
  readonly maxPacketSize: number;
  /** Payloads of at least this many bytes are not copied, but left in `passed`. */
  readonly passFrom: number;
  passed: Uint8Array | undefined = undefined;
  /** Slabs that were given away whole, once anybody gives them back; and those that came back. */
  #lent: Uint8Array[] | undefined = undefined;
  #spare: Uint8Array[] = NO_SLABS;

  constructor(version: ProtocolVersion, senders: number, maxPacketSize: number, passFrom: number) {
    this.version = version;
    this.senders = senders;
    this.maxPacketSize = maxPacketSize;
    this.passFrom = passFrom;
  }

  /** Begins a packet; its body may be of another length than `guess`, but then it has to move. */
  open(first: number, guess: number): void {
    this.at = this.end;
    this.reserve(LONGEST_HEADER);
    this.bytes[this.end] = first;
    this.#header = 1 + varintSize(guess);
    this.at = this.end + this.#header;
  }

  /** The packet is whole: it gets its length, and stays. Returns its size. */
  close(): number {
    const passed = this.passed === undefined ? 0 : this.passed.length;
    const length = this.at - this.end - this.#header + passed;
    const room = varintSize(length);
    const size = 1 + room + length;
    if (size > this.maxPacketSize) throw tooLarge(size, this.maxPacketSize);
    if (length < 0x80 && this.#header === 2) this.bytes[this.end + 1] = length;
    else this.#fillLength(length, 1, this.#header);
    this.end = this.at;
    return size;
  }

  /** How much of the packet is written, from its first byte on. */
  get place(): number {
    return this.at - this.end;
  }

  /** Takes back what was written behind a place. */
  truncate(place: number): void {
    this.at = this.end + place;
  }

  /** Begins a section whose length stands before it; returns its place in the packet. */
  openSection(): number {
    const { place } = this;
    this.reserve(1);
    this.at++;
    return place;
  }

  /** The section that began at `place` is whole: it gets its length, which is returned. */
  closeSection(place: number): number {
    const size = this.at - this.end - place - 1;
    if (size < 0x80) this.bytes[this.end + place] = size;
    else this.#fillLength(size, place, place + 1);
    return size;
  }

  /** Writes a length at place `to` of the packet, before what begins at place `from`, which moves if it does not fit. */
  #fillLength(length: number, to: number, from: number): void {
    const move = to + varintSize(length) - from;
    if (move !== 0) {
      if (move > 0) this.reserve(move);
      const begin = this.end + from;
      this.bytes.copyWithin(begin + move, begin, this.at);
    }
    const end = this.at + move;
    this.at = this.end + to;
    this.varint(length);
    this.at = end;
  }

  /** Room for `count` more bytes at the cursor. */
  reserve(count: number): void {
    if (this.at + count > this.bytes.length) this.#grow(count);
  }

  /** A new slab with what is not taken; the old one belongs to those who took from it. */
  #grow(count: number): void {
    const { start } = this;
    const kept = this.at - start;
    let capacity = Math.min(LARGEST_SLAB, Math.max(FIRST_SLAB, this.bytes.length * 2));
    // Twice what is kept, so that a long batch is not copied again for each packet.
    const needed = kept > 0 ? 2 * (kept + count) : count;
    while (capacity < needed) capacity *= 2;
    const slab = new Uint8Array(capacity);
    slab.set(this.bytes.subarray(start, this.at));
    this.bytes = slab;
    this.start = 0;
    this.end -= start;
    this.at -= start;
  }

  /** The finished packets, which are not ours any more: a view of the slab, or a copy if they are many. */
  cut(): Uint8Array {
    const { bytes, start, end } = this;
    if (start === end) return NO_BYTES;
    if (end - start >= COPY_FROM && bytes.length <= LARGEST_KEPT) {
      return this.#lent === undefined ? this.#copy() : this.#lend(this.#lent);
    }
    this.start = end;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
  }

  /** Nobody needs any more what was cut so far: from now on slabs go out whole, and are used again. */
  recycle(): void {
    const lent = this.#lent;
    this.#lent = [];
    if (lent === undefined || lent.length === 0) return;
    if (this.#spare.length === 0) this.#spare = lent;
    else
      while (lent.length > 0 && this.#spare.length < MOST_SPARE)
        this.#spare.push(lent.pop() as Uint8Array);
  }

  /** Lets go of all that is kept for the next batches. */
  trim(): void {
    this.#lent = undefined;
    this.#spare = NO_SLABS;
    if (this.start === this.end) this.#use(NO_BYTES);
  }

  #copy(): Uint8Array {
    const { bytes, start, end } = this;
    this.end = start;
    return new Uint8Array(bytes.subarray(start, end));
  }

  #lend(lent: Uint8Array[]): Uint8Array {
    const { bytes, start, end } = this;
    if (lent.length < MOST_SPARE) lent.push(bytes);
    this.#use(this.#spare.pop() ?? new Uint8Array(bytes.length));
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
  }

  #use(slab: Uint8Array): void {
    this.bytes = slab;
    this.start = 0;
    this.end = 0;
    this.at = 0;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  uint16(value: number): void {
    this.reserve(2);
    const { bytes, at } = this;
    bytes[at] = value >>> 8;
    bytes[at + 1] = value;
    this.at = at + 2;
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value & 0xffff);
  }

  varint(value: number): void {
    if (value < 0x80) return this.byte(value);
    let rest = value;
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  packetId(value: unknown): void {
    const id = (value as number) & 0xffff;
    if (id !== value || id === 0) {
      if (value === 0 || value === undefined) throw zeroPacketId();
      checkInteger(value, 'packetId', 1, 0xffff);
    }
    this.uint16(id);
  }

  /** A text field with its length; returns the bytes of the text. */
  text(value: unknown, field: string): number {
    if (typeof value !== 'string') throw wrongType(field, 'a string');
    // A text of more UTF-16 units has more bytes too: nobody needs room for it.
    if (value.length > MAX_FIELD) throw tooLong(field);
    this.reserve(2 + value.length * 3);
    const start = this.at + 2;
    const end = writeUtf8(this.bytes, start, value, field);
    const size = end - start;
    if (size > MAX_FIELD) throw tooLong(field);
    this.uint16(size);
    this.at = end;
    return size;
  }

  binary(value: unknown, field: string): void {
    const data = checkBytes(value, field);
    if (data.length > MAX_FIELD) throw tooLong(field);
    this.uint16(data.length);
    this.raw(data);
  }

  raw(data: Uint8Array): void {
    const size = data.length;
    this.reserve(size);
    const { bytes, at } = this;
    if (size > SHORT_COPY) bytes.set(data, at);
    else for (let i = 0; i < size; i++) bytes[at + i] = data[i] as number;
    this.at = at + size;
  }
}

/** The bytes of a variable byte integer. */
export function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

export function checkBytes(value: unknown, field: string): Uint8Array {
  if (!isBytes(value)) throw wrongType(field, 'a Uint8Array');
  return value;
}

/** Also one of another realm, where instanceof says no. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]'
  );
}

export function checkInteger(value: unknown, field: string, min: number, max: number): number {
  if (typeof value !== 'number') throw wrongType(field, 'a number');
  if (!Number.isInteger(value) || value < min || value > max) throw outOfRange(field, min, max);
  return value;
}

/** A missing boolean counts as false. */
export function checkBoolean(value: unknown, field: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(field, 'a boolean');
  return value === true;
}

/** A missing QoS counts as 0. */
export function checkQos(value: unknown, field: string): number {
  if (value === undefined) return 0;
  if (value === 3) throw new Fault('INVALID_QOS', `${field} must be 0, 1 or 2`);
  return checkInteger(value, field, 0, 2);
}

export function checkList(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(field, 'an array');
  return value;
}

export function outOfRange(field: string, min: number, max: number): Fault {
  return new Fault('OUT_OF_RANGE', `${field} must be ${min} to ${max}`);
}

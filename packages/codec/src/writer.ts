/** A cursor that writes: each field is checked and put behind the one before, in one pass. */

import { checkList, checkRange, type Item, NO_BYTES, type Outcome } from './cursor.ts';
import { type PropertySet, type Values, writeProperty } from './property-section.ts';
import { Slab } from './slab.ts';
import { MAX_FIELD, tooLong, writeUtf8, wrongType } from './utf8.ts';

/** The packet being written goes from `end` to `at`. */
export class Writer extends Slab {
  /** The bytes that the length in its fixed header is expected to take. */
  #room = 1;
  /** What comes behind `at`. */
  payload: Uint8Array = NO_BYTES;
  /** Payloads of at least this many bytes are not copied, but left in `payload`. */
  passFrom = 0;
  /** Begins a packet; its length may take more or less room, but then what follows has to move. */
  open(first: number, room: number): void {
    const { end } = this;
    this.at = end;
    this.reserve(1 + room);
    this.bytes[this.end] = first;
    this.at = this.end + 1 + room;
    this.#room = room;
    this.payload = NO_BYTES;
  }

  override packetId(given: unknown): number {
    const id = (given as number) & 0xffff;
    if (id === 0 || id !== given) return super.packetId(given);
    this.uint16(id);
    return id;
  }

  /** The packet is whole: it gets its length and its payload, and stays. */
  close(): void {
    const { payload } = this;
    const { length } = payload;
    this.#fillLength(1, this.#room, length);
    this.checkSize(this.at - this.end + length);
    if (length > 0 && length < this.passFrom) {
      this.#raw(payload);
      this.payload = NO_BYTES;
    }
    this.end = this.at;
  }

  /** Fills the room at this place of the packet with the length of what follows, which moves if that does not fit. */
  #fillLength(place: number, room: number, more: number): number {
    const size = this.at - this.end - place - room;
    const length = size + more;
    if (room > 1 || length > 0x7f) this.#move(place + room, varintSize(length) - room);
    let at = this.end + place;
    let rest = length;
    for (; rest > 0x7f; rest >>>= 7) this.bytes[at++] = rest | 0x80;
    this.bytes[at] = rest;
    return size;
  }

  #move(place: number, by: number): void {
    if (by === 0) return;
    this.reserve(by);
    const from = this.end + place;
    this.bytes.copyWithin(from + by, from, this.at);
    this.at += by;
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

  uint(given: unknown, field: string, size: number, max = 256 ** size - 1, min = 0): number {
    const value = checkNumber(given, field, max, min);
    this.reserve(size);
    for (let shift = 8 * size - 8; shift >= 0; shift -= 8) this.bytes[this.at++] = value >>> shift;
    return value;
  }

  varint(given: unknown, field: string, max = 0x0fff_ffff, min = 0): number {
    const value = checkNumber(given, field, max, min);
    let rest = value;
    for (; rest > 0x7f; rest >>>= 7) this.byte(rest | 0x80);
    this.byte(rest);
    return value;
  }

  text(given: unknown, field: string): string {
    if (typeof given !== 'string') throw wrongType(field, 'a string');
    // A text of more UTF-16 units has more bytes too: nobody needs room for it.
    let size = given.length;
    if (size <= MAX_FIELD) {
      this.reserve(2 + size * 3);
      size = writeUtf8(this.bytes, this.at + 2, given, field);
    }
    this.#fieldSize(size, field);
    this.textAt = this.at;
    this.at += size;
    return given;
  }

  /** That of a PUBLISH; may be empty. */
  topic(given: string): void {
    if (given !== this.lastTopic) {
      this.keepTopic(this.text(given, 'topic'));
      return;
    }
    this.uint16(this.lastTopicBytes.length);
    this.#raw(this.lastTopicBytes);
  }

  binary(given: unknown, field: string): Uint8Array {
    const data = checkBytes(given, field);
    this.#fieldSize(data.length, field);
    this.#raw(data);
    return data;
  }

  pair(given: unknown, field: string): readonly unknown[] {
    const pair = checkList(given, field);
    if (pair.length !== 2) throw wrongType(field, 'a list of [name, value]');
    this.text(pair[0], field);
    this.text(pair[1], field);
    return pair;
  }

  #fieldSize(size: number, field: string): void {
    if (size > MAX_FIELD) throw tooLong(field);
    this.uint16(size);
  }

  #raw(data: Uint8Array): void {
    this.reserve(data.length);
    this.bytes.set(data, this.at);
    this.at += data.length;
  }

  items<T>(given: unknown, field: string, item: Item<T>): readonly T[] {
    const items = checkList(given, field);
    for (const each of items) item(this, each as never, field);
    return items as readonly T[];
  }

  properties(given: unknown, set: PropertySet): Values | undefined {
    if (given === undefined && this.version === 4) return undefined;
    const place = this.at - this.end;
    this.byte(0);
    if (given !== undefined) {
      if (Object(given) !== given) throw wrongType('properties', 'an object');
      for (const name in given as Values) writeProperty(this, set, name, (given as Values)[name]);
    }
    if (this.#fillLength(place, 1, 0) > 0) return given as Values;
    if (this.version === 4) this.at--;
    return undefined;
  }

  outcome({ reasonCode = 0, properties }: Outcome, set: PropertySet): Values | undefined {
    this.reasonCode = reasonCode;
    if (reasonCode === 0 && properties === undefined) return undefined;
    const place = this.at - this.end;
    this.uint(reasonCode, 'reasonCode', 1);
    const values = this.properties(properties, set);
    if (values === undefined) this.at = this.end + place + (reasonCode && 1);
    return values;
  }
}

/** The bytes of a variable byte integer. */
function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;
}

export function checkNumber(given: unknown, field: string, max: number, min = 0): number {
  if (typeof given !== 'number') throw wrongType(field, 'a number');
  return checkRange(Number.isInteger(given) ? given : -1, field, max, min);
}

export function checkBytes(given: unknown, field: string): Uint8Array {
  if (!isBytes(given)) throw wrongType(field, 'a Uint8Array');
  return given;
}

/** Also one of another realm, where instanceof says no. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array || (value as Uint8Array)?.[Symbol.toStringTag] === 'Uint8Array'
  );
}

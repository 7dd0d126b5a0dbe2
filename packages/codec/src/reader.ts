/** A cursor over the bytes of one packet: never reads past `end`, and says which field it was reading. */

import { Cursor, checkRange, type Item, NO_BYTES, type Outcome } from './cursor.ts';
import { type Fault, fault } from './errors.ts';
import { type PropertySet, readProperty, type Values } from './property-section.ts';
import { isAscii, readBytes, readUtf8 } from './utf8.ts';

/** Below, decoding ahead does not pay; above, a text would keep too much of its neighbours alive. */
const LEAST_AHEAD = 64;
const MOST_AHEAD = 1024;

/** What a layout is given when it reads. */
export const NOTHING: Readonly<Record<string, never>> = {};

export class Reader extends Cursor {
  /** One character for each byte from `#aheadAt` on, while a list is read. */
  #ahead = '';
  #aheadAt = 0;

  uint(_given: unknown, field: string, size: number, max = 0xffff_ffff, min = 0): number {
    let at = this.skip(size, field);
    let value = this.bytes[at++] as number;
    for (; at < this.at; at++) value = value * 256 + (this.bytes[at] as number);
    return checkRange(value, field, max, min);
  }

  /** A variable byte integer of one to four bytes, in its shortest form (section 1.5.5). */
  varint(_given: unknown, field: string, max = 0x0fff_ffff, min = 0): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes[this.skip(1, field)] as number;
      value |= (byte & 0x7f) << shift;
      if (byte > 0x7f) continue;
      if (byte > 0 || shift === 0) return checkRange(value, field, max, min);
      break;
    }
    throw notMinimal(field);
  }

  /** Goes behind the next bytes, and returns where they begin. */
  skip(size: number, field: string): number {
    const start = this.at;
    if (start + size > this.end) throw truncated(field);
    this.at = start + size;
    return start;
  }

  /** The same for a field that begins with its size. */
  skipField(field: string): number {
    const at = this.skip(2, field);
    const { bytes } = this;
    return this.skip(((bytes[at] as number) << 8) | (bytes[at + 1] as number), field);
  }

  text(_given: unknown, field: string): string {
    const start = this.skipField(field);
    this.textAt = start;
    const { bytes, at } = this;
    const ahead = this.#ahead;
    if (ahead === '' || !isAscii(bytes, start, at)) return readUtf8(bytes, start, at, field);
    return ahead.slice(start - this.#aheadAt, at - this.#aheadAt);
  }

  /** That of a PUBLISH; may be empty. */
  topic(): string {
    const start = this.skipField('topic');
    const { bytes, at } = this;
    const last = this.lastTopicBytes;
    let i = at - start;
    if (i === last.length) {
      do if (--i < 0) return this.lastTopic;
      while (bytes[start + i] === last[i]);
    }
    this.textAt = start;
    return this.keepTopic(readUtf8(bytes, start, at, 'topic'));
  }

  binary(_given: unknown, field: string): Uint8Array {
    return this.view(this.skipField(field));
  }

  pair(_given: unknown, field: string): readonly unknown[] {
    return [this.text(0, field), this.text(0, field)];
  }

  /** A view from `start` to here, not a copy. */
  view(start: number): Uint8Array {
    const { bytes, at } = this;
    if (start === at) return NO_BYTES;
    return new Uint8Array(bytes.buffer, bytes.byteOffset + start, at - start);
  }

  items<T>(_given: unknown, field: string, item: Item<T>): readonly T[] {
    const items: T[] = [];
    const start = this.at;
    // Decoding the bytes of several texts at once and cutting is cheaper than one by one (measured).
    if (this.end - start > LEAST_AHEAD && this.end - start < MOST_AHEAD) {
      this.#ahead = readBytes(this.bytes, start, this.end);
      this.#aheadAt = start;
    }
    while (this.at < this.end) items.push(item(this, NOTHING as never, field));
    this.#ahead = '';
    return items;
  }

  properties(_given: unknown, set: PropertySet): Values | undefined {
    if (this.version === 4) return undefined;
    const size = this.varint(0, 'property length');
    if (size === 0) return undefined;
    const { end } = this;
    this.end = this.at + size;
    if (this.end > end) throw truncated('properties');
    const values = { ...set.blank };
    while (this.at < this.end) readProperty(this, set, values);
    this.end = end;
    return values;
  }

  outcome(_given: Outcome, set: PropertySet): Values | undefined {
    const isShort = this.at === this.end || this.version === 4;
    this.reasonCode = isShort ? 0 : this.uint(0, 'reasonCode', 1);
    return isShort || this.at === this.end ? undefined : this.properties(0, set);
  }
}

export function truncated(field: string): Fault {
  return fault('TRUNCATED', field);
}

export function notMinimal(field: string): Fault {
  return fault('VARIABLE_INTEGER', `${field} must be 1 to 4 bytes, none to spare`, '1.5.5-1', '');
}

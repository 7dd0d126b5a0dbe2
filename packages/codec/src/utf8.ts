/** Text as MQTT writes it: well-formed UTF-8 without U+0000, with fast paths for ASCII and without Buffer. */

import { Fault } from './errors.ts';

/** The most bytes that a text or binary field can have. */
export const MAX_FIELD = 65_535;

/** From this length on the platform's decoder beats a call of fromCharCode (measured on V8). */
const LONG_TEXT = 40;

/** From this length on the platform's encoder beats a loop (measured on V8). */
const LONG_WRITE = 96;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** One reusable argument list for each length, so that a short text costs no array. */
const ARGUMENTS: number[][] = [];
for (let length = 0; length < LONG_TEXT; length++)
  ARGUMENTS.push(new Array<number>(length).fill(0));

/** The bytes that `text` takes in UTF-8, or -1 if it holds a lone surrogate or U+0000. */
export function textSize(text: string): number {
  const length = text.length;
  let i = 0;
  while (i < length) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f || unit === 0) break;
    i++;
  }
  return i === length ? length : mixedSize(text, i);
}

function mixedSize(text: string, start: number): number {
  let size = start;
  for (let i = start; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      if (unit === 0) return -1;
      size += 1;
    } else if (unit < 0x800) {
      size += 2;
    } else if (unit < 0xd800 || unit > 0xdfff) {
      size += 3;
    } else {
      const next = text.charCodeAt(i + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return -1;
      size += 4;
      i++;
    }
  }
  return size;
}

/** Writes `text` (already measured: well-formed) at `at` and returns the index behind it. */
export function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  const length = text.length;
  if (length >= LONG_WRITE) return at + encoder.encodeInto(text, bytes.subarray(at)).written;
  let to = at;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) {
      bytes[to++] = unit;
    } else if (unit < 0x800) {
      bytes[to++] = 0xc0 | (unit >> 6);
      bytes[to++] = 0x80 | (unit & 0x3f);
    } else if (unit < 0xd800 || unit > 0xdfff) {
      bytes[to++] = 0xe0 | (unit >> 12);
      bytes[to++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[to++] = 0x80 | (unit & 0x3f);
    } else {
      const point = 0x10000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff);
      bytes[to++] = 0xf0 | (point >> 18);
      bytes[to++] = 0x80 | ((point >> 12) & 0x3f);
      bytes[to++] = 0x80 | ((point >> 6) & 0x3f);
      bytes[to++] = 0x80 | (point & 0x3f);
    }
  }
  return to;
}

/** Decodes bytes[start, end); refuses what is no well-formed UTF-8 and U+0000. A leading BOM stays. */
export function readUtf8(bytes: Uint8Array, start: number, end: number, field: string): string {
  const length = end - start;
  if (length >= LONG_TEXT) return readPlatform(bytes, start, end, field);
  const units = ARGUMENTS[length] as number[];
  for (let i = 0; i < length; i++) {
    const byte = bytes[start + i] as number;
    if (byte > 0x7f) return readPlatform(bytes, start, end, field);
    if (byte === 0) throw nullCharacter(field);
    units[i] = byte;
  }
  return String.fromCharCode.apply(String, units);
}

function readPlatform(bytes: Uint8Array, start: number, end: number, field: string): string {
  let text: string;
  try {
    text = decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start));
  } catch {
    throw illFormed(field);
  }
  if (text.includes('\0')) throw nullCharacter(field);
  return text;
}

export function nullCharacter(field: string): Fault {
  return new Fault('INVALID_TEXT', `${field} holds U+0000`, '1.5.3-2', '1.5.4-2');
}

export function illFormed(field: string): Fault {
  return new Fault('INVALID_TEXT', `${field} is no well-formed UTF-8`, '1.5.3-1', '1.5.4-1');
}

/** Whether `text` may stand in a packet: no lone surrogate, no U+0000. Its length is another question. */
export function isWellFormedText(text: string): boolean {
  return textSize(text) >= 0;
}

/** The bytes that `text` takes in UTF-8. Of no use for text that is not well-formed (-1). */
export function utf8Length(text: string): number {
  return textSize(text);
}

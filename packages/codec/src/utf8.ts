/** Text as MQTT writes it: well-formed UTF-8 without U+0000, with fast paths for ASCII and without Buffer. */

import { type Fault, fault } from './errors.ts';

/** The most bytes that a text or binary field can have. */
export const MAX_FIELD = 65_535;

/** From this length on the platform beats a call of fromCharCode, or a loop that writes (measured on V8). */
const LONG = 40;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
/** Indices stay; right for ASCII only. */
const byteDecoder = new TextDecoder('latin1');

/** One reusable argument list for each length, so that a short text costs no array. */
const ARGUMENTS: readonly number[][] = Array.from({ length: LONG }, (_, length) =>
  new Array<number>(length).fill(0),
);

/** Writes `text` at `at`, where 3 bytes for each of its units are free, and returns how many it takes. */
export function writeUtf8(bytes: Uint8Array, at: number, text: string, field: string): number {
  const { length } = text;
  if (length < LONG) {
    let i = 0;
    for (; i < length; i++) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f || unit === 0) break;
      bytes[at + i] = unit;
    }
    if (i === length) return i;
  }
  checkText(text, field);
  return encoder.encodeInto(text, bytes.subarray(at)).written;
}

/** Decodes bytes[start, end); refuses what is no well-formed UTF-8 and U+0000. A leading BOM stays. */
export function readUtf8(bytes: Uint8Array, start: number, end: number, field: string): string {
  const length = end - start;
  if (length < LONG) {
    const units = ARGUMENTS[length] as number[];
    let i = 0;
    for (; i < length; i++) {
      const byte = bytes[start + i] as number;
      if (byte > 0x7f || byte === 0) break;
      units[i] = byte;
    }
    if (i === length) return String.fromCharCode.apply(String, units);
  }
  let text: string;
  try {
    text = decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + start, length));
  } catch {
    throw badText(field, 1);
  }
  checkText(text, field);
  return text;
}

/** One character for each byte of bytes[start, end): the text where that is ASCII. */
export function readBytes(bytes: Uint8Array, start: number, end: number): string {
  return byteDecoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start));
}

/** Whether bytes[start, end) are ASCII without U+0000. */
export function isAscii(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte > 0x7f || byte === 0) return false;
  }
  return true;
}

export function checkText(text: string, field: string): void {
  if (!text.isWellFormed()) throw badText(field, 1);
  if (text.includes('\0')) throw badText(field, 2);
}

/** Part 1 of the statement is about ill-formed text, part 2 about U+0000. */
function badText(field: string, part: 1 | 2): Fault {
  return fault(
    'INVALID_TEXT',
    `${field} must be UTF-8 without U+0000`,
    `1.5.4-${part}`,
    `1.5.3-${part}`,
  );
}

/** Checks a text field without writing it: its type, its characters, its size. */
export function checkTextField(text: unknown, field: string): void {
  if (typeof text !== 'string') throw wrongType(field, 'a string');
  checkText(text, field);
  if (text.length * 3 > MAX_FIELD && utf8Length(text) > MAX_FIELD) throw tooLong(field);
}

/** The bytes of a text field, checked. */
export function encodeUtf8(text: string, field: string): Uint8Array {
  checkTextField(text, field);
  return encoder.encode(text);
}

export function wrongType(field: string, expected: string): Fault {
  return fault('INVALID_TYPE', `${field} must be ${expected}`);
}

export function tooLong(field: string): Fault {
  return fault('OUT_OF_RANGE', `${field} must be at most ${MAX_FIELD} bytes`, '4.7.3-3');
}

/** Whether `text` may stand in a packet: no lone surrogate, no U+0000. Its length is another question. */
export function isWellFormedText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

/** The bytes that `text` takes in UTF-8; a lone surrogate counts as the U+FFFD that an encoder would write. */
export function utf8Length(text: string): number {
  if (/^[\0-\x7f]*$/.test(text)) return text.length;
  let size = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    size += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return size;
}

/** Whether they are well-formed UTF-8, U+0000 included: what a payload with Payload Format Indicator 1 says that it is. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    decoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

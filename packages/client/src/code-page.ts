/** Payload text to bytes and back, by the CodePage setting: MQTT itself knows UTF-8 only, payloads may be anything. */

import { mqttError } from './errors.ts';

interface CodePage {
  encode(text: string): Uint8Array | undefined;
  decode(bytes: Uint8Array): string;
}

const encoder = new TextEncoder();
// A byte order mark is part of the payload and stays.
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const strictDecoder = new TextDecoder('utf-8', { fatal: true });
const utf16Decoder = new TextDecoder('utf-16le', { ignoreBOM: true });

const UTF8: CodePage = {
  encode: (text) => encoder.encode(text),
  decode: (bytes) => utf8Decoder.decode(bytes),
};

const UTF16: CodePage = {
  encode: (text) => {
    const view = new DataView(new ArrayBuffer(text.length * 2));
    for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), true);
    return new Uint8Array(view.buffer);
  },
  decode: (bytes) => utf16Decoder.decode(bytes),
};

/** A page of one byte a character: `high` are the characters of 0x80 to 0xFF, "\uFFFD" where there is none. */
function singleByte(high: string): CodePage {
  const byteOf = new Map<number, number>();
  const codeOf = new Uint16Array(256);
  for (let byte = 0; byte < 256; byte++) {
    const code = byte < 128 ? byte : high.charCodeAt(byte - 128);
    codeOf[byte] = code;
    if (code !== 0xfffd) byteOf.set(code, byte);
  }
  return {
    encode: (text) => {
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const byte = byteOf.get(text.charCodeAt(i));
        if (byte === undefined) return undefined;
        bytes[i] = byte;
      }
      return bytes;
    },
    decode: (bytes) => {
      let text = '';
      for (let start = 0; start < bytes.length; start += 4096) {
        const codes = Array.from(bytes.subarray(start, start + 4096), (byte) => codeOf[byte] ?? 0);
        text += String.fromCharCode(...codes);
      }
      return text;
    },
  };
}

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));

const ASCII = (): CodePage => singleByte('\uFFFD'.repeat(128));
const LATIN1 = (): CodePage => singleByte(range(0x80, 0xff));
const WINDOWS_1252 = (): CodePage =>
  singleByte(`€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ${range(0xa0, 0xff)}`);

/** Windows' identifiers, and those of Apple that mean the same and do not clash. */
const PAGES: ReadonlyMap<number, () => CodePage> = new Map([
  [65_001, () => UTF8],
  [4, () => UTF8],
  [1200, () => UTF16],
  [0x94000100, () => UTF16],
  [20_127, ASCII],
  [1, ASCII],
  [28_591, LATIN1],
  [5, LATIN1],
  [1252, WINDOWS_1252],
  [12, WINDOWS_1252],
]);

const made = new Map<number, CodePage>();

function pageOf(id: number): CodePage {
  const existing = made.get(id);
  if (existing !== undefined) return existing;
  const make = PAGES.get(id);
  if (make === undefined) throw mqttError(434, `code page ${id} is not built in`);
  const page = make();
  made.set(id, page);
  return page;
}

/** @throws MQTTError 434 if the page is not built in or lacks a character of the text. */
export function encodeText(text: string, codePage: number): Uint8Array {
  if (codePage === 65_001) return encoder.encode(text);
  const bytes = pageOf(codePage).encode(text);
  if (bytes === undefined)
    throw mqttError(434, `code page ${codePage} lacks a character of the text`);
  return bytes;
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    strictDecoder.decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** Lossy where the bytes are no text. @throws MQTTError 434 if the page is not built in. */
export function decodeText(bytes: Uint8Array, codePage: number): string {
  if (codePage === 65_001) return utf8Decoder.decode(bytes);
  return pageOf(codePage).decode(bytes);
}

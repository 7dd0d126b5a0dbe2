/** The code pages that need nothing beside this package. */

import { type CodePage, singleByte } from './page.ts';
import { UTF8 } from './utf8.ts';

const utf8: CodePage = { encode: UTF8.encodeText, decode: UTF8.decodeText };

function utf16(littleEndian: boolean): CodePage {
  const decoder = new TextDecoder(littleEndian ? 'utf-16le' : 'utf-16be', { ignoreBOM: true });
  return {
    encode: (text) => {
      const view = new DataView(new ArrayBuffer(text.length * 2));
      for (let i = 0; i < text.length; i++) view.setUint16(2 * i, text.charCodeAt(i), littleEndian);
      return new Uint8Array(view.buffer);
    },
    decode: (bytes) => decoder.decode(bytes),
  };
}

const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, i) => from + i));

const ASCII = (): CodePage => singleByte('\uFFFD'.repeat(128));
const LATIN1 = (): CodePage => singleByte(range(0x80, 0xff));
const WINDOWS_1252 = (): CodePage =>
  singleByte(`€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ${range(0xa0, 0xff)}`);

/** Windows' identifiers, and those of Apple that mean the same. */
export const BUILT_IN: ReadonlyMap<number, () => CodePage> = new Map([
  [65_001, () => utf8],
  [4, () => utf8],
  [1200, () => utf16(true)],
  [0x94000100, () => utf16(true)],
  [1201, () => utf16(false)],
  [0x90000100, () => utf16(false)],
  [20_127, ASCII],
  [20_105, ASCII],
  [1, ASCII],
  [28_591, LATIN1],
  [5, LATIN1],
  [1252, WINDOWS_1252],
  [12, WINDOWS_1252],
]);

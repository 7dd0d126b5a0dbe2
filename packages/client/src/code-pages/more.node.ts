/** The code pages beyond the built-in ones, on Node: those of iconv-lite, which is loaded when the first of them is used. */

import type iconv from 'iconv-lite';
import { type CodePage, decodeOnly } from './page.ts';

/** Those that iconv-lite knows as "cp" and the number. */
const NUMBERED: ReadonlySet<number> = new Set([
  437, 720, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 864, 865, 866, 869, 874, 932,
  936, 949, 950, 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258, 20_866, 21_866, 28_592, 28_593,
  28_594, 28_595, 28_596, 28_597, 28_598, 28_599, 28_605,
]);

const NAMES: ReadonlyMap<number, iconv.Encoding> = new Map([
  [708, 'asmo708'],
  [10_000, 'macroman'],
  [10_006, 'macgreek'],
  [10_007, 'maccyrillic'],
  [10_010, 'macromania'],
  [10_017, 'macukraine'],
  [10_021, 'macthai'],
  [10_029, 'maccenteuro'],
  [10_079, 'maciceland'],
  [10_081, 'macturkish'],
  [10_082, 'maccroatian'],
  [12_000, 'utf32le'],
  [12_001, 'utf32be'],
  [20_936, 'gb2312'],
  [38_598, 'iso88598i'],
  [51_932, 'eucjp'],
  [51_936, 'euccn'],
  [51_949, 'euckr'],
  [54_936, 'gb18030'],
  [65_000, 'utf7'],
  // Apple's
  [3, 'eucjp'],
  [8, 'shiftjis'],
  [9, 'latin2'],
  [10, 'utf16'],
  [11, 'win1251'],
  [13, 'win1253'],
  [14, 'win1254'],
  [15, 'win1250'],
  [30, 'macroman'],
  [0x8c000100, 'utf32'],
  [0x98000100, 'utf32be'],
  [0x9c000100, 'utf32le'],
] as const);

/** With a byte order mark, which says how to read them; in all others a mark is part of the text. */
const MARKED: ReadonlySet<string> = new Set(['utf16', 'utf32']);

/** Those that only Node itself knows, to read them. */
const READABLE: ReadonlySet<number> = new Set([50_220, 50_221, 50_222, 21]);

export function morePage(id: number): CodePage | undefined {
  if (READABLE.has(id)) return decodeOnly('iso-2022-jp');
  const name = NUMBERED.has(id) ? (`cp${id}` as iconv.Encoding) : NAMES.get(id);
  if (name === undefined) return undefined;
  const { createRequire } = process.getBuiltinModule('node:module');
  const library: typeof iconv = createRequire(import.meta.url)('iconv-lite');
  const marked = MARKED.has(name);
  const decode = (bytes: Uint8Array): string => library.decode(bytes, name, { stripBOM: marked });
  return {
    encode: (text) => {
      const bytes = library.encode(text, name, { addBOM: marked });
      // It writes a question mark for what it lacks.
      return decode(bytes) === text ? bytes : undefined;
    },
    decode,
  };
}

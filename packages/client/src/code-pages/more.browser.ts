/** The code pages beyond the built-in ones, in a browser: what its TextDecoder reads, and pages of one byte written too. */

import { type CodePage, decodeOnly, singleByte } from './page.ts';

const SINGLE_BYTE: ReadonlyMap<number, string> = new Map([
  [866, 'ibm866'],
  [874, 'windows-874'],
  [10_000, 'macintosh'],
  [10_017, 'x-mac-cyrillic'],
  [20_866, 'koi8-r'],
  [21_866, 'koi8-u'],
  [28_605, 'iso-8859-15'],
  [38_598, 'iso-8859-8-i'],
  // Apple's
  [9, 'iso-8859-2'],
  [11, 'windows-1251'],
  [13, 'windows-1253'],
  [14, 'windows-1254'],
  [15, 'windows-1250'],
  [30, 'macintosh'],
]);

const READABLE: ReadonlyMap<number, string> = new Map([
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [20_936, 'gbk'],
  [50_220, 'iso-2022-jp'],
  [50_221, 'iso-2022-jp'],
  [50_222, 'iso-2022-jp'],
  [51_932, 'euc-jp'],
  [51_936, 'gbk'],
  [51_949, 'euc-kr'],
  [54_936, 'gb18030'],
  // Apple's
  [3, 'euc-jp'],
  [8, 'shift_jis'],
  [21, 'iso-2022-jp'],
]);

const HIGH_BYTES = Uint8Array.from({ length: 128 }, (_, i) => 128 + i);

export function morePage(id: number): CodePage | undefined {
  const label = SINGLE_BYTE.get(id) ?? familyLabel(id);
  const page = decodeOnly(label ?? READABLE.get(id) ?? '');
  return page === undefined || label === undefined ? page : singleByte(page.decode(HIGH_BYTES));
}

/** Of the pages that the standard names by number. */
function familyLabel(id: number): string | undefined {
  if (id >= 1250 && id <= 1258) return `windows-${id}`;
  return id >= 28_592 && id <= 28_598 ? `iso-8859-${id - 28_590}` : undefined;
}

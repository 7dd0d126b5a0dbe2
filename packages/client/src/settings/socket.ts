/** The 4 settings of the Socket group. */

import { bool, INT32, int, textWhere } from './kinds.ts';
import { type Row, stored } from './row.ts';

/** `name: value`, as RFC 9110 writes a field. */
const HEADER_LINE = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[\t\x20-\x7e\x80-\xff]*$/;

/** The lines of FirewallData; a line break at the end is no line. */
export function headerLines(data: string): string[] {
  return data === '' ? [] : data.replace(/(\r\n|\r|\n)$/, '').split(/\r\n|\r|\n/);
}

/** An empty line would end the header block and smuggle in a body. */
const headerBlock = textWhere('header lines', (data) =>
  headerLines(data).every((line) => HEADER_LINE.test(line))
    ? undefined
    : 'must be header lines, "name: value" each, and no empty line',
);

export const SOCKET_SETTINGS = {
  AbsoluteTimeout: stored(bool),
  FirewallData: stored(headerBlock, { used: 'next connect', secret: true }),
  InBufferSize: stored(int(0, INT32), { effect: 'stored' }),
  OutBufferSize: stored(int(0, INT32), { effect: 'mapped', used: 'next connect' }),
} satisfies Record<string, Row>;

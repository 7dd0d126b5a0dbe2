/** A payload for people: as text, as JSON, as hexadecimal lines. */

export const VIEWS = ['text', 'json', 'hex'] as const;
export type View = (typeof VIEWS)[number];

const utf8 = new TextDecoder();
const LINE = 16;
/** Bytes that a row, and the view below the list, show at most. */
const IN_A_ROW = 160;
const IN_FULL = 16_384;

/** On one line, cut. */
export function preview(bytes: Uint8Array, view: View): string {
  const head = bytes.subarray(0, IN_A_ROW);
  const more = bytes.length > IN_A_ROW ? '…' : '';
  if (view === 'hex') return hexOf(head) + more;
  return utf8.decode(head).replace(/\s+/g, ' ') + more;
}

export function shown(bytes: Uint8Array, view: View): string {
  const head = bytes.subarray(0, IN_FULL);
  const more = bytes.length > IN_FULL ? `\n… ${bytes.length - IN_FULL} bytes more` : '';
  if (view === 'hex') return hexLines(head) + more;
  const text = utf8.decode(head);
  return (view === 'json' && more === '' ? indented(text) : text) + more;
}

/** What is not JSON is shown as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

/** Offset, bytes, and the letters that they are. */
export function hexLines(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let from = 0; from < bytes.length; from += LINE) {
    const line = bytes.subarray(from, from + LINE);
    const offset = from.toString(16).padStart(4, '0');
    lines.push(`${offset}  ${hexOf(line).padEnd(LINE * 3 - 1)}  ${letters(line)}`);
  }
  return lines.join('\n');
}

export function hexOf(bytes: Uint8Array, between = ' '): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(between);
}

function letters(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) =>
    byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·',
  ).join('');
}

/** What to publish: from an argument, a file, or standard input as a whole or line by line. */

import { readFile } from 'node:fs/promises';
import { CommandFailure, lineOf } from '../errors.ts';
import type { OptionGroup } from '../options/row.ts';
import type { Terminal } from '../terminal.ts';

export const PAYLOAD: OptionGroup = {
  title: 'Payload, one of',
  rows: [
    { flags: '-m, --message <text>', help: 'this text; also the second argument' },
    { flags: '-f, --file <path>', help: 'the bytes of a file' },
    { flags: '-s, --stdin', help: 'standard input, to its end' },
    { flags: '-l, --lines', help: 'one message for each line of standard input' },
    { flags: '-n, --null', help: 'nothing: with --retain it clears the topic' },
  ],
};

export interface PayloadOptions {
  readonly message?: string;
  readonly file?: string;
  readonly stdin?: boolean;
  readonly lines?: boolean;
  readonly null?: boolean;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** @throws CommandFailure `usage` unless there is exactly one source, or the file cannot be read. */
export function payloadsOf(options: PayloadOptions, terminal: Terminal): AsyncIterable<Uint8Array> {
  const { message, file, stdin, lines, null: empty } = options;
  const sources = [message, file, stdin, lines, empty].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    const what = sources.length === 0 ? 'a message, or' : 'only';
    const text = `give ${what} one of --message, --file, --stdin, --lines, --null`;
    throw new CommandFailure('usage', text);
  }
  if (lines === true) return linesOf(terminal.input());
  if (stdin === true) return wholeOf(() => collect(terminal.input()));
  if (file !== undefined) return wholeOf(() => contentOf(file));
  return wholeOf(() => Promise.resolve(new TextEncoder().encode(message ?? '')));
}

async function* wholeOf(read: () => Promise<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield await read();
}

async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new CommandFailure('usage', lineOf(error), { cause: error });
  }
}

export async function collect(input: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Without their ends, LF or CR LF; a last line without one counts. Bytes, so any encoding passes. */
export async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let parts: Uint8Array[] = [];
  for await (const chunk of input) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      yield withoutReturn(Buffer.concat([...parts, chunk.subarray(from, end)]));
      parts = [];
      from = end + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}

function withoutReturn(line: Uint8Array): Uint8Array {
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}

/** Where a command reads and writes and how it is told to stop; the process in real life, arrays in tests. */

import { writeSync } from 'node:fs';
import { isatty } from 'node:tty';

export interface Terminal {
  /** Results, to standard output; text with its line feeds. */
  write(output: string | Uint8Array): void;
  /** What went wrong, and progress, to standard error; with its line feeds. */
  complain(text: string): void;
  /** Standard input. */
  input(): AsyncIterable<Uint8Array>;
  /** Whether `write` may be given colours. */
  readonly color: boolean;
  /** Whether `complain` goes to a screen, where a line can be overwritten. */
  readonly live: boolean;
  /** Aborted by Ctrl-C or SIGTERM, with the signal's name as reason: leave nothing behind, then end. */
  readonly interrupted: AbortSignal;
  /** Aborted when nobody reads the output any more (`| head`): as above, and no fault. */
  readonly unread: AbortSignal;
}

const STDOUT = 1;
const STDERR = 2;
/** Milliseconds between two tries when the other end of a shared terminal takes nothing. */
const RETRY = 5;

/** The terminal of this process. A second Ctrl-C ends it at once. */
export function processTerminal(): Terminal {
  const { env } = process;
  const interruption = new AbortController();
  const unread = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => interruption.abort(signal));
  }
  return {
    write: (output) => {
      if (!unread.signal.aborted && !writeAll(STDOUT, output)) unread.abort();
    },
    complain: (text) => void writeAll(STDERR, text),
    input: () => process.stdin,
    color: isatty(STDOUT) && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    live: isatty(STDERR) && env['TERM'] !== 'dumb',
    interrupted: interruption.signal,
    unread: unread.signal,
  };
}

/**
 * Waits for a slow reader: so a subscriber's pipe slows the broker down, where a stream would buffer without end.
 * @returns false when the reader has gone
 */
function writeAll(descriptor: number, output: string | Uint8Array): boolean {
  let rest = typeof output === 'string' ? Buffer.from(output) : output;
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY);
    }
  }
  return true;
}

/** Where a command writes and how it is told to stop; the process in real life, an array in tests. */

export interface Terminal {
  /** Results, to standard output; with its line feeds. */
  write(text: string): void;
  /** What went wrong, to standard error; with its line feeds. */
  complain(text: string): void;
  /** Whether `write` may be given colours. */
  readonly color: boolean;
  /** Aborted by Ctrl-C: leave nothing behind, then end. */
  readonly interrupted: AbortSignal;
}

/** The terminal of this process. A second Ctrl-C ends it at once. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // The reader of a pipe may have had enough (`| head`): what is left to say goes nowhere, and that is no fault.
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  return {
    write: (text) => void stdout.write(text),
    complain: (text) => void stderr.write(text),
    color: stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb',
    interrupted: controller.signal,
  };
}

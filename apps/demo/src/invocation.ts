/** What a command works with. */

import type { ExitCode } from './exit-codes.ts';
import type { Terminal } from './terminal.ts';

export interface Invocation {
  readonly terminal: Terminal;
  /** The exit status, left here by a command that has something to say without failing. */
  exitCode: ExitCode;
}

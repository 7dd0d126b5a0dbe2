/** What ends a command early: the reason in one line, and the exit status that goes with it. */

import { EXIT_ROWS, type ExitCode, type ExitName } from './exit-codes.ts';

export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: ExitName;

  constructor(code: ExitName, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get exitCode(): ExitCode {
    return EXIT_ROWS[this.code].code;
  }
}

/** Any thrown value as one line of text. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').trim();
}

/** Why a command ends that was told to stop. */
export function interruption(signal: AbortSignal): CommandFailure {
  const terminated = signal.reason === 'SIGTERM';
  return new CommandFailure(terminated ? 'terminated' : 'interrupted', 'interrupted');
}

/** What ends a command early: the reason in one line, and the exit status that goes with it. */

import { EXIT, type ExitCode } from './exit-codes.ts';

export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly code: 'UNREACHABLE' | 'INTERRUPTED';
  readonly exitCode: ExitCode;

  constructor(code: 'UNREACHABLE' | 'INTERRUPTED', message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.exitCode = code === 'INTERRUPTED' ? EXIT.interrupted : EXIT.unusable;
  }
}

/** Any thrown value as one line of text. */
export function lineOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').trim();
}

/** What the program's exit status says: one table for code, help and README. */

export const EXIT_ROWS = {
  ok: { code: 0, meaning: 'everything is as it should be' },
  failed: { code: 1, meaning: 'something that was promised did not happen; it is named' },
  usage: { code: 2, meaning: 'wrong arguments; nothing was done' },
  unreachable: { code: 3, meaning: 'no broker answers there, or its certificate is not accepted' },
  refused: { code: 4, meaning: 'the broker refused the connection, a message or a subscription' },
  timeout: { code: 5, meaning: 'the time of --timeout is over' },
  lost: { code: 6, meaning: 'the connection broke' },
  malformed: { code: 7, meaning: 'decode: the bytes are not MQTT' },
  interrupted: { code: 130, meaning: 'ended by Ctrl-C, after an orderly disconnect' },
  terminated: { code: 143, meaning: 'ended by SIGTERM, after an orderly disconnect' },
} as const;

export type ExitName = keyof typeof EXIT_ROWS;
export type ExitCode = (typeof EXIT_ROWS)[ExitName]['code'];

/** The table as help prints it, or some of its rows; 0 is always one of them. */
export function exitText(names: readonly ExitName[]): string {
  const shown = new Set<ExitName>(['ok', ...names]);
  const lines = [...shown].map((name) => {
    const { code, meaning } = EXIT_ROWS[name];
    return `  ${String(code).padEnd(5)}${meaning}`;
  });
  return `Exit status:\n${lines.join('\n')}`;
}

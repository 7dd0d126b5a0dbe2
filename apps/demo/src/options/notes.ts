/** How the help of a command ends: examples, and its exit codes. */

import type { Command } from 'commander';
import { type ExitName, exitText } from '../exit-codes.ts';

const CLIENT_EXITS: readonly ExitName[] = [
  'usage',
  'unreachable',
  'refused',
  'timeout',
  'lost',
  'interrupted',
  'terminated',
];

/** Examples and exit codes after the options. */
export function addNotes(
  command: Command,
  examples: readonly string[],
  { notes = '', exits = CLIENT_EXITS }: { notes?: string; exits?: readonly ExitName[] } = {},
): Command {
  const shown = examples.map((example) => `  ${example}`).join('\n');
  return command.addHelpText('after', `${notes}\nExamples:\n${shown}\n\n${exitText(exits)}`);
}

/** Which options the commands share, and how the help of a command ends. */

import type { Command } from 'commander';
import { type ExitName, exitText } from '../exit-codes.ts';
import { CONNECT_PROPERTIES, CONNECTION } from './connection.ts';
import { WILL } from './message.ts';
import type { OptionGroup, OptionRow } from './row.ts';
import { PROXY, TLS } from './security.ts';

/** Of every command that connects. */
export const CLIENT_GROUPS: readonly OptionGroup[] = [
  CONNECTION,
  TLS,
  PROXY,
  WILL,
  CONNECT_PROPERTIES,
];

const CLIENT_EXITS: readonly ExitName[] = [
  'usage',
  'unreachable',
  'refused',
  'timeout',
  'lost',
  'interrupted',
  'terminated',
];

/** Off unless it is asked for. */
export const RECONNECT: OptionRow = {
  flags: '--reconnect',
  help: 'connect again when the connection breaks',
  to: { setting: 'AutoReconnect' },
};

/** On unless it is switched off. */
export const NO_RECONNECT: OptionRow = {
  flags: '--no-reconnect',
  help: 'end when the connection breaks, instead of connecting again',
  to: { setting: 'AutoReconnect' },
};

/** Examples and exit codes after the options. */
export function addNotes(
  command: Command,
  examples: readonly string[],
  { notes = '', exits = CLIENT_EXITS }: { notes?: string; exits?: readonly ExitName[] } = {},
): Command {
  const shown = examples.map((example) => `  ${example}`).join('\n');
  return command.addHelpText('after', `${notes}\nExamples:\n${shown}\n\n${exitText(exits)}`);
}

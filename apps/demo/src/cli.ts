/** The command line: the program, its commands, and how an outcome becomes an exit status. */

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { connCommand } from './commands/conn.ts';
import { decodeCommand } from './commands/decode.ts';
import { pubCommand } from './commands/pub.ts';
import { rrCommand } from './commands/rr.ts';
import { serveCommand } from './commands/serve.ts';
import { subCommand } from './commands/sub.ts';
import { TOUR_NOTES, tourCommand } from './commands/tour.ts';
import { CommandFailure, lineOf } from './errors.ts';
import { EXIT_ROWS, type ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import type { Terminal } from './terminal.ts';

const NAME = 'x-mqtt';

/** Beside the tour, in the order of the help. */
const COMMANDS: readonly ((invocation: Invocation) => Command)[] = [
  pubCommand,
  subCommand,
  rrCommand,
  connCommand,
  decodeCommand,
  serveCommand,
];

/** Runs one command line, without the program's name; never rejects for what a user can do wrong. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const invocation: Invocation = { terminal, exitCode: EXIT_ROWS.ok.code };
  try {
    await programOf(invocation).parseAsync(withoutSeparator(args), { from: 'user' });
    return invocation.exitCode;
  } catch (error) {
    // Commander has written its own message.
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? EXIT_ROWS.ok.code : EXIT_ROWS.usage.code;
    }
    if (!(error instanceof CommandFailure)) throw error;
    if (error.exitCode !== EXIT_ROWS.ok.code) terminal.complain(`${NAME}: ${lineOf(error)}\n`);
    return error.exitCode;
  }
}

function programOf(invocation: Invocation): Command {
  const { terminal } = invocation;
  const program = new Command(NAME)
    .description('MQTT 3.1.1 and 5.0 at work: what a client and a broker say to each other')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.complain(text),
      outputError: (text, write) => write(text.replace(/^error: /, `${NAME}: `)),
      getOutHasColors: () => terminal.color,
    });
  const tour = tourCommand(invocation).copyInheritedSettings(program);
  program.addCommand(tour, { isDefault: true });
  for (const make of COMMANDS) {
    program.addCommand(
      make(invocation).helpOption('-h, --help', 'print this help').copyInheritedSettings(program),
    );
  }
  // Its options work without its name, so the program's help shows them too.
  const ofTour = () =>
    `\n${NAME} tour, the default command:\n\n${tour.helpInformation()}${TOUR_NOTES}`;
  return program.addHelpText('after', ofTour);
}

/** Package managers hand on the `--` that is meant for them. */
function withoutSeparator(args: readonly string[]): readonly string[] {
  return args[0] === '--' ? args.slice(1) : args;
}

function version(): string {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  const known = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  return known ? String(manifest.version) : 'unknown';
}

/** The command line: the program, its commands, and how an outcome becomes an exit status. */

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { CommandFailure, lineOf } from './errors.ts';
import { EXIT_ROWS, type ExitCode } from './exit-codes.ts';
import type { Invocation } from './invocation.ts';
import type { Terminal } from './terminal.ts';

const NAME = 'x-mqtt';
const TOUR = 'tour';

interface CommandRow {
  readonly name: string;
  readonly description: string;
  /** Only what runs is loaded: the others would double the time that a command takes to start. */
  readonly load: () => Promise<(invocation: Invocation) => Command>;
}

/** In the order of the help; the first is the default. */
const COMMANDS: readonly CommandRow[] = [
  {
    name: TOUR,
    description: 'shows MQTT step by step, and checks each step',
    load: async () => (await import('./commands/tour.ts')).tourCommand,
  },
  {
    name: 'pub',
    description: 'publishes messages, and ends when the broker has them',
    load: async () => (await import('./commands/pub.ts')).pubCommand,
  },
  {
    name: 'sub',
    description: 'subscribes, and writes what comes',
    load: async () => (await import('./commands/sub.ts')).subCommand,
  },
  {
    name: 'rr',
    description: 'request and response: asks and waits for the answer, or answers',
    load: async () => (await import('./commands/rr.ts')).rrCommand,
  },
  {
    name: 'conn',
    description: 'connects, and says what the broker said',
    load: async () => (await import('./commands/conn.ts')).connCommand,
  },
  {
    name: 'bench',
    description: 'how fast a broker, a network and this client are together',
    load: async () => (await import('./commands/bench.ts')).benchCommand,
  },
  {
    name: 'decode',
    description: 'bytes to packets',
    load: async () => (await import('./commands/decode.ts')).decodeCommand,
  },
  {
    name: 'serve',
    description: 'the web page, with a broker to play with',
    load: async () => (await import('./commands/serve.ts')).serveCommand,
  },
];

/** Runs one command line, without the program's name; never rejects for what a user can do wrong. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const invocation: Invocation = { terminal, exitCode: EXIT_ROWS.ok.code };
  try {
    const given = withoutSeparator(args);
    const program = await programOf(invocation, given[0]);
    await program.parseAsync(given, { from: 'user' });
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

async function programOf(invocation: Invocation, word: string | undefined): Promise<Command> {
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
  const names = COMMANDS.map(({ name }) => name);
  if (word !== undefined && !word.startsWith('-') && !names.includes(word)) {
    throw new CommandFailure('usage', `there is no command '${word}', only ${names.join(', ')}`);
  }
  const named = names.find((name) => name === word) ?? TOUR;
  for (const { name, description, load } of COMMANDS) {
    const command = name === named ? (await load())(invocation) : new Command(name);
    program.addCommand(command.description(description), { isDefault: name === TOUR });
  }
  if (named !== word) await addTourHelp(program);
  inherit(program);
  return program;
}

/** The default command's options work without its name, so the program's help shows them too. */
async function addTourHelp(program: Command): Promise<void> {
  const { TOUR_NOTES } = await import('./commands/tour.ts');
  const tour = program.commands.find((command) => command.name() === TOUR);
  program.addHelpText(
    'after',
    () => `\n${NAME} ${TOUR}, the default command:\n\n${tour?.helpInformation()}${TOUR_NOTES}`,
  );
}

/** What `addCommand` leaves out, for every command below this one. */
function inherit(parent: Command): void {
  for (const command of parent.commands) {
    command.helpOption('-h, --help', 'print this help').copyInheritedSettings(parent);
    inherit(command as Command);
  }
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

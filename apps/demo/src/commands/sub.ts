/** `x-mqtt sub`: subscribes, and writes what comes. */

import type { QoS } from '@x/codec';
import { Command } from 'commander';
import { Client } from '../client/client.ts';
import { LONGEST } from '../client/limit.ts';
import { Waiting } from '../client/waiting.ts';
import { CommandFailure } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { CLIENT_GROUPS, NO_RECONNECT } from '../options/groups.ts';
import { QOS } from '../options/message.ts';
import { addNotes } from '../options/notes.ts';
import { FORMAT_NOTES, messageWriter, OUTPUT, type OutputOptions } from '../options/output.ts';
import { addOptions, number, type OptionGroup, repeated, whole } from '../options/row.ts';
import { SUBSCRIPTION } from '../options/subscription.ts';
import type { Terminal } from '../terminal.ts';

/** Milliseconds without a message after which what is retained is taken to be there. */
const QUIET = 1000;

const SUBSCRIBE: OptionGroup = {
  title: 'Subscription',
  rows: [
    {
      flags: '-t, --topic <filter>',
      help: 'a topic filter; also the arguments; may be repeated',
      parse: repeated,
    },
    QOS,
    { flags: '-C, --count <n>', help: 'end after so many messages', parse: whole(1, 2 ** 31) },
    {
      flags: '-W, --timeout <seconds>',
      help: 'end after this time; status 5 if --count is not reached by then',
      parse: number(0.001, LONGEST),
    },
    { flags: '--retained-only', help: 'write what is retained, then end' },
    { flags: '--no-retained', help: 'leave out what was retained before' },
    NO_RECONNECT,
  ],
};

const GROUPS = [SUBSCRIBE, OUTPUT, SUBSCRIPTION, ...CLIENT_GROUPS];

interface SubOptions extends OutputOptions {
  readonly [name: string]: unknown;
  readonly topic?: readonly string[];
  readonly qos: QoS;
  readonly count?: number;
  readonly timeout?: number;
  readonly retainedOnly?: boolean;
  readonly retained: boolean;
}

export function subCommand({ terminal }: Invocation): Command {
  const command = new Command('sub').argument('[filters...]');
  const examples = [
    "x-mqtt sub 'home/+/temperature' --verbose",
    "x-mqtt sub '#' --retained-only --output json",
    'x-mqtt sub camera/1 --count 1 --no-newline > cat.jpg',
    "x-mqtt sub 'orders/#' -q 2 --session orders.journal --format '%I %t %p'",
  ];
  return addNotes(addOptions(command, GROUPS), examples, { notes: FORMAT_NOTES }).action(
    async (filterArguments: readonly string[]) => {
      const options = command.opts<SubOptions>();
      const filters = [...(options.topic ?? []), ...filterArguments];
      if (filters.length === 0) throw new CommandFailure('usage', 'give a topic filter');
      await Client.use(terminal, GROUPS, options, (client) =>
        receive(client, options, filters, terminal),
      );
    },
  );
}

async function receive(
  client: Client,
  options: SubOptions,
  filters: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const { count, timeout, retainedOnly } = options;
  const waiting = new Waiting();
  const write = messageWriter(options, terminal);
  let received = 0;
  client.onMessage((message) => {
    if (received === count) return;
    if (message.retained ? !options.retained : retainedOnly === true) {
      if (retainedOnly === true) waiting.end();
      return;
    }
    received++;
    write(message);
    if (received === count) waiting.end();
    else if (retainedOnly === true) waiting.endIn(QUIET);
  });
  await client.connect();
  await client.subscribe(filters, options.qos);
  if (retainedOnly === true) waiting.endIn(QUIET);
  const whole = await waiting.over(timeout);
  if (whole || count === undefined) return;
  throw new CommandFailure('timeout', `${received} of ${count} messages came in ${timeout} s`);
}

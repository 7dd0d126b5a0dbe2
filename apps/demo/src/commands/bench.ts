/** `x-mqtt bench`: how fast a broker, a network and this client are together. */

import type { QoS } from '@x/codec';
import { Command } from 'commander';
import { resultText } from '../bench/report.ts';
import { type BenchRequest, runBench } from '../bench/run-bench.ts';
import { LONGEST } from '../client/limit.ts';
import { CommandFailure } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { CLIENT_GROUPS } from '../options/groups.ts';
import { PUBLISH_PROPERTIES, QOS } from '../options/message.ts';
import { addNotes } from '../options/notes.ts';
import { addOptions, number, type OptionGroup, type OptionRow, whole } from '../options/row.ts';
import { SUBSCRIPTION } from '../options/subscription.ts';

type Kind = 'pub' | 'sub' | 'conn';

const MANY = 2 ** 31;

const COMMON: readonly OptionRow[] = [
  { flags: '-c, --clients <n>', help: 'clients at once', initial: 1, parse: whole(1, 1_000_000) },
  {
    flags: '--workers <n>',
    help: 'processes that the clients are divided among, one for each core at best',
    initial: 1,
    parse: whole(1, 1024),
  },
  { flags: '-C, --count <n>', help: 'end after so many, of all clients', parse: whole(1, MANY) },
  {
    flags: '-W, --duration <seconds>',
    help: 'end after this time; status 5 if --count is not reached by then',
    parse: number(0.1, LONGEST),
  },
  {
    flags: '-o, --output <form>',
    help: 'the form of the result',
    choices: ['text', 'json'],
    initial: 'text',
  },
];

const TOPIC: OptionRow = {
  flags: '-t, --topic <topic>',
  help: 'the topic',
  initial: 'x-mqtt/bench',
};

const PUB: readonly OptionRow[] = [
  TOPIC,
  QOS,
  { flags: '-s, --size <bytes>', help: 'of a payload', initial: 64, parse: whole(0, 2 ** 28) },
  { flags: '--rate <n>', help: 'messages a second, of all clients', parse: number(0.001, MANY) },
  {
    flags: '--window <n>',
    help: 'messages that a client may have under way',
    initial: 100,
    parse: whole(1, 65_535),
  },
];

const SUB: readonly OptionRow[] = [
  TOPIC,
  QOS,
  { flags: '--share <group>', help: 'one subscription that all clients share' },
];

const CONN: readonly OptionRow[] = [
  { flags: '--hold', help: 'stay connected to the end: --count clients at once' },
];

interface Benchmark {
  readonly kind: Kind;
  readonly description: string;
  readonly rows: readonly OptionRow[];
  readonly groups: readonly OptionGroup[];
  readonly examples: readonly string[];
}

const BENCHMARKS: readonly Benchmark[] = [
  {
    kind: 'pub',
    description: 'publishes as fast as acknowledgements come, or at a rate',
    rows: PUB,
    groups: [PUBLISH_PROPERTIES],
    examples: [
      'x-mqtt bench pub --qos 1 --clients 10 --count 100000',
      'x-mqtt bench pub --rate 1000 --duration 60 --size 1024 --output json',
    ],
  },
  {
    kind: 'sub',
    description: 'receives and counts; knows how long what bench pub sent was on its way',
    rows: SUB,
    groups: [SUBSCRIPTION],
    examples: [
      'x-mqtt bench sub --count 100000',
      'x-mqtt bench sub --share team --workers 4 --duration 60',
    ],
  },
  {
    kind: 'conn',
    description: 'connects again and again, or many clients at once',
    rows: CONN,
    groups: [],
    examples: [
      'x-mqtt bench conn --clients 20 --count 1000',
      'x-mqtt bench conn --hold --count 5000',
    ],
  },
];

interface BenchOptions {
  readonly [name: string]: unknown;
  readonly clients: number;
  readonly workers: number;
  readonly count?: number;
  readonly duration?: number;
  readonly output: 'text' | 'json';
  readonly url: string;
  readonly protocol: string;
  readonly topic?: string;
  readonly qos?: QoS;
  readonly size?: number;
  readonly window?: number;
  readonly rate?: number;
  readonly share?: string;
  readonly hold?: boolean;
}

/** Seconds of a benchmark to which nobody gave an end. */
const USUAL = 10;

export function benchCommand(invocation: Invocation): Command {
  const bench = new Command('bench').helpCommand(false);
  for (const benchmark of BENCHMARKS) {
    const { kind, description, rows, groups, examples } = benchmark;
    const command = new Command(kind).description(description);
    addOptions(command, [
      { title: 'Load', rows: [...rows, ...COMMON] },
      ...groups,
      ...CLIENT_GROUPS,
    ]);
    addNotes(command, examples).action(async () => {
      await run(kind, command.opts<BenchOptions>(), invocation);
    });
    bench.addCommand(command);
  }
  return addNotes(
    bench,
    BENCHMARKS.flatMap(({ examples }) => examples.slice(0, 1)),
  );
}

async function run(kind: Kind, options: BenchOptions, { terminal }: Invocation): Promise<void> {
  const { url, protocol, qos = 0, clients, workers, output } = options;
  const request = requestOf(kind, options);
  const subject = {
    kind,
    url: url.replace(/(:\/\/[^/@:]*:)[^/@]*@/, '$1***@'),
    protocol,
    qos,
    clients: Math.max(clients, workers),
    workers,
  };
  const { result, ended } = await runBench(request, subject, terminal);
  terminal.write(output === 'json' ? `${JSON.stringify(result)}\n` : resultText(result));
  if (ended !== undefined) throw ended;
}

function requestOf(kind: Kind, options: BenchOptions): BenchRequest {
  const { clients, workers, count, share, topic = '', qos = 0, hold = false } = options;
  if (share !== undefined && /[+#/]/.test(share)) {
    throw new CommandFailure('usage', "--share: a group's name has no +, # or /");
  }
  const endless = kind === 'sub' || (kind === 'conn' && hold);
  const usual = count === undefined && !endless ? USUAL : undefined;
  return {
    workers,
    count,
    duration: options.duration ?? usual,
    ready: kind === 'sub' ? 'subscribed, waiting for messages' : 'connected, measuring',
    plan: {
      kind,
      values: options,
      clients,
      firstClient: 0,
      count,
      topic: share === undefined ? topic : `$share/${share}/${topic}`,
      qos,
      size: options.size ?? 0,
      window: options.window ?? 1,
      rate: options.rate,
      hold,
    },
  };
}

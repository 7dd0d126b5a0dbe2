/** `x-mqtt conn`: connects, and says what the broker said. */

import type { MQTT } from '@x/client';
import { Command } from 'commander';
import { Client } from '../client/client.ts';
import { LONGEST } from '../client/limit.ts';
import { Waiting } from '../client/waiting.ts';
import type { Invocation } from '../invocation.ts';
import { CLIENT_GROUPS } from '../options/groups.ts';
import { addNotes } from '../options/notes.ts';
import { addOptions, number, type OptionGroup } from '../options/row.ts';

const CONNECT: OptionGroup = {
  title: 'Options',
  rows: [
    { flags: '--hold', help: 'stay connected until Ctrl-C, or for the time of --timeout' },
    { flags: '-W, --timeout <seconds>', help: 'how long to stay', parse: number(0.001, LONGEST) },
    {
      flags: '-o, --output <form>',
      help: 'the form of the answer',
      choices: ['text', 'json'],
      initial: 'text',
    },
  ],
};

const GROUPS = [CONNECT, ...CLIENT_GROUPS];

interface ConnOptions {
  readonly [name: string]: unknown;
  readonly hold?: boolean;
  readonly timeout?: number;
  readonly output: 'text' | 'json';
}

/** What is known of a connection. */
interface Answer {
  readonly url: string;
  readonly version: string;
  readonly clientId: string;
  readonly sessionPresent: boolean;
  readonly milliseconds: number;
  readonly tls?: string;
  /** As docs/settings.md names the keys of ConnAckProperties. */
  readonly properties: Readonly<Record<string, unknown>>;
}

export function connCommand({ terminal }: Invocation): Command {
  const command = new Command('conn');
  const examples = [
    'x-mqtt conn --url mqtts://broker.example',
    'x-mqtt conn --will-topic clients/here --will-message gone --hold',
    'x-mqtt conn --output json --proxy socks5://localhost',
  ];
  return addNotes(addOptions(command, GROUPS), examples).action(async () => {
    const options = command.opts<ConnOptions>();
    await Client.use(terminal, GROUPS, options, async (client) => {
      const started = performance.now();
      await client.connect();
      const answer = await answerOf(client, performance.now() - started);
      terminal.write(options.output === 'json' ? `${JSON.stringify(answer)}\n` : textOf(answer));
      if (options.hold === true) await new Waiting().over(options.timeout);
      // What a session file has left is brought to its end.
      else await client.settled();
    });
  });
}

async function answerOf({ mqtt, speaks5 }: Client, milliseconds: number): Promise<Answer> {
  const said = await mqtt.config('ConnAckProperties');
  const tls = await tlsOf(mqtt);
  return {
    url: mqtt.getRemoteHost(),
    version: speaks5 ? '5.0' : '3.1.1',
    clientId: mqtt.getClientId(),
    sessionPresent: (await mqtt.config('SessionPresent')) === 'True',
    milliseconds: Math.round(milliseconds * 10) / 10,
    ...(tls !== '' && { tls }),
    properties: said === '' ? {} : JSON.parse(said),
  };
}

async function tlsOf(mqtt: MQTT): Promise<string> {
  const version = await mqtt.config('SSLNegotiatedVersion');
  return version === '' ? '' : `${version}, ${await mqtt.config('SSLNegotiatedCipherSuite')}`;
}

function textOf(answer: Answer): string {
  const rows = [
    ['connected to', answer.url],
    ['in', `${answer.milliseconds} ms`],
    ['MQTT', answer.version],
    ['client id', answer.clientId],
    ['session', answer.sessionPresent ? 'taken up' : 'new'],
    ...(answer.tls === undefined ? [] : [['TLS', answer.tls]]),
    ...Object.entries(answer.properties).map(([name, value]) => [name, String(value)]),
  ];
  const width = Math.max(...rows.map(([name = '']) => name.length));
  return rows.map(([name = '', value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

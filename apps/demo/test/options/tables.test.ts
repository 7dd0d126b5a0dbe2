/** The tables of options: what they name exists, and no command says the same thing in two ways. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MQTT } from '@x/client';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { benchCommand } from '../../src/commands/bench.ts';
import { connCommand } from '../../src/commands/conn.ts';
import { decodeCommand } from '../../src/commands/decode.ts';
import { pubCommand } from '../../src/commands/pub.ts';
import { rrCommand } from '../../src/commands/rr.ts';
import { serveCommand } from '../../src/commands/serve.ts';
import { subCommand } from '../../src/commands/sub.ts';
import type { Invocation } from '../../src/invocation.ts';
import { configure } from '../../src/options/configure.ts';
import { CLIENT_GROUPS, RECONNECT } from '../../src/options/groups.ts';
import { hexOf, PUBLISH_PROPERTIES } from '../../src/options/message.ts';
import { addOptions, nameOf, type OptionGroup } from '../../src/options/row.ts';
import { SUBSCRIPTION } from '../../src/options/subscription.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

const GROUPS: readonly OptionGroup[] = [
  PUBLISH_PROPERTIES,
  SUBSCRIPTION,
  { title: 'Other', rows: [RECONNECT] },
  ...CLIENT_GROUPS,
];
const rows = GROUPS.flatMap((group) => group.rows);
const documented = readFileSync(join(import.meta.dirname, '../../../../docs/settings.md'), 'utf8');
const invocation: Invocation = { terminal: recordingTerminal(), exitCode: 0 };

describe('the rows', () => {
  it.each(rows.filter(({ to }) => to?.setting !== undefined))(
    '$flags: its setting is documented',
    ({ to }) => expect(documented).toContain(`| ${to?.setting} |`),
  );

  it.each(rows.filter(({ to }) => to?.json !== undefined))(
    '$flags: its key is documented',
    ({ to }) => expect(documented).toContain(`| ${to?.key} |`),
  );

  it.each(rows)('$flags has a help text', ({ help }) => expect(help.length).toBeGreaterThan(3));
});

const bench = benchCommand(invocation);
const commands = [
  ...bench.commands,
  ...[pubCommand, subCommand, rrCommand, connCommand, decodeCommand, serveCommand].map((make) =>
    make(invocation),
  ),
].map((command) => [command.name(), command as Command] as const);

describe('the commands', () => {
  it.each(commands)('%s: no two options share a flag', (_, command) => {
    const flags = command.options.flatMap(({ short, long }) => [short, long]).filter(Boolean);
    expect(flags).toEqual([...new Set(flags)]);
  });

  it.each(commands)('%s: its help ends with examples and exit codes', (_, command) => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/\nExamples?:\n {2}\S/);
    expect(help).toMatch(/\nExit status:\n {2}0 /);
  });
});

/** What a client has after a command line was handed to it. */
async function configured(...args: string[]): Promise<MQTT> {
  const mqtt = new MQTT();
  const command = addOptions(new Command(), GROUPS)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  command.parse(args, { from: 'user' });
  await configure(mqtt, GROUPS, command.opts());
  return mqtt;
}

describe('configure', () => {
  it('hands every kind of row to the client', async () => {
    const mqtt = await configured(
      ...['--url', 'wss://broker.example/mqtt', '-u', 'ann', '-k', '7', '--ca', 'ca.pem'],
      ...['-D', 'a=1', '-D', 'b=x:y', '--correlation-data', '0xC0FFEE', '--will-topic', 'w'],
      ...['--will-delay', '3', '--receive-maximum', '9', '--set', 'RepublishInterval=0'],
      ...['--proxy', 'socks5://me:pw@proxy:1', '--tls', '1.3', '--reconnect', '--skip-own'],
    );
    expect(mqtt.getRemoteHost()).toBe('wss://broker.example/mqtt');
    expect([mqtt.getUser(), mqtt.getKeepAliveInterval()]).toEqual(['ann', 7]);
    const read = (name: string) => mqtt.config(name);
    expect(await read('OpenSSLCAFile')).toBe('ca.pem');
    expect(await read('OutgoingUserPropCount')).toBe('2');
    expect(await read('OutgoingUserPropValue[1]')).toBe('x:y');
    expect(await read('OutgoingMessageProperties')).toMatch(/c0ffee/i);
    expect(JSON.parse(await read('WillProperties'))).toMatchObject({ WillDelayInterval: 3 });
    expect(JSON.parse(await read('ConnectProperties'))).toMatchObject({ ReceiveMaximum: 9 });
    expect(await read('RepublishInterval')).toBe('0');
    expect(await read('SSLEnabledProtocols')).toBe('12288');
    expect(await read('AutoReconnect')).toBe('True');
    expect(await read('TopicNLArray')).toBe('True');
    const { firewallType, host, port, user, password } = mqtt.getFirewall();
    expect([firewallType, host, port, user, password]).toEqual([3, 'proxy', 1, 'me', 'pw']);
  });

  it('a session file means a session that stays, under an id that stays', async () => {
    const [first, second] = [
      await configured('--session', 'f'),
      await configured('--session', 'f'),
    ];
    expect(first.isCleanSession()).toBe(false);
    expect(first.getClientId()).toBe(second.getClientId());
    expect(first.getClientId()).toMatch(/^[a-z0-9]{1,23}$/);
    expect(await first.config('SessionExpInterval')).toBe('4294967295');
    const own = await configured('--no-clean', '-i', 'me', '--session-expiry', '60');
    expect(await own.config('SessionExpInterval')).toBe('60');
  });

  it.each([
    [['--will-topic', 'w', '--will-qos', '7'], '--will-qos'],
    [['--will-message', 'gone'], '--will-topic'],
    [['--key', 'own.key'], '--cert'],
    [['--no-clean'], '--client-id'],
    [['-D', 'no-value'], 'NAME=VALUE'],
    [['--set', 'Nonsense=1'], 'Nonsense'],
    [['--cert', '/nowhere.pem', '--key', '/nowhere.key'], '--cert'],
    [['--protocol', '3.1.1', '--content-type', 'x'], 'needs --protocol 5.0'],
  ])('%j is a mistake of usage, and named', async (args, named) => {
    await expect(configured(...args)).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining(named),
    });
  });

  it.each([
    [['--url', 'localhost'], 'mqtt://'],
    [['--proxy', 'ftp://x'], 'socks5'],
    [['-k', '65536'], '65535'],
    [['--tls', '1.1'], '1.2+1.3'],
  ])('%j is refused at once', async (args, named) => {
    await expect(configured(...args)).rejects.toThrow(named);
  });
});

it('nameOf and hexOf', () => {
  expect(nameOf({ flags: '-q, --qos <n>', help: '' })).toBe('--qos');
  expect([hexOf('hi'), hexOf('0xAb'), hexOf('0xA')]).toEqual(['6869', 'Ab', '307841']);
});

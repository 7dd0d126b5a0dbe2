/** The tour against the embedded broker and brokers that lack something. */

import { MQTT } from '@x/client';
import { type Broker, type BrokerOptions, createBroker } from '@x/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { run } from '../../src/cli.ts';
import { recordingTerminal } from '../support/recording-terminal.ts';

// A whole tour takes a moment, on a busy machine several seconds.
vi.setConfig({ testTimeout: 60_000 });

let broker: Broker | undefined;
afterEach(async () => {
  await broker?.close();
  broker = undefined;
});

/** Runs the tour over TCP against a broker that stays, and returns what is left there. */
async function tourAgainst(options: BrokerOptions, ...args: string[]) {
  broker = createBroker(options);
  const { url } = await broker.listen();
  const terminal = recordingTerminal();
  const code = await run(['--url', url, ...args], terminal);
  return { code, out: terminal.out, err: terminal.err };
}

describe('against the embedded broker', () => {
  it.each([
    ['both', '3.1.1 over TCP', '5.0 over WebSocket', '14 of 14 steps'],
    ['5.0', '5.0 over TCP', '5.0 over WebSocket', '14 of 14 steps'],
    ['3.1.1', '3.1.1 over TCP', '3.1.1 over WebSocket', '11 of 14 steps'],
  ])('--protocol %s', async (protocol, first, second, verdict) => {
    const terminal = recordingTerminal();
    const code = await run(['tour', '--protocol', protocol], terminal);
    expect(terminal.out).not.toContain('✗');
    expect(code).toBe(0);
    expect(terminal.out).toContain(`anna: MQTT ${first}`);
    expect(terminal.out).toContain(`ben: MQTT ${second}`);
    expect(terminal.out).toContain(verdict);
    expect(terminal.err).toBe('');
  });

  it('shows the packets of a QoS 2 exchange that was cut and resumed', async () => {
    const terminal = recordingTerminal();
    await run([], terminal);
    const cut = terminal.out.slice(terminal.out.indexOf('\n11  '), terminal.out.indexOf('\n12  '));
    const hanna = cut
      .match(/hanna (?:->|<-) PUB\w+ {2}id 2(?: .*DUP)?/g)
      ?.map((line) => line.replace(/ +/g, ' '));
    expect(hanna).toEqual([
      'hanna -> PUBLISH id 2',
      'hanna -> PUBLISH id 2 QoS 2 DUP',
      'hanna <- PUBREC id 2',
      'hanna -> PUBREL id 2',
      'hanna <- PUBCOMP id 2',
    ]);
  });
});

describe('against a broker that stays', () => {
  it('leaves no session and no retained message behind', async () => {
    const { code } = await tourAgainst({});
    expect(code).toBe(0);
    expect(broker?.sessions()).toEqual([]);
    expect(broker?.clients()).toEqual([]);
  });

  it('takes WebSocket for both clients when only --ws-url is given', async () => {
    broker = createBroker();
    const { url } = await broker.listenWebSocket();
    const terminal = recordingTerminal();
    expect(await run(['--ws-url', url, '--protocol', '3.1.1'], terminal)).toBe(0);
    expect(terminal.out).not.toContain('over TCP');
  });
});

describe('against a broker that lacks something: status 1, and it is named', () => {
  it.each<[string, BrokerOptions, string[]]>([
    ['QoS 2', { limits: { maximumQoS: 1 } }, ['QoS 2: exactly once', 'PUBREC is lost']],
    ['retained messages', { limits: { retainAvailable: false } }, ['A retained message']],
    [
      'shared subscriptions',
      { limits: { sharedSubscriptionAvailable: false } },
      ['A shared subscription'],
    ],
    ['sessions', { limits: { sessionExpiryInterval: 0 } }, ['PUBREC is lost', 'PUBREL is lost']],
    [
      'wildcards',
      { limits: { wildcardSubscriptionAvailable: false } },
      ['Subscribe with wildcards'],
    ],
  ])('%s', async (_, options, missing) => {
    const { code, out } = await tourAgainst(options, '--protocol', '5.0', '--timeout', '1');
    expect(code).toBe(1);
    const named = out.split('\n').find((line) => line.startsWith('Missing: ')) ?? '';
    for (const title of missing) expect(named).toContain(title);
    expect(named).not.toContain('QoS 1: at least once');
  });

  it('the version: nothing else is tried', async () => {
    const authenticate = ({ protocolVersion }: { protocolVersion: number }) =>
      protocolVersion === 5 ? 0x84 : 0;
    const { code, out } = await tourAgainst({ authenticate });
    expect(code).toBe(1);
    expect(out).toContain('0 of 14 steps');
    expect(out).toContain('Missing: Two clients connect.');
    expect(out).toContain('take --protocol 3.1.1');
  });

  it('in 3.1.1 too', async () => {
    const { code, out } = await tourAgainst({ limits: { maximumQoS: 1 } }, '--protocol', '3.1.1');
    expect(code).toBe(1);
    expect(out).toContain('QoS 2: exactly once');
  });
});

describe('Ctrl-C', () => {
  it.each([
    ['while a message is retained', 'RETAIN  …/lamp  "on"'],
    ['while a session is cut', 'the link breaks'],
  ])('%s: cleans up and ends with status 130', async (_, moment) => {
    broker = createBroker();
    const { url, host, port } = await broker.listen();
    const terminal = recordingTerminal();
    terminal.onWrite = (text) => {
      if (text.includes(moment)) terminal.interrupt();
    };
    expect(await run(['--url', url], terminal)).toBe(130);
    expect(terminal.err).toBe('x-mqtt: interrupted\n');
    expect(terminal.out).toContain(moment);
    expect(terminal.out).not.toContain('Summary');
    expect(broker.sessions()).toEqual([]);
    expect(await retainedAt(host, port)).toEqual([]);
  });
});

/** The topics of the retained messages: all that come before a message of our own. */
async function retainedAt(host: string, port: number): Promise<string[]> {
  const topics: string[] = [];
  await using mqtt = new MQTT();
  const arrived = new Promise<void>((resolve) => {
    mqtt.on('MessageIn', ({ topic }) => {
      if (topic === 'fence') resolve();
      else topics.push(topic);
    });
  });
  await mqtt.connectTo(host, port);
  await mqtt.subscribe('#', 1);
  await mqtt.publishMessage('fence', 1, '');
  await arrived;
  return topics;
}

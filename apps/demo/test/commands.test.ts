/** The commands within this process: what they say, and with which status they end. */

import { createServer } from 'node:net';
import { type Broker, createBroker } from '@x/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../src/cli.ts';
import { recordingTerminal } from './support/recording-terminal.ts';

let broker: Broker;
let url: string;
const packets: string[] = [];
beforeEach(async () => {
  packets.length = 0;
  broker = createBroker({
    limits: { topicAliasMaximum: 5 },
    authenticate: ({ username }) => (username === 'nobody' ? 0x86 : 0),
    authorize: ({ topic }) => !topic.startsWith('forbidden'),
  });
  url = (await broker.listen()).url;
  broker.onPacket(({ direction, packet }) => {
    if (direction !== 'received') return;
    const { topic, topicAlias } = {
      topic: packet.type === 'publish' ? packet.topic : '',
      topicAlias: packet.type === 'publish' ? packet.properties?.topicAlias : undefined,
    };
    packets.push([packet.type, topic, topicAlias].filter(Boolean).join(' '));
  });
});
afterEach(() => broker.close());

async function runs(line: string) {
  const terminal = recordingTerminal();
  const words = line.split(' ');
  const named = words[0] === 'bench' ? 2 : 1;
  // A --url of the line comes later, and wins.
  const args = [...words.slice(0, named), '--url', url, ...words.slice(named)];
  const code = await run(args, terminal);
  return { code, out: terminal.out, err: terminal.err };
}

describe('exit status', () => {
  it.each([
    ['pub a b --qos 3', 2, 'whole number from 0 to 2'],
    ['pub a/# b', 2, 'Invalid topic name'],
    ['sub', 2, 'give a topic filter'],
    ['sub a --format %y', 2, 'there is no %y'],
    ['rr a b --protocol 3.1.1', 2, 'needs --protocol 5.0'],
    ['bench sub --share a/b', 2, '--share'],
    ['conn --ca /nowhere.pem --url mqtts://127.0.0.1:1', 2, 'nowhere.pem'],
    ['conn --no-clean', 2, 'needs --client-id'],
    ['conn --session /nowhere/at/all', 2, 'there is no folder /nowhere/at'],
    ['conn --url mqtt://127.0.0.1:99999', 2, '--url'],
    ['pub a', 2, 'give a message, or one of --message'],
    ['pub a b --null', 2, 'give only one of --message'],
    ['conn --url mqtt://127.0.0.1:1', 3, 'no MQTT broker answers at mqtt://127.0.0.1:1'],
    ['bench pub --url mqtt://127.0.0.1:1', 3, 'refused'],
    ['conn -u nobody', 4, 'bad user name or password'],
    ['pub forbidden/a b -q 1', 4, 'not authorized'],
    ['sub forbidden/a', 4, 'the broker refused forbidden/a: not authorized'],
    ['bench sub -t forbidden/a', 4, 'not authorized'],
    ['bench pub -t forbidden/a -q 1 --count 3', 1, '3 failed'],
    ['sub a -C 1 -W 0.05', 5, '0 of 1 messages came in 0.05 s'],
    ['rr a b -W 0.05', 5, 'no answer came in 0.05 s'],
    ['bench sub --count 1 -W 0.1', 5, '0 of 1 came'],
  ])('%s: %i', async (line, status, text) => {
    const { code, err } = await runs(line);
    expect(err.toLowerCase()).toContain(text.toLowerCase());
    expect(code).toBe(status);
    // Whatever happened, the connection was ended in order.
    expect(broker.clients()).toEqual([]);
  });
});

it('what does not speak MQTT is no broker: 3', async () => {
  const server = createServer((socket) =>
    socket.on('error', () => undefined).end('HTTP/1.1 400\r\n'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const { code, err } = await runs(`conn --url mqtt://127.0.0.1:${port}`);
  expect(err).toContain(`no MQTT broker answers at mqtt://127.0.0.1:${port}`);
  expect(code).toBe(3);
  server.close();
});

describe('pub', () => {
  it('--topic-alias sends the topic once', async () => {
    expect(await runs('pub a/long/topic x -C 3 --topic-alias 2')).toMatchObject({ code: 0 });
    const published = packets.filter((each) => each.startsWith('publish'));
    expect(published).toEqual(['publish a/long/topic 2', 'publish 2', 'publish 2']);
  });

  it('a topic by option leaves the argument to the message', async () => {
    await runs('pub message -t topic --retain');
    expect((await runs('sub topic -C 1')).out).toBe('message\n');
  });
});

describe('sub', () => {
  beforeEach(() => {
    broker.publish({ topic: 'r/1', payload: 'one', retain: true });
    broker.publish({ topic: 'r/2', payload: 'two', retain: true });
  });

  it('--retained-only ends by itself', async () => {
    expect(await runs('sub r/# --retained-only -v')).toMatchObject({
      code: 0,
      out: 'r/1 one\nr/2 two\n',
    });
    expect(await runs('sub nothing --retained-only')).toMatchObject({ code: 0, out: '' });
  });

  it('--no-retained leaves them out; without --count the end of the time is no failure', async () => {
    expect(await runs('sub r/# --no-retained -W 0.2')).toMatchObject({ code: 0, out: '' });
  });

  it('hex, and no line feeds between', async () => {
    expect((await runs('sub r/# -C 2 -N --output hex')).out).toBe('6f6e6574776f');
  });
});

it('a will is published when it is asked for', async () => {
  const subscriber = runs('sub wills -C 1');
  await expect.poll(() => packets).toContain('subscribe');
  const will = '--will-topic wills --will-message gone --disconnect-reason 4';
  expect(await runs(`conn ${will}`)).toMatchObject({ code: 0 });
  expect((await subscriber).out).toBe('gone\n');
});

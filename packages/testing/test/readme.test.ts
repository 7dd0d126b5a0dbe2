/** The snippets of the README run as they stand. */

import { readFile } from 'node:fs/promises';
import { encode } from '@x/codec';
import * as testing from '@x/testing';
import { tcp } from '@x/transport/tcp';
import { expect, it, vi } from 'vitest';
import { connected, connectPacket, RawClient } from './support/raw-client.ts';

type Scope = Readonly<Record<string, unknown>>;
type Run = (scope: Scope, console: { log: unknown }) => Promise<Record<string, unknown>>;
const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Run;

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
const snippets = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');

/** Runs the snippet that holds `word`; returns the constants that it made, and what it logged. */
async function run(word: string, scope: Scope = testing) {
  const snippet = snippets.find((text) => text.includes(word)) ?? '';
  const names = [...snippet.matchAll(/^const (\{ )?(\w+)/gm)].map((match) => match[2]);
  const body = snippet.replace(/^import (\{.*\}) from '@x\/testing';$/m, 'const $1 = scope;');
  const log = vi.fn();
  const source = `${body}\nreturn { ${names.join(', ')} };`;
  return { made: await new AsyncFunction('scope', 'console', source)(scope, { log }), log };
}

it('has a snippet for each part', () => {
  expect(snippets).toHaveLength(4);
});

it('shows the broker', async () => {
  const { made, log } = await run('broker.publish');
  expect(made['url']).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+$/);
  expect(log).toHaveBeenCalledWith([], []);
});

it('shows the scripted server', async () => {
  const client = new RawClient(4);
  const scriptedServer = async (options: testing.ScriptedServerOptions) => {
    const server = await testing.scriptedServer(options);
    await client.open(tcp({ host: server.host, port: server.port }));
    client.send(connectPacket(4, 'reader'));
    return server;
  };
  const { made } = await run('scriptedServer', { scriptedServer });
  expect(made['connect']).toMatchObject({ clientId: 'reader' });
  expect(await client.expect('connack')).toMatchObject({ reasonCode: 0 });
  await client.end();
});

it('shows the faulty link', async () => {
  const { made } = await run('faultyLink');
  const link = made['link'] as testing.FaultyLink;
  const handlers = { data: () => undefined, drain: () => undefined, close: vi.fn() };
  const { signal } = new AbortController();
  for (let dial = 0; dial < 2; dial++) {
    await expect(link.dial(handlers, signal)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  }
  const connection = await link.dial(handlers, signal);
  connection.write([encode(connectPacket(4, 'me'), 4), new Uint8Array(40)]);
  expect(handlers.close).toHaveBeenCalledWith(expect.objectContaining({ code: 'ECONNRESET' }));
  expect(link.bytesUp).toBe(40);
  const broker = made['broker'] as testing.Broker;
  await connected(broker.transport(), 5, 'direct');
  await broker.close();
});

it('shows the clock', async () => {
  const { log } = await run('fakeClock');
  expect(log).toHaveBeenCalledWith('due');
});

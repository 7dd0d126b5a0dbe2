/** The snippets of the README run as they stand: the first against a server of the test, the others up to the network. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import * as certificates from '../src/certificate.ts';
import * as memory from '../src/memory.ts';
import * as proxies from '../src/proxy.ts';
import * as tcp from '../src/tcp.ts';
import * as tls from '../src/tls.ts';
import * as ws from '../src/ws.node.ts';
import { authority, issue } from './support/certificates.ts';
import { tcpPeerServer } from './support/tcp-peer.ts';

type Scope = Readonly<Record<string, unknown>>;
type Run = (scope: Scope, console: unknown) => Promise<Scope>;
const AsyncFunction = (async () => undefined).constructor as new (...source: string[]) => Run;

const folder = mkdtempSync(join(tmpdir(), 'x-readme-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const snippets = Array.from(readme.matchAll(/```ts\n([\s\S]*?)```/g), ([, code = '']) => code);
const doors = { ...tcp, ...tls, ...ws, ...memory, ...proxies, ...certificates, readFileSync };

/** Runs the snippet that holds `word`; the constants that it made, and what it logged. */
async function run(word: string, replace = (snippet: string) => snippet) {
  const snippet = snippets.find((text) => text.includes(word)) ?? '';
  const names = [...snippet.matchAll(/^const (?:\{ )?(\w+)(?:, (\w+))?/gm)].flatMap(
    ([, ...found]) => found.filter((name) => name !== undefined),
  );
  const body = replace(snippet).replace(/^import (\{.*\}) from '[^']+';$/gm, 'const $1 = scope;');
  const log = vi.fn();
  const source = `${body}\nreturn { ${names.join(', ')} };`;
  return { made: await new AsyncFunction('scope', 'console', source)(doors, { log }), log };
}

const dialable = { dial: expect.any(Function) };

it('has a snippet for each part', () => {
  expect(snippets.length).toBe(6);
});

it('a connection over TCP', async () => {
  const server = await tcpPeerServer();
  const { made } = await run('AbortSignal.timeout', (snippet) =>
    snippet.replace("'broker.example', port: 1883", `'127.0.0.1', port: ${server.port}`),
  );
  const peer = await server.accept();
  expect(await peer.ended).toBe('end');
  expect(made).toMatchObject({ room: true, transport: dialable });
  await server.stop();
});

it('a transport over WebSocket, one over TLS, and proxies', async () => {
  expect((await run('overWebSocket')).made).toMatchObject({ overWebSocket: dialable });
  const file = join(folder, 'authority.pem');
  writeFileSync(file, authority().cert);
  const overTls = await run('overTls', (snippet) => snippet.replace('authority.pem', file));
  expect(overTls.made).toMatchObject({ overTls: dialable });
  expect(Object.keys((await run('fromEnvironment')).made)).toEqual(['broker', 'http', 'socks5']);
});

it('an echo in memory', async () => {
  const { made } = await run('accept((connection)');
  const { transport } = made as unknown as ReturnType<typeof memory.memory>;
  const data = vi.fn();
  const handlers = { data, drain: vi.fn(), close: vi.fn() };
  const connection = await transport.dial(handlers, new AbortController().signal);
  connection.write([Uint8Array.of(1, 2)]);
  await vi.waitFor(() => expect(data).toHaveBeenCalledWith(Uint8Array.of(1, 2)));
  await connection.close();
});

it('a certificate', async () => {
  const { cert, key } = issue({ subject: 'device' });
  const file = join(folder, 'device.pem');
  writeFileSync(file, `${key}\n${cert}`);
  const { log } = await run('device.pfx', (snippet) =>
    snippet.replace("2, 'device.pfx', 'password'", `6, '${file}', ''`),
  );
  expect(log.mock.calls[0]?.[0]).toBe('CN=device');
});

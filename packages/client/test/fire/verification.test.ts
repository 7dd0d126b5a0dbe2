/** TLS verification is on in every path to a server, from the first handshake to the last reconnect, unless a user says otherwise. */

import { createServer, type Server } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { authority, type Issued, issue } from '../../../transport/test/support/certificates.ts';
import { httpProxy } from '../../../transport/test/support/http-proxy.ts';
import { socksProxy } from '../../../transport/test/support/socks-proxy.ts';
import {
  good,
  names,
  refusal,
  secureClient,
  stopAll,
  stopLater,
  type TestClient,
  trustingClient,
} from '../network/support/secure-broker.ts';

afterEach(stopAll);

const stranger = issue({ subject: 'stranger', names }, authority('Strange Authority'));
const elsewhere = issue(
  { subject: 'elsewhere', names: ['other.test'] },
  authority('Other Authority'),
);

/** Speaks TLS and keeps every byte that a client gives away. */
interface Listener {
  readonly port: number;
  readonly received: Uint8Array[];
  readonly server: Server;
}

async function tlsServer(identity: Issued, port = 0, answers = false): Promise<Listener> {
  const received: Uint8Array[] = [];
  const { key, cert } = identity;
  const server = createServer({ key, cert }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Uint8Array) => {
      received.push(chunk);
      if (answers && received.length === 1) socket.write(Uint8Array.of(0x20, 2, 0, 0));
    });
  });
  const sockets = new Set<{ destroy(): void }>();
  server.on('connection', (socket) => sockets.add(socket));
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve());
  });
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
    return stopped;
  };
  stopLater(stop);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return Object.assign({ port: address.port, received, server }, { stop });
}

type Client = () => Promise<TestClient>;

/** Each way to a TLS server that the class has; `to` says where to connect. */
const PATHS: readonly (readonly [string, Client, (port: number) => readonly [string, number]])[] = [
  ['SSLEnabled', () => secureClient(), (port) => ['127.0.0.1', port]],
  ['mqtts://', () => secureClient(), (port) => [`mqtts://127.0.0.1:${port}`, 0]],
  ['wss://', () => secureClient(), (port) => [`wss://127.0.0.1:${port}`, 0]],
  ['an HTTP tunnel', () => behind(1), (port) => ['127.0.0.1', port]],
  ['SOCKS4', () => behind(2), (port) => ['127.0.0.1', port]],
  ['SOCKS5', () => behind(3), (port) => ['127.0.0.1', port]],
  ['SOCKS4a', () => behind(10), (port) => ['*127.0.0.1', port]],
  ['wss:// through an HTTP tunnel', () => behind(1), (port) => [`wss://127.0.0.1:${port}`, 0]],
];

async function behind(type: 1 | 2 | 3 | 10): Promise<TestClient> {
  const proxy = await (type === 1 ? httpProxy() : socksProxy());
  stopLater(proxy.stop);
  return secureClient(
    `FirewallType=${type}`,
    'FirewallHost=127.0.0.1',
    `FirewallPort=${proxy.port}`,
  );
}

describe.each(PATHS)('by %s', (_, client, to) => {
  it.each([
    ['a certificate of an unknown authority', stranger],
    ['a certificate for another name', elsewhere],
  ])('%s: 280, and not a byte of MQTT goes out', async (_name, identity) => {
    const server = await tlsServer(identity);
    const { mqtt, recorder } = await client();
    const [host, port] = to(server.port);
    await expect(mqtt.connectTo(host, port)).rejects.toMatchObject({ code: 280 });
    expect(recorder.lines.at(-1)).toBe('Connected 280');
    expect(server.received).toEqual([]);
  });
});

describe('a server that is replaced by another one', () => {
  /** Connected to a good one; then a stranger is at its port, who has neither its key nor its authority. */
  async function replaced(...settings: readonly string[]) {
    const first = (await tlsServer(good, 0, true)) as Listener & { stop(): Promise<void> };
    const client = await trustingClient(...settings);
    await client.mqtt.connectTo('127.0.0.1', first.port);
    const swap = async (): Promise<Listener> => {
      await first.stop();
      return tlsServer(stranger, first.port, true);
    };
    return { client, swap, port: first.port };
  }

  it('is refused when AutoReconnect comes back: Error 280', async () => {
    const { client, swap } = await replaced(
      'AutoReconnect=True',
      'ReconnectMinDelay=300',
      'ReconnectMaxDelay=300',
    );
    const second = await swap();
    await client.recorder.until('Error 280');
    expect(client.mqtt.isConnected()).toBe(false);
    expect(second.received).toEqual([]);
  });

  it('is refused although a session with the first one could be taken up: ReuseSSLSession', async () => {
    const { client, swap, port } = await replaced('ReuseSSLSession=True');
    const second = await swap();
    await client.recorder.until(/^Disconnected/);
    expect(await refusal(client, port)).toMatchObject({ code: 280 });
    expect(second.received).toEqual([]);
  });

  it('is refused by the next connect of the same client', async () => {
    const { client, swap, port } = await replaced();
    const second = await swap();
    await client.recorder.until(/^Disconnected/);
    expect(await refusal(client, port)).toMatchObject({ code: 280 });
    expect(second.received).toEqual([]);
  });
});

it('the settings that weaken it are off by default', async () => {
  const { mqtt } = await secureClient();
  expect(await mqtt.config('SSLAcceptAnyServerCert')).toBe('False');
  expect(await mqtt.config('SSLSecurityFlags')).toBe('0');
  expect(mqtt.getSSLAcceptServerCert().encoded).toBe('');
});

it('a proxy that answers for the server gets no TLS that it can read', async () => {
  // It accepts the tunnel and speaks itself, with a certificate of its own.
  const man = await tlsServer(stranger);
  const proxy = await httpProxy();
  stopLater(proxy.stop);
  const { mqtt } = await secureClient(
    'FirewallType=1',
    'FirewallHost=127.0.0.1',
    `FirewallPort=${proxy.port}`,
  );
  mqtt.setUser('user');
  mqtt.setPassword('pa55word');
  await expect(mqtt.connectTo('127.0.0.1', man.port)).rejects.toMatchObject({ code: 280 });
  expect(man.received).toEqual([]);
});

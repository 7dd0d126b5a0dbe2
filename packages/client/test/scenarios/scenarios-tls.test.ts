/** The examples of the class reference that are about TLS and WebSocket URLs, as written. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Peer, requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import {
  good,
  plainClient,
  secureBroker,
  secureWebSocketBroker,
  stopAll,
  stopLater,
} from '../network/support/secure-broker.ts';
import { outcome } from '../support/stage.ts';
import { Stage, servers, setUp } from './stage.ts';

const [embedded] = servers();
afterEach(stopAll);

it('S16: the settings of TLS are accepted and read back unchanged', async () => {
  const { mqtt: m } = await plainClient();
  for (const setting of [
    'SSLEnabledCipherSuites=*',
    'SSLEnabledCipherSuites=CALG_AES_256',
    'SSLEnabledCipherSuites=CALG_AES_256;CALG_3DES',
    'SSLEnabledCipherSuites=TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
    'SSLEnabledProtocols=3072',
    'TLS12SignatureAlgorithms=sha256-rsa,sha256-dsa,sha1-rsa,sha1-dsa',
  ]) {
    const [name = '', value] = setting.split('=');
    expect(await m.config(setting)).toBe(value);
    expect(await m.config(name)).toBe(value);
  }
});

it('S16: with a cipher suite that is not there, TLS is refused with 270', async () => {
  const { port } = await secureBroker();
  const { mqtt: m, recorder } = await plainClient(
    'SSLEnabledCipherSuites=TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
  );
  m.setSSLEnabled(true);
  expect(await outcome(m.connectTo('127.0.0.1', port))).toBe(270);
  expect(recorder.lines).not.toContain('Connected 0');
});

it('S17: over WebSocket with the subprotocol mqtt; another path is refused', async () => {
  if (embedded === undefined) throw new Error('there is no embedded broker');
  await using stage = await Stage.open(embedded, 'ws');
  const { mqtt: m, said } = stage.client();
  setUp(m);
  await m.connectTo('ws://127.0.0.1', stage.port);
  expect(said.lines).toContain('Connected 0');
  await m.disconnect();
  expect(await outcome(m.connectTo('ws://127.0.0.1/elsewhere', stage.port))).toBe(151);
  expect(said.lines.at(-1)).toBe('Connected 151');
  expect(await outcome(m.connectTo(`ws://127.0.0.1:${stage.port}/`, 0))).toBe(0);
});

async function overWss(url: string): Promise<void> {
  const { host, hostname, port, pathname } = new URL(url);
  const { mqtt: m, recorder } = await plainClient();
  setUp(m);
  expect(await outcome(m.connectTo(`wss://${host}${pathname}`, 0))).toBe(280);
  await m.config('SSLAcceptAnyServerCert=True');
  await m.connectTo(`wss://${hostname}${pathname}`, Number(port));
  await m.subscribe('over/wss', 1);
  await recorder.until('Subscribed over/wss 1 1');
  await m.publishMessage('over/wss', 1, 'hello');
  await recorder.until(/^MessageIn \d+ over\/wss 1 hello$/);
  expect(await m.config('SSLNegotiatedVersion')).toBe('TLSv1.2');
  await m.disconnect();
}

it('S17: wss, embedded broker', async () => {
  await overWss((await secureWebSocketBroker()).url);
});

describe.skipIf(requirePeer('mosquitto') === undefined)('mosquitto', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const tls = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };

  async function secure(): Promise<Peer> {
    writeFileSync(tls.cert, good.cert);
    writeFileSync(tls.key, good.key);
    const peer = await startMosquitto({ tls });
    stopLater(peer.stop);
    return peer;
  }

  it('S17: wss', async () => {
    await overWss((await secure()).wssUrl ?? '');
  });
});

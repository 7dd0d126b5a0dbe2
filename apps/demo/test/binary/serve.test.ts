/** `x-mqtt serve` as a process: the page's port, the broker behind it, and the buttons. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MQTT } from '@x/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import { type Running, start } from '../support/binary.ts';

const folder = mkdtempSync(join(tmpdir(), 'x-page-'));
writeFileSync(join(folder, 'index.html'), '<title>the page</title>');
afterAll(() => rmSync(folder, { recursive: true }));

interface Serving {
  readonly running: Running;
  readonly page: string;
  readonly mqtt: string;
  readonly ws: string;
}

async function serve(...args: string[]): Promise<Serving> {
  const ports = ['--port', '0', '--mqtt-port', '0', '--page', folder];
  const running = start(['serve', ...ports, ...args]);
  await running.until('Broker ');
  const [page = '', mqtt = '', ws = ''] = running.out().match(/\w+:\/\/\S+/g) ?? [];
  return { running, page, mqtt, ws };
}

async function post(page: string, path: string, body: object) {
  const response = await fetch(new URL(path, page), { method: 'POST', body: JSON.stringify(body) });
  return { status: response.status, body: await response.json() };
}

async function connected(url: string, settings: readonly string[] = []): Promise<MQTT> {
  const mqtt = new MQTT();
  for (const setting of ['ReconnectMinDelay=0', 'ReconnectMaxDelay=20', ...settings]) {
    await mqtt.config(setting);
  }
  await mqtt.connectTo(url, 0);
  return mqtt;
}

describe('with the embedded broker', () => {
  let serving: Serving;
  beforeAll(async () => {
    serving = await serve();
  });
  afterAll(async () => {
    serving.running.process.kill('SIGINT');
    expect(await serving.running.over).toMatchObject({ code: 130 });
  });

  it('serves the page', async () => {
    const response = await fetch(serving.page);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('the page');
    expect((await fetch(new URL('nowhere', serving.page))).status).toBe(404);
  });

  it('carries a message from TCP to WebSocket', async () => {
    const subscriber = await connected(serving.ws);
    const payload = Uint8Array.from({ length: 300_000 }, (_, index) => index & 0xff);
    const received = new Promise<Uint8Array>((resolve) => {
      subscriber.on('MessageIn', (event) => resolve(event.messageB));
    });
    const granted = new Promise((resolve) => subscriber.on('Subscribed', resolve));
    await subscriber.subscribe('served/#', 2);
    await granted;
    const publisher = await connected(serving.mqtt);
    await publisher.publishData('served/bytes', 2, payload);
    expect(await received).toEqual(payload);
    await Promise.all([publisher.disconnect(), subscriber.disconnect()]);
  });

  it.each([
    ['keep', 'True'],
    ['forget', 'False'],
  ])(
    'restarts, and sessions: %s decides whether there is one afterwards',
    async (sessions, present) => {
      const mqtt = new MQTT();
      mqtt.setClientId(`stays-${sessions}`);
      mqtt.setCleanSession(false);
      await mqtt.config('AutoReconnect=True');
      await mqtt.config('ReconnectMinDelay=0');
      await mqtt.connectTo(serving.ws, 0);
      const again = new Promise((resolve) => mqtt.once('Connected', resolve));
      const { status, body } = await post(serving.page, '/api/broker/restart', { sessions });
      expect(status).toBe(200);
      expect(body.broker).toMatchObject({ embedded: true });
      await again;
      expect(await mqtt.config('SessionPresent')).toBe(present);
      await mqtt.disconnect();
    },
  );

  it('cuts what is connected, over both doors', async () => {
    for (const url of [serving.mqtt, serving.ws]) {
      const mqtt = await connected(url);
      const gone = new Promise((resolve) => mqtt.once('Disconnected', resolve));
      const { body } = await post(serving.page, '/api/link/cut', {});
      expect(body.link).toMatchObject({ downFor: 0 });
      expect(await gone).not.toMatchObject({ statusCode: 0 });
    }
  });

  it('takes nobody while the link is down', async () => {
    expect((await post(serving.page, '/api/link/cut', { downtime: 60_000 })).status).toBe(200);
    await expect(connected(serving.mqtt)).rejects.toThrow();
    await expect(connected(serving.ws)).rejects.toThrow();
    await post(serving.page, '/api/link/cut', {});
    await (await connected(serving.ws)).disconnect();
  });

  it('delays every byte, and keeps their order', async () => {
    const mqtt = await connected(serving.mqtt);
    const { body } = await post(serving.page, '/api/link/delay', { delay: 40 });
    expect(body.link).toMatchObject({ delay: 40, connections: 1 });
    const numbers: string[] = [];
    mqtt.on('MessageIn', (event) => numbers.push(event.message));
    const started = performance.now();
    await mqtt.subscribe('delayed', 1);
    const sent = Array.from({ length: 50 }, (_, index) => String(index));
    await Promise.all(sent.map((each) => mqtt.publishMessage('delayed', 1, each)));
    await vi.waitFor(() => expect(numbers).toEqual(sent));
    expect(performance.now() - started).toBeGreaterThan(80);
    await post(serving.page, '/api/link/delay', { delay: 0 });
    await mqtt.disconnect();
  });

  it.each([
    ['/api/link/delay', { delay: -1 }, 400],
    ['/api/link/delay', { delay: 'long' }, 400],
    ['/api/link/cut', { downtime: 60_001 }, 400],
    ['/api/broker/restart', { sessions: 'some' }, 400],
    ['/api/link/delay', { delay: 1, filler: 'x'.repeat(5000) }, 413],
    ['/api/nothing', {}, 404],
    ['/api/state', {}, 405],
  ])('%s %j is refused with %i', async (path, body, status) => {
    const answer = await post(serving.page, path, body);
    expect(answer.status).toBe(status);
    expect(answer.body.error).toEqual(expect.any(String));
  });

  it('is deaf to other sites, and to what is not JSON', async () => {
    const url = new URL('/api/link/cut', serving.page);
    const foreign = { method: 'POST', headers: { origin: 'https://example.org' }, body: '{}' };
    expect((await fetch(url, foreign)).status).toBe(403);
    expect((await fetch(url, { method: 'POST', body: '{' })).status).toBe(400);
    expect((await fetch(url, { method: 'POST', body: '7' })).status).toBe(400);
  });

  it('refuses other WebSocket paths', async () => {
    await expect(connected(serving.ws.replace('/mqtt', '/other'))).rejects.toThrow('404');
  });
});

describe.skipIf(requirePeer('mosquitto') === undefined)('with mosquitto behind it', () => {
  it('passes everything on, and cannot restart it', async () => {
    const peer = await startMosquitto();
    const serving = await serve('--broker', peer.wsUrl);
    const mqtt = await connected(serving.ws);
    const received = new Promise<string>((resolve) => {
      mqtt.on('MessageIn', (event) => resolve(event.message));
    });
    await mqtt.subscribe('behind', 1);
    await mqtt.publishMessage('behind', 1, 'the link');
    expect(await received).toBe('the link');
    expect(await post(serving.page, '/api/broker/restart', {})).toMatchObject({ status: 409 });
    await mqtt.disconnect();
    serving.running.process.kill('SIGTERM');
    expect(await serving.running.over).toMatchObject({ code: 143 });
    await peer.stop();
  });
});

it('says which port is taken', async () => {
  const first = await serve();
  const taken = new URL(first.page).port;
  const second = start(['serve', '--port', taken]);
  expect(await second.over).toMatchObject({ code: 1, err: expect.stringContaining(taken) });
  first.running.process.kill('SIGINT');
  await first.running.over;
});

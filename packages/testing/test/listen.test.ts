import { readFile } from 'node:fs/promises';
import { connect as connectTls } from 'node:tls';
import { encode } from '@x/codec';
import { tcp } from '@x/transport/tcp';
import { ws } from '@x/transport/ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type Broker, createBroker } from '../src/index.ts';
import * as browser from '../src/listen.browser.ts';
import { bytes, connected, connectPacket, RawClient, text } from './support/raw-client.ts';

let broker: Broker;

beforeEach(() => {
  broker = createBroker();
});

afterEach(() => broker.close());

describe.each(['tcp', 'ws'] as const)('a broker over %s', (way) => {
  async function transport() {
    if (way === 'tcp') {
      const { host, port, url } = await broker.listen();
      expect(url).toBe(`mqtt://127.0.0.1:${port}`);
      return tcp({ host, port });
    }
    const { port, url } = await broker.listenWebSocket({ path: '/live' });
    expect(url).toBe(`ws://127.0.0.1:${port}/live`);
    return ws({ url });
  }

  it.each([4, 5] as const)('serves version %i', async (version) => {
    const client = await connected(await transport(), version, 'me');
    await client.subscribe('a');
    const payload = new Uint8Array(500_000).fill(7);
    client.publish('a', '', { payload, qos: 2 });
    expect(Buffer.compare((await client.expect('publish')).payload, payload)).toBe(0);
    await client.leave();
    await expect.poll(() => broker.clients()).toEqual([]);
  });

  it('serves many connections, beside those in memory', async () => {
    const way = await transport();
    const inMemory = await connected(broker.transport(), 5, 'inMemory');
    await inMemory.subscribe('#');
    const clients = await Promise.all(
      Array.from({ length: 50 }, (_, n) => connected(way, 4, `client${n}`)),
    );
    for (const client of clients) client.publish('a', 'x', { qos: 1 });
    for (const client of clients) await client.expect('puback');
    for (let n = 0; n < 50; n++) await inMemory.take();
  });

  it('sees a broken connection', async () => {
    const way = await transport();
    const observer = await connected(broker.transport(), 5, 'observer');
    await observer.subscribe('will');
    const will = { topic: 'will', payload: bytes('gone'), qos: 0, retain: false } as const;
    const client = await connected(way, 5, 'me', { will });
    await client.drop();
    expect(text(await observer.expect('publish'))).toBe('gone');
  });

  it('drops its clients and frees the port when it closes', async () => {
    const client = await connected(await transport(), 5, 'me');
    await broker.close();
    expect(await client.end()).toMatchObject([{ type: 'disconnect', reasonCode: 0x8b }]);
    await expect(broker.listen()).rejects.toMatchObject({ code: 'BROKER_CLOSED' });
  });

  it('holds back what the client does not read, and sends it later', async () => {
    const client = await connected(await transport(), 5, 'slow');
    await client.subscribe('a', 1);
    client.pause();
    const payload = new Uint8Array(100_000);
    for (let n = 0; n < 400; n++) broker.publish({ topic: 'a', payload, qos: n % 2 ? 1 : 0 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(broker.sessions()[0]?.queued).toBeGreaterThan(100);
    client.resume();
    for (let n = 0; n < 400; n++) await client.expect('publish');
    expect(broker.sessions()[0]?.queued).toBe(0);
  });
});

describe('a door', () => {
  it('says so when its port is taken', async () => {
    const { port } = await broker.listen();
    await expect(broker.listen({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('can be closed alone', async () => {
    const door = await broker.listen();
    const client = await connected(tcp({ host: door.host, port: door.port }), 4, 'me');
    await door.close();
    await client.end();
    await connected(broker.transport(), 4, 'still here');
  });

  it('serves over TLS', async () => {
    const file = (name: string) =>
      readFile(new URL(`fixtures/${name}.pem`, import.meta.url), 'utf8');
    const tls = { key: await file('key'), cert: await file('cert') };
    const { port, url } = await broker.listen({ tls });
    expect(url).toBe(`mqtts://127.0.0.1:${port}`);
    const socket = connectTls({ port, host: '127.0.0.1', ca: tls.cert });
    socket.write(encode(connectPacket(5, 'me'), 5));
    const answer = await new Promise<Uint8Array>((resolve) => socket.once('data', resolve));
    expect(answer[0]).toBe(0x20);
    socket.destroy();
    const { url: secure } = await broker.listenWebSocket({ tls });
    expect(secure).toMatch(/^wss:/);
    const webSocket = new WebSocket(secure, 'mqtt', { ca: tls.cert });
    await new Promise((resolve) => webSocket.once('open', resolve));
    webSocket.terminate();
  });

  it('survives what is no TLS', async () => {
    const file = (name: string) =>
      readFile(new URL(`fixtures/${name}.pem`, import.meta.url), 'utf8');
    const { port, host } = await broker.listen({
      tls: { key: await file('key'), cert: await file('cert') },
    });
    const client = await new RawClient(4).open(tcp({ host, port }));
    client.send(connectPacket(4, 'plain'));
    await client.end();
  });
});

describe('the WebSocket door', () => {
  const opened = (url: string, ...protocols: string[]): Promise<string> =>
    new Promise((resolve) => {
      const socket = new WebSocket(url, protocols);
      socket.once('open', () => {
        resolve(socket.protocol);
        socket.terminate();
      });
      socket.once('error', (error) => resolve(error.message));
    });

  it('[MQTT-6.0.0-4] selects mqtt, and requires that it is offered', async () => {
    const { url } = await broker.listenWebSocket();
    expect(await opened(url, 'mqtt')).toBe('mqtt');
    expect(await opened(url, 'other', 'mqtt')).toBe('mqtt');
    expect(await opened(url)).toMatch(/400/);
    expect(await opened(url, 'mqttv3.1')).toMatch(/400/);
  });

  it('refuses another path', async () => {
    const { url } = await broker.listenWebSocket({ path: '/mqtt' });
    expect(await opened(url.replace('/mqtt', '/other'), 'mqtt')).toMatch(/400/);
  });

  it('[MQTT-6.0.0-1] closes on a text frame', async () => {
    const { url } = await broker.listenWebSocket();
    const socket = new WebSocket(url, 'mqtt');
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('text');
    expect(await new Promise((resolve) => socket.once('close', resolve))).toBe(1003);
  });

  it('[MQTT-6.0.0-2] takes a packet in many frames, and many in one', async () => {
    const { url } = await broker.listenWebSocket();
    const socket = new WebSocket(url, 'mqtt');
    await new Promise((resolve) => socket.once('open', resolve));
    const received: number[] = [];
    socket.on('message', (data: Buffer) => received.push(...data));
    for (const byte of encode(connectPacket(4, 'me'), 4)) socket.send(Uint8Array.of(byte));
    const ping = [0xc0, 0];
    socket.send(Uint8Array.from([...ping, ...ping, ...ping]));
    await expect.poll(() => received).toEqual([0x20, 2, 0, 0, 0xd0, 0, 0xd0, 0, 0xd0, 0]);
    socket.terminate();
  });
});

it('in a browser there are no doors', async () => {
  await expect(browser.listenTcp()).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
  await expect(browser.listenWebSocket()).rejects.toMatchObject({ code: 'NOT_AVAILABLE' });
});

/** MQTT over WebSocket (section 6), the stream below it, and the statements that only the whole client can show. */

import { encode, matchTopic, type Packet } from '@x/codec';
import { createBroker } from '@x/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { MQTT } from '../../src/index.ts';
import { record } from '../support/recorder.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Options {
  /** What the server chooses of the offered subprotocols; false: none. */
  readonly chosen?: string | false;
}

/** A server that hands over each socket, and what subprotocols were offered. */
async function listen(onSocket: (socket: WebSocket) => void, { chosen = 'mqtt' }: Options = {}) {
  const offered: string[][] = [];
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port: 0,
    handleProtocols: (protocols) => {
      offered.push([...protocols]);
      return chosen;
    },
  });
  server.on('connection', onSocket);
  await new Promise((resolve) => server.once('listening', resolve));
  closing.push(() => {
    for (const socket of server.clients) socket.terminate();
    return new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return { url: `ws://127.0.0.1:${port}`, offered };
}

function client(version: 0 | 1) {
  const mqtt = new MQTT();
  mqtt.setVersion(version);
  closing.push(() => mqtt.interrupt());
  return { mqtt, said: record(mqtt) };
}

const CONNACK: Packet = { type: 'connack', sessionPresent: false, reasonCode: 0 };
const publish = (text: string): Packet => ({
  type: 'publish',
  topic: 't',
  payload: new TextEncoder().encode(text),
  qos: 0,
  retain: false,
  dup: false,
});

describe.each([
  ['3.1.1', 0, 4],
  ['5.0', 1, 5],
] as const)('%s over WebSocket', (_, version, level) => {
  it('v3.1.1 [MQTT-6.0.0-1] v5 [MQTT-6.0.0-1] a text frame ends the connection', async () => {
    const { url } = await listen((socket) => {
      socket.on('message', () => {
        socket.send(encode(CONNACK, level));
        socket.send('a text frame');
      });
    });
    const { mqtt, said } = client(version);
    await mqtt.connectTo(url, 0).catch(() => undefined);
    await said.until(/^(Disconnected|Connected) 4003$/);
    expect(mqtt.isConnected()).toBe(false);
  });

  it('v3.1.1 [MQTT-6.0.0-2] v5 [MQTT-6.0.0-2] packets and frames are not aligned', async () => {
    const { url } = await listen((socket) => {
      socket.once('message', () => {
        const stream = Buffer.concat(
          [CONNACK, publish('one'), publish('two')].map((packet) => encode(packet, level)),
        );
        for (const byte of stream) socket.send(Uint8Array.of(byte));
        socket.send(
          Buffer.concat([publish('three'), publish('four')].map((p) => encode(p, level))),
        );
      });
    });
    const { mqtt, said } = client(version);
    await mqtt.connectTo(url, 0);
    await said.until(/four/);
    const texts = said.lines.filter((line) => line.startsWith('MessageIn'));
    expect(texts.map((line) => line.split(' ').at(-1))).toEqual(['one', 'two', 'three', 'four']);
  });

  it('v3.1.1 [MQTT-6.0.0-3] v5 [MQTT-6.0.0-3] the subprotocol mqtt is offered', async () => {
    const { url, offered } = await listen((socket) => {
      socket.once('message', () => socket.send(encode(CONNACK, level)));
    });
    await client(version).mqtt.connectTo(url, 0);
    expect(offered).toEqual([['mqtt']]);
  });

  it('v3.1.1 [MQTT-6.0.0-4] v5 [MQTT-6.0.0-4] a server that does not choose mqtt is refused', async () => {
    const { url } = await listen(() => undefined, { chosen: false });
    await expect(client(version).mqtt.connectTo(url, 0)).rejects.toMatchObject({ code: 4003 });
  });
});

describe('what only the whole client can show', () => {
  it('v3.1.1 [MQTT-3.1.3-7] an empty client id needs a clean session', async () => {
    const { mqtt } = client(0);
    mqtt.setCleanSession(false);
    await expect(mqtt.connectTo('127.0.0.1', 1)).rejects.toMatchObject({ code: 500 });
    mqtt.setClientId('named');
    await expect(mqtt.connectTo('127.0.0.1', 1)).rejects.toMatchObject({ code: 10061 });
  });

  it('v3.1.1 [MQTT-7.0.0-2] [MQTT-7.1.2-1] v5 [MQTT-4.2-1] the defaults work on any ordered stream', async () => {
    const broker = createBroker();
    closing.push(() => broker.close());
    const urls = [(await broker.listen()).url, (await broker.listenWebSocket()).url];
    for (const url of urls) {
      for (const version of [0, 1] as const) await inOrder(url, version);
    }
  });

  async function inOrder(url: string, version: 0 | 1): Promise<void> {
    const { mqtt, said } = client(version);
    await mqtt.connectTo(url, 0);
    await mqtt.subscribe('order', 2);
    await said.until(/Subscribed/);
    for (let i = 0; i < 500; i++) await mqtt.publishMessage('order', 0, `m${i}`);
    await said.until('MessageIn -1 order 0 m499');
    const got = said.lines.filter((line) => line.startsWith('MessageIn'));
    expect(got).toEqual(Array.from({ length: 500 }, (_, i) => `MessageIn -1 order 0 m${i}`));
    await mqtt.disconnect();
  }

  it('v3.1.1 [MQTT-4.7.2-1] v5 [MQTT-4.7.2-1] a leading wildcard skips $ topics', () => {
    expect(matchTopic('#', '$SYS/uptime')).toBe(false);
    expect(matchTopic('+/uptime', '$SYS/uptime')).toBe(false);
    expect(matchTopic('$SYS/#', '$SYS/uptime')).toBe(true);
  });

  it('v3.1.1 [MQTT-4.7.3-4] v5 [MQTT-4.7.3-4] topics are matched without normalisation', () => {
    expect(matchTopic('caf\u00e9', 'cafe\u0301')).toBe(false);
    expect(matchTopic('caf\u00e9', 'caf\u00e9')).toBe(true);
    expect(matchTopic('A', 'a')).toBe(false);
  });
});

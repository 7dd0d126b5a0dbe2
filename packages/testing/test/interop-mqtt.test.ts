/** The broker under the most used client of another house. */

import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWebSocketStream, WebSocket } from 'ws';
import { type Broker, createBroker, type Listener } from '../src/index.ts';

// The test runner's 'import' condition gives mqtt.js the ESM build of ws, which lacks this member of the CommonJS one.
Object.assign(WebSocket, { createWebSocketStream });

let broker: Broker;
let door: Listener;
let clients: MqttClient[];

beforeEach(() => {
  broker = createBroker({ limits: { topicAliasMaximum: 10 } });
  clients = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await broker.close();
});

class Received {
  readonly packets: IPublishPacket[] = [];

  constructor(client: MqttClient) {
    client.on('message', (_topic, _payload, packet) => this.packets.push(packet));
  }

  get texts(): string[] {
    return this.packets.map((packet) => packet.payload.toString());
  }
}

describe.each([
  [4, 'tcp'],
  [5, 'tcp'],
  [4, 'ws'],
  [5, 'ws'],
] as const)('mqtt.js, version %i over %s', (protocolVersion, way) => {
  beforeEach(async () => {
    door = way === 'tcp' ? await broker.listen() : await broker.listenWebSocket();
  });

  async function join(clientId: string, options: IClientOptions = {}): Promise<MqttClient> {
    const client = await mqtt.connectAsync(door.url, {
      clientId,
      protocolVersion,
      reconnectPeriod: 0,
      ...options,
    });
    clients.push(client);
    return client;
  }

  const lasting: IClientOptions =
    protocolVersion === 5
      ? { clean: false, properties: { sessionExpiryInterval: 100 } }
      : { clean: false };

  it.each([0, 1, 2] as const)('publishes and receives at QoS %i', async (qos) => {
    const client = await join('me');
    const received = new Received(client);
    const granted = await client.subscribeAsync('a/+', { qos });
    expect(granted).toMatchObject([{ topic: 'a/+', qos }]);
    const texts = Array.from({ length: 100 }, (_, n) => `${n}`);
    await Promise.all(texts.map((payload) => client.publishAsync('a/b', payload, { qos })));
    await expect.poll(() => received.packets).toHaveLength(100);
    expect(received.texts).toEqual(texts);
    expect(received.packets.every((packet) => packet.qos === qos && !packet.dup)).toBe(true);
    await expect.poll(() => broker.sessions()[0]?.inFlight).toBe(0);
  });

  it('gets retained messages', async () => {
    const publisher = await join('publisher');
    await publisher.publishAsync('r/1', 'kept', { retain: true, qos: 1 });
    await publisher.publishAsync('r/2', 'cleared', { retain: true, qos: 1 });
    await publisher.publishAsync('r/2', '', { retain: true, qos: 1 });
    const client = await join('me');
    const received = new Received(client);
    await client.subscribeAsync('r/#', { qos: 2 });
    await expect.poll(() => received.texts).toEqual(['kept']);
    expect(received.packets[0]).toMatchObject({ retain: true, qos: 1 });
  });

  it('leaves a will when it breaks, and none when it ends', async () => {
    const observer = await join('observer');
    const received = new Received(observer);
    await observer.subscribeAsync('will/#');
    const will = (topic: string) => ({
      will: { topic, payload: Buffer.from('gone'), qos: 1 as const, retain: false },
    });
    const orderly = await join('orderly', will('will/orderly'));
    await orderly.endAsync();
    const broken = await join('broken', will('will/broken'));
    broken.stream.destroy();
    await expect
      .poll(() => received.packets.map((packet) => packet.topic))
      .toEqual(['will/broken']);
  });

  it('resumes its session', async () => {
    const first = await join('me', lasting);
    await first.subscribeAsync('a', { qos: 2 });
    await first.endAsync();
    const publisher = await join('publisher');
    for (const qos of [1, 2] as const) await publisher.publishAsync('a', `q${qos}`, { qos });
    const second = mqtt.connect(door.url, {
      clientId: 'me',
      protocolVersion,
      reconnectPeriod: 0,
      ...lasting,
    });
    clients.push(second);
    const received = new Received(second);
    const connack = await new Promise((resolve) => second.once('connect', resolve));
    expect(connack).toMatchObject({ sessionPresent: true });
    await expect.poll(() => received.texts).toEqual(['q1', 'q2']);
  });

  it('shares a subscription', async () => {
    const members = [await join('a'), await join('b')];
    const received = members.map((member) => new Received(member));
    for (const member of members) await member.subscribeAsync('$share/group/jobs/+', { qos: 1 });
    const publisher = await join('publisher');
    for (let n = 0; n < 10; n++) await publisher.publishAsync('jobs/x', `${n}`, { qos: 1 });
    await expect.poll(() => received.map((one) => one.packets.length)).toEqual([5, 5]);
  });

  it('is taken over', async () => {
    const older = await join('me');
    const closed = new Promise<void>((resolve) => older.once('close', resolve));
    await join('me');
    await closed;
    expect(broker.clients()).toHaveLength(1);
  });

  it('unsubscribes', async () => {
    const client = await join('me');
    await client.subscribeAsync(['a', 'b']);
    await client.unsubscribeAsync('a');
    expect(broker.sessions()[0]?.subscriptions).toEqual([{ topicFilter: 'b', qos: 0 }]);
  });

  it('is refused in the words of its version', async () => {
    await broker.close();
    broker = createBroker({ authenticate: () => 0x86 });
    door = way === 'tcp' ? await broker.listen() : await broker.listenWebSocket();
    await expect(join('me')).rejects.toMatchObject({ code: protocolVersion === 5 ? 0x86 : 4 });
  });
});

describe('mqtt.js, 5.0 only', () => {
  it('exchanges properties, identifiers and aliases', async () => {
    door = await broker.listen();
    const client = await mqtt.connectAsync(door.url, {
      clientId: 'me',
      protocolVersion: 5,
      autoAssignTopicAlias: true,
      properties: { topicAliasMaximum: 5 },
    });
    clients.push(client);
    const received = new Received(client);
    await client.subscribeAsync('a/#', { qos: 1, properties: { subscriptionIdentifier: 9 } });
    for (let n = 0; n < 3; n++) {
      await client.publishAsync('a/b', 'x', {
        qos: 1,
        properties: {
          responseTopic: 'answers',
          correlationData: Buffer.from('42'),
          contentType: 'text/plain',
          userProperties: { k: ['1', '2'] },
        },
      });
    }
    await expect.poll(() => received.packets).toHaveLength(3);
    for (const packet of received.packets) {
      expect(packet.properties).toMatchObject({
        subscriptionIdentifier: 9,
        responseTopic: 'answers',
        correlationData: Buffer.from('42'),
        contentType: 'text/plain',
        userProperties: { k: ['1', '2'] },
      });
    }
  });
});

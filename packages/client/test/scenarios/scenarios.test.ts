/** The examples of the class reference, as written: against our broker and mosquitto, over TCP and WebSocket, in both versions. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sleep } from '../support/stage.ts';
import {
  type Door,
  only,
  type Server,
  Stage,
  servers,
  setUp,
  type Version,
  WAYS,
} from './stage.ts';

const catPicture = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7) & 0xff);
const text = (payload: Uint8Array) => new TextDecoder().decode(payload);

for (const server of servers()) {
  describe.skipIf(server.missing)(server.name, () => {
    beforeAll(server.start);
    afterAll(server.stop);
    describe.each(WAYS)('%s, %s', (door, _, version) => scenarios(server, door, version));
  });
}

function scenarios(server: Server, door: Door, version: Version): void {
  it('S1: connectTo, and the will when the connection is cut', async () => {
    await using stage = await Stage.open(server, door);
    const watcher = await stage.connected(version, 'watcher');
    await watcher.mqtt.subscribe('wills/#', 0);
    await watcher.said.until(/^Subscribed/);
    const { mqtt: m, said } = stage.client(version);
    setUp(m);
    await m.connectTo(stage.host, stage.port);
    expect(said.lines).toEqual([
      'ConnectionStatus Remote host connection complete.',
      'Connected 0',
      'ReadyToSend',
    ]);
    const connect = stage.sent('connect').at(-1);
    expect(connect).toMatchObject({
      clientId: 'testClient',
      cleanStart: true,
      keepAlive: 30,
      will: { topic: 'wills/testClient', qos: 0, retain: false },
    });
    stage.cut('testClient');
    await watcher.said.until(/^MessageIn -1 wills\/testClient 0 testClient was disconnected/);
    await said.until(/^Disconnected 1/);
    watcher.said.clear();
    await m.connectTo(stage.host, stage.port);
    await m.disconnect();
    await m.connectTo(stage.host, stage.port);
    await m.publishMessage('wills/marker', 0, 'end');
    await watcher.said.until('MessageIn -1 wills/marker 0 end');
    expect(watcher.said.lines.filter((line) => line.startsWith('MessageIn'))).toHaveLength(1);
    // Interrupted is not disconnected: the will is published.
    await m.interrupt();
    await watcher.said.until(/wills\/testClient/);
  });

  it('S2: by properties, with connect and with the Connected property', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = stage.client(version);
    setUp(m);
    m.setRemoteHost(stage.host);
    m.setRemotePort(stage.port);
    await m.connect();
    expect(m.isConnected()).toBe(true);
    await m.disconnect();
    said.clear();
    m.setConnected(true);
    await said.until('Connected 0');
    await said.until('ReadyToSend');
    expect(stage.sent('connect').map(({ clientId }) => clientId)).toEqual([
      'testClient',
      'testClient',
    ]);
    expect(stage.sent('connect').at(-1)?.protocolVersion).toBe(version === 1 ? 5 : 4);
    m.setConnected(false);
    await said.until('Disconnected 0');
  });

  it('S3: one QoS for several filters', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = await stage.connected(version);
    said.clear();
    const log: string[] = [];
    m.on('Subscribed', (e) => {
      log.push(
        e.responseCode <= 2
          ? `Subscribed to ${e.topicFilter} at QoS ${e.QOS}.`
          : `Failed to subscribe to ${e.topicFilter}.`,
      );
    });
    await m.subscribe('home,home/floor1/+/temperature,home/floor2/#', 2);
    await said.until('Subscribed home/floor2/# 2 2');
    expect(log).toEqual([
      'Subscribed to home at QoS 2.',
      'Subscribed to home/floor1/+/temperature at QoS 2.',
      'Subscribed to home/floor2/# at QoS 2.',
    ]);
    expect(only(stage.sent('subscribe')).subscriptions).toHaveLength(3);
  });

  it('S4: TopicQOSArray', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = await stage.connected(version);
    await m.config('TopicQOSArray=1,2,2');
    await m.subscribe('home,home/floor1/+/temperature,home/floor2/#', 0);
    await said.until('Subscribed home/floor2/# 2 2');
    expect(only(stage.sent('subscribe')).subscriptions.map(({ qos }) => qos)).toEqual([1, 2, 2]);
  });

  it('S5: unsubscribe from some of them', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = await stage.connected(version);
    await m.subscribe('home,home/floor1/+/temperature,home/floor2/#', 2);
    await said.until(/^Subscribed home\/floor2/);
    await m.unsubscribe('home/floor1/+/temperature,home/floor2/#');
    await said.until('Unsubscribed home/floor1/+/temperature,home/floor2/# 0');
    expect(said.lines.filter((line) => line.startsWith('Unsubscribed'))).toHaveLength(1);
    await m.publishMessage('home/floor2/x', 0, 'no');
    await m.publishMessage('home', 0, 'yes');
    await said.until('MessageIn -1 home 0 yes');
    expect(said.lines.filter((line) => line.startsWith('MessageIn'))).toHaveLength(1);
  });

  it('S6: publish text and bytes', async () => {
    await using stage = await Stage.open(server, door);
    const receiver = await stage.connected(version);
    await receiver.mqtt.subscribe('/home/#', 2);
    await receiver.said.until(/^Subscribed/);
    const payloads: Uint8Array[] = [];
    receiver.mqtt.on('MessageIn', ({ messageB }) => payloads.push(messageB));
    const { mqtt: m, said } = await stage.connected(version);
    said.clear();
    await m.publishMessage('/home/floor1/security/camera2', 1, 'Cat detected!');
    await m.publishData('/home/floor1/security/camera2', 1, catPicture);
    while (payloads.length < 2) await sleep(2);
    await said.until(/^MessageOut 2/);
    expect(said.lines.map((line) => line.split(' ').slice(0, 3).join(' '))).toEqual([
      'MessageAck 1 0',
      'MessageOut 1 /home/floor1/security/camera2',
      'MessageAck 2 0',
      'MessageOut 2 /home/floor1/security/camera2',
    ]);
    expect(text(payloads[0] ?? new Uint8Array())).toBe('Cat detected!');
    expect(payloads[1]).toEqual(catPicture);
  });

  /** A session of which the broker has an exchange half done, and the client a saved string. */
  async function halfDone(stage: Stage): Promise<string> {
    const { mqtt } = stage.client(version);
    mqtt.setClientId('resumed');
    mqtt.setCleanSession(false);
    await mqtt.config('SessionExpInterval=3600');
    await mqtt.connectTo(stage.host, stage.port);
    await mqtt.publishMessage('t', 2, 'unfinished');
    const sessionStr = await mqtt.saveSession();
    while (stage.sent('publish').length === 0) await sleep(2);
    await mqtt.interrupt();
    return sessionStr;
  }

  it('S7: restore in the Connected listener, when the server has the session', async () => {
    await using stage = await Stage.open(server, door);
    const sessionStr = await halfDone(stage);
    const { mqtt: m, said } = stage.client(version);
    m.setCleanSession(false);
    m.setClientId('resumed');
    await m.config('SessionExpInterval=3600');
    m.on('Connected', async () => {
      if ((await m.config('SessionPresent')).toLowerCase() === 'true') {
        await m.restoreSession(sessionStr);
      }
    });
    await m.connectTo(stage.host, stage.port);
    await said.until('MessageOut 1 t 2 unfinished');
    const [first, again] = stage.sent('publish');
    expect(again).toMatchObject({ packetId: first?.packetId, dup: true, topic: 't', qos: 2 });
  });

  it('S7: without a session nothing is restored', async () => {
    await using stage = await Stage.open(server, door);
    const sessionStr = await halfDone(stage);
    await stage.endSession(version, 'resumed');
    stage.forget();
    const { mqtt: m, said } = stage.client(version);
    m.setCleanSession(false);
    m.setClientId('resumed');
    m.on('Connected', async () => {
      if ((await m.config('SessionPresent')).toLowerCase() === 'true') {
        await m.restoreSession(sessionStr);
      }
    });
    await m.connectTo(stage.host, stage.port);
    await m.publishMessage('marker', 1, 'x');
    await said.until(/^MessageOut/);
    expect(only(stage.sent('publish'))).toMatchObject({ topic: 'marker', packetId: 1 });
  });

  it('S8: restore before connecting', async () => {
    await using stage = await Stage.open(server, door);
    const sessionStr = await halfDone(stage);
    const { mqtt: m, said } = stage.client(version);
    m.setClientId('resumed');
    await m.restoreSession(sessionStr);
    expect(m.isCleanSession()).toBe(false);
    await m.config('SessionExpInterval=3600');
    await m.connectTo(stage.host, stage.port);
    await said.until('MessageOut 1 t 2 unfinished');
    expect(stage.sent('publish').at(-1)).toMatchObject({ packetId: 1, dup: true });
  });

  it('S12: the listeners of messages', async () => {
    await using stage = await Stage.open(server, door);
    const { mqtt: m, said } = await stage.connected(version);
    const log: string[] = [];
    m.on('MessageAck', (e) => log.push(`ack ${e.direction} ${e.packetId}`));
    m.on('MessageIn', (e) => log.push(`in ${e.topic} ${e.QOS} ${e.message} ${e.packetId}`));
    m.on('MessageOut', (e) => log.push(`out ${e.topic} ${e.QOS} ${e.message} ${e.packetId}`));
    await m.subscribe('self', 2);
    await said.until(/^Subscribed/);
    await m.publishMessage('self', 0, 'zero');
    await said.until(/^MessageIn/);
    expect(log.sort()).toEqual(['in self 0 zero -1', 'out self 0 zero -1']);
    log.length = 0;
    await m.publishMessage('self', 2, 'two');
    await said.until(/^MessageIn \d+ self 2 two/);
    await said.until(/^MessageOut \d+ self 2 two/);
    const ofDirection = (direction: number, name: string) =>
      log.filter((line) => line.startsWith(`ack ${direction}`) || line.startsWith(name));
    expect(ofDirection(1, 'in').map((line) => line.split(' ')[0])).toEqual(['ack', 'in']);
    expect(ofDirection(0, 'out').map((line) => line.split(' ')[0])).toEqual(['ack', 'out']);
  });
}

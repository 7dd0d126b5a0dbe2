/** Calls that nobody awaits: whatever goes wrong, no rejection goes unhandled. The stage fails a test with one. */

import { encode } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { sleep, thrown, turns, useStage, VERSIONS } from '../support/stage.ts';

const stage = useStage();

/** Every call there is, none awaited, whatever they are worth now. */
function callEverything(mqtt: MQTT): void {
  const wrong = 7 as unknown as string;
  void mqtt.config('NoSuchSetting');
  void mqtt.config('SendCustomPacket=c000');
  void mqtt.config(wrong);
  for (const topic of ['t', '#', '', wrong]) {
    for (const qos of [0, 1, 2, 3]) {
      void mqtt.publishMessage(topic, qos, 'x');
      void mqtt.publishMessage(topic, qos, '\ud800');
      void mqtt.publishData(topic, qos, new Uint8Array(3));
      void mqtt.publishData(topic, qos, 'x' as unknown as Uint8Array);
      void mqtt.subscribe(topic, qos);
    }
    void mqtt.unsubscribe(topic);
  }
  void mqtt.restoreSession('nonsense');
  void mqtt.restoreSession(wrong);
  void mqtt.saveSession();
  void mqtt.doEvents();
}

const ENDS: Readonly<Record<string, (mqtt: MQTT) => void>> = {
  disconnect: (mqtt) => void mqtt.disconnect(),
  'disconnect twice': (mqtt) => {
    void mqtt.disconnect();
    void mqtt.disconnect();
  },
  interrupt: (mqtt) => void mqtt.interrupt(),
  reset: (mqtt) => void mqtt.reset(),
  'the disposal': (mqtt) => void mqtt[Symbol.asyncDispose](),
  'setConnected(false)': (mqtt) => mqtt.setConnected(false),
};

describe('no rejection goes unhandled', () => {
  it('idle', async () => {
    const { mqtt } = stage;
    callEverything(mqtt);
    void mqtt.connect();
    void mqtt.connectTo('', 0);
    void mqtt.connectTo('localhost', -1);
    for (const end of Object.values(ENDS)) end(mqtt);
    await turns(5);
    expect(stage.lines).toEqual([]);
  });

  it('where nobody listens', async () => {
    const { mqtt, server } = stage;
    const { host, port } = server;
    await server.close();
    void mqtt.connectTo(host, port);
    callEverything(mqtt);
    void mqtt.connect();
    await stage.recorder.until('Connected 10061');
    await turns(5);
  });

  it('a name that does not exist', async () => {
    void stage.mqtt.connectTo('no-such-host.invalid', 1883);
    await stage.recorder.until(/^Connected 1100[1-4]/);
    await turns(5);
  });

  describe.each(VERSIONS)('%s', (_, version) => {
    it.each(Object.keys(ENDS))('connecting, then %s', async (name) => {
      const { mqtt } = stage;
      const { connecting } = await stage.begin(version);
      void connecting;
      callEverything(mqtt);
      void mqtt.connect();
      ENDS[name]?.(mqtt);
      await stage.recorder.until('Connected 301');
      await turns(5);
    });

    it.each(Object.keys(ENDS))('connected and busy, then %s', async (name) => {
      const { mqtt } = stage;
      await stage.connect(version, version === 1 ? { receiveMaximum: 1 } : undefined);
      callEverything(mqtt);
      void mqtt.connect();
      ENDS[name]?.(mqtt);
      callEverything(mqtt);
      await stage.recorder.until(/^Disconnected/);
      callEverything(mqtt);
      await turns(5);
    });

    it.each([
      ['a refusal', 'refuse'],
      ['a broken CONNACK', 'break'],
      ['a FIN', 'fin'],
      ['a reset', 'reset'],
    ] as const)('connecting, then %s', async (_name, how) => {
      const { peer, connecting } = await stage.begin(version);
      void connecting;
      if (how === 'refuse')
        peer.send({ type: 'connack', sessionPresent: false, reasonCode: version === 1 ? 0x87 : 5 });
      else if (how === 'break') peer.sendBytes([0x20, 1, 0]);
      else if (how === 'fin') void peer.close();
      else peer.reset();
      await stage.recorder.until(/^Connected [1-9]/);
      await turns(5);
    });

    it.each([
      ['a FIN', 'fin'],
      ['a reset', 'reset'],
      ['a broken packet', 'break'],
    ] as const)('connected and busy, then %s', async (_name, how) => {
      const { mqtt } = stage;
      const peer = await stage.connect(version, version === 1 ? { receiveMaximum: 1 } : undefined);
      callEverything(mqtt);
      if (how === 'break') peer.sendBytes([0, 0]);
      else if (how === 'fin') void peer.close();
      else peer.reset();
      await stage.recorder.until(/^Disconnected [1-9]/);
      callEverything(mqtt);
      await turns(5);
    });

    it('timeouts', async () => {
      const { mqtt } = stage;
      mqtt.setTimeout(1);
      const { connecting } = await stage.begin(version);
      void connecting;
      await stage.recorder.until('Connected 201');
      if (version === 0) return;
      await stage.connect(version, { receiveMaximum: 1 });
      callEverything(mqtt);
      await sleep(1200);
    });

    it('reconnecting in vain', async () => {
      const { mqtt, server } = stage;
      await mqtt.config('AutoReconnect=True');
      await mqtt.config('ReconnectMinDelay=1');
      await mqtt.config('ReconnectMaxDelay=2');
      await mqtt.config('OfflineQueueMessages=3');
      const peer = await stage.connect(version);
      callEverything(mqtt);
      peer.reset();
      for (let i = 0; i < 3; i++) (await server.accept()).reset();
      callEverything(mqtt);
      await server.close();
      await stage.recorder.until('Connected 10061');
      callEverything(mqtt);
    });
  });

  it('a client without any listener', async () => {
    const { server } = stage;
    const mqtt = new MQTT();
    void mqtt.connectTo(server.host, server.port);
    const peer = await server.accept();
    await peer.receive('connect');
    peer.sendBytes(encode({ type: 'connack', sessionPresent: false, reasonCode: 0 }, 4));
    while (!mqtt.isConnected()) await sleep(1);
    callEverything(mqtt);
    expect(thrown(() => mqtt.setConnected(true))).toBe(104);
    peer.reset();
    while (mqtt.isConnected()) await sleep(1);
    callEverything(mqtt);
    await turns(5);
  });
});

/** OfflineQueueMessages and OfflineQueueBytes: publishing while there is no connection. */

import { describe, expect, it } from 'vitest';
import { outcome, sleep, turns, useStage } from '../support/stage.ts';

const stage = useStage();

async function offline(version: 0 | 1, settings: readonly string[]): Promise<void> {
  const { mqtt } = stage;
  await mqtt.config('AutoReconnect=True');
  await mqtt.config('ReconnectMinDelay=300');
  await mqtt.config('ReconnectMaxDelay=300');
  for (const setting of settings) await mqtt.config(setting);
  const peer = await stage.connect(version);
  peer.reset();
  await stage.recorder.until('Disconnected 10054');
  stage.recorder.clear();
}

it('without it a publish is 1117', async () => {
  await offline(0, []);
  expect(await outcome(stage.mqtt.publishMessage('t', 1, 'x'))).toBe(1117);
});

it('without AutoReconnect it does nothing', async () => {
  await stage.mqtt.config('OfflineQueueMessages=10');
  expect(await outcome(stage.mqtt.publishMessage('t', 1, 'x'))).toBe(1117);
});

describe('with it', () => {
  it('publishes resolve when queued, and go out in order at the next connection', async () => {
    const { mqtt } = stage;
    await offline(1, ['OfflineQueueMessages=10']);
    await mqtt.config('OutgoingMessageProperties={"ContentType":"text"}');
    for (let i = 0; i < 5; i++) {
      expect(await outcome(mqtt.publishMessage('t', i % 3, String(i)))).toBe(0);
    }
    expect(stage.lines).toEqual([]);
    expect(await mqtt.config('QueuedMessages')).toBe('5');
    const peer = await stage.accept();
    for (let i = 0; i < 5; i++) {
      const { payload, qos, properties, dup } = await peer.receive('publish');
      expect([new TextDecoder().decode(payload), qos, dup]).toEqual([String(i), i % 3, false]);
      expect(properties).toMatchObject({ contentType: 'text' });
    }
    await stage.recorder.until('MessageOut -1 t 0 3');
  });

  it('a copy is queued: the caller may change the data', async () => {
    const { mqtt } = stage;
    await offline(0, ['OfflineQueueMessages=10']);
    const data = Uint8Array.of(1, 2, 3);
    await mqtt.publishData('t', 0, data);
    data.fill(9);
    const peer = await stage.accept();
    expect([...(await peer.receive('publish')).payload]).toEqual([1, 2, 3]);
  });

  it('past the number of messages it is 135', async () => {
    const { mqtt } = stage;
    await offline(0, ['OfflineQueueMessages=2']);
    expect(await outcome(mqtt.publishMessage('t', 0, '1'))).toBe(0);
    expect(await outcome(mqtt.publishMessage('t', 1, '2'))).toBe(0);
    expect(await outcome(mqtt.publishMessage('t', 1, '3'))).toBe(135);
    const peer = await stage.accept();
    await peer.receive('publish');
    await peer.receive('publish');
  });

  it('past the number of bytes it is 135: topics and payloads count', async () => {
    const { mqtt } = stage;
    await offline(0, ['OfflineQueueMessages=100', 'OfflineQueueBytes=20']);
    expect(await outcome(mqtt.publishMessage('0123456789', 0, '012345678'))).toBe(0);
    expect(await outcome(mqtt.publishMessage('t', 0, '1'))).toBe(135);
    expect(await outcome(mqtt.publishMessage('t', 0, ''))).toBe(0);
  });

  it('what could not be sent is refused at once: QOS, topic, data', async () => {
    const { mqtt } = stage;
    await offline(1, ['OfflineQueueMessages=10']);
    expect(await outcome(mqtt.publishMessage('t', 3, 'x'))).toBe(505);
    expect(await outcome(mqtt.publishMessage('#', 1, 'x'))).toBe(502);
    await mqtt.config('TopicAlias=1');
    expect(await outcome(mqtt.publishMessage('', 1, 'x'))).toBe(502);
    expect(await outcome(mqtt.publishData('t', 1, 'x' as unknown as Uint8Array))).toBe(504);
  });

  it('expired in the queue: an Error event, and it is not sent', async () => {
    const { mqtt } = stage;
    await mqtt.config('ReconnectMaxDelay=1500');
    await offline(1, [
      'OfflineQueueMessages=10',
      'ReconnectMaxDelay=1500',
      'ReconnectMinDelay=1500',
    ]);
    await mqtt.config('OutgoingMessageProperties={"MessageExpInterval":1}');
    expect(await outcome(mqtt.publishMessage('t', 1, 'expires'))).toBe(0);
    await mqtt.config('OutgoingMessageProperties=');
    expect(await outcome(mqtt.publishMessage('t', 1, 'stays'))).toBe(0);
    await stage.recorder.until('Error 500');
    const peer = await stage.accept();
    const { payload } = await peer.receive('publish');
    expect(new TextDecoder().decode(payload)).toBe('stays');
  });

  it("the next server's limits hold: an Error event for what it rules out, the rest goes", async () => {
    const { mqtt } = stage;
    await offline(1, ['OfflineQueueMessages=10']);
    await mqtt.publishMessage('t', 2, 'too much');
    await mqtt.publishMessage('t', 1, 'fits');
    const peer = await stage.accept(false, { maximumQoS: 1 });
    await stage.recorder.until('Error 505');
    expect(await peer.receive('publish')).toMatchObject({ qos: 1 });
  });

  it('properties of 5.0 are left out when the next connection is 3.1.1', async () => {
    const { mqtt } = stage;
    await offline(1, ['OfflineQueueMessages=10']);
    await mqtt.config('OutgoingMessageProperties={"ContentType":"text"}');
    await mqtt.publishMessage('t', 1, 'x');
    mqtt.setVersion(0);
    const peer = await stage.accept();
    expect((await peer.receive('publish')).properties).toBeUndefined();
  });

  it('reset empties it', async () => {
    const { mqtt } = stage;
    await offline(0, ['OfflineQueueMessages=10']);
    await mqtt.publishMessage('t', 1, 'x');
    await mqtt.reset();
    const peer = await stage.connect();
    await turns(5);
    await sleep(20);
    expect(peer.received).toHaveLength(1);
  });
});

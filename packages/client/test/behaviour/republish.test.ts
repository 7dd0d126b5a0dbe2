/** RepublishInterval: 3.1.1 sends an unacknowledged PUBLISH again on the live connection, 5.0 never does. */

import { expect, it } from 'vitest';
import { sleep, useStage } from '../support/stage.ts';

const stage = useStage();

it('3.1.1: PUBLISH again with DUP and the same id, PUBREL never, until acknowledged', async () => {
  const { mqtt } = stage;
  await mqtt.config('RepublishInterval=1');
  const peer = await stage.connect(0);
  void mqtt.publishMessage('a', 1, '1');
  void mqtt.publishMessage('b', 2, '2');
  await mqtt.publishMessage('c', 2, '3');
  for (let i = 0; i < 3; i++) expect((await peer.receive('publish')).dup).toBe(false);
  peer.send({ type: 'pubrec', packetId: 3, reasonCode: 0 });
  await peer.receive('pubrel');
  stage.recorder.clear();
  expect(await peer.receive('publish')).toMatchObject({ packetId: 1, dup: true, topic: 'a' });
  expect(await peer.receive('publish')).toMatchObject({ packetId: 2, dup: true, topic: 'b' });
  expect(mqtt.getOutgoingMessages()[0]?.duplicate).toBe(true);
  expect(stage.lines).toEqual([]);
  peer.send({ type: 'puback', packetId: 1, reasonCode: 0 });
  expect(await peer.receive('publish')).toMatchObject({ packetId: 2, dup: true });
  expect(peer.received.filter(({ type }) => type === 'pubrel')).toHaveLength(1);
});

it.each([
  ['5.0', 1, 1],
  ['3.1.1 with 0', 0, 0],
] as const)('%s: never', async (_, version, interval) => {
  const { mqtt } = stage;
  await mqtt.config(`RepublishInterval=${interval}`);
  const peer = await stage.connect(version);
  await mqtt.publishMessage('a', 1, '1');
  await sleep(1300);
  expect(peer.received.filter(({ type }) => type === 'publish')).toHaveLength(1);
});

it('its timer ends with the connection', async () => {
  const { mqtt } = stage;
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timers();
  await stage.connect(0);
  await mqtt.publishMessage('a', 1, '1');
  await mqtt.interrupt();
  await sleep(1);
  expect(timers()).toBeLessThanOrEqual(before);
});

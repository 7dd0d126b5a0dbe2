/** More messages of QoS 0 in one turn than a call can have arguments, into a full buffer, ended the process. */

import { expect, it } from 'vitest';
import { sleep, useStage } from '../support/stage.ts';

const stage = useStage();
const MANY = 200_000;

it('each of them has its MessageOut once the server reads', { timeout: 30_000 }, async () => {
  const { mqtt } = stage;
  const peer = await stage.connect();
  peer.pause();
  while (mqtt.isReadyToSend()) {
    void mqtt.publishData('t', 0, new Uint8Array(524_288));
    await sleep(1);
  }
  let out = 0;
  mqtt.off('MessageOut');
  const all = new Promise<void>((resolve) => {
    mqtt.on('MessageOut', ({ topic }) => {
      if (topic === 'many' && ++out === MANY) resolve();
    });
  });
  for (let i = 0; i < MANY; i++) void mqtt.publishData('many', 0, new Uint8Array(1));
  await sleep(10);
  expect(out).toBe(0);
  peer.resume();
  await all;
});

/** What `bench:client` measures of @x/client. */

import { MQTT } from '@x/client';
import type { Meter } from './meter.ts';
import { floodTopic, HOST, type Target, type Task, TOPIC } from './target.ts';

export async function connectOurs({ kind, port, clientId }: Target): Promise<MQTT> {
  const mqtt = new MQTT();
  mqtt.setClientId(clientId);
  mqtt.on('Error', ({ description }) => fail(new Error(description)));
  if (kind === 'tls') await mqtt.config('SSLAcceptAnyServerCert=True');
  const scheme = kind === 'tls' ? 'mqtts://' : kind === 'ws' ? 'ws://' : '';
  const path = kind === 'ws' ? `:${port}/` : '';
  await mqtt.connectTo(`${scheme}${HOST}${path}`, path === '' ? port : 0);
  return mqtt;
}

export async function publishOurs(target: Target, task: Task, meter: Meter): Promise<number> {
  const mqtt = await connectOurs(target);
  const payload = new Uint8Array(task.size).fill(0x61);
  const { qos } = task;
  let ids = 0;
  let published = 0;
  let out = 0;
  await new Promise<void>((done) => {
    const next = (): void => {
      published++;
      mqtt.publishData(TOPIC, qos, payload).catch(fail);
    };
    mqtt.on('MessageOut', (event) => {
      ids += event.packetId;
      out++;
      if (meter.next()) next();
      else if (out === published) done();
    });
    for (let i = 0; i < task.outstanding; i++) next();
  });
  await mqtt.disconnect();
  if (ids === 0) throw new Error('no packet id was read');
  return published;
}

export async function receiveOurs(target: Target, task: Task, meter: Meter): Promise<number> {
  const mqtt = await connectOurs(target);
  let seen = 0;
  let messages = 0;
  await new Promise<void>((done, refused) => {
    mqtt.on('MessageIn', ({ topic, messageB }) => {
      seen += topic.length + messageB.length;
      messages++;
      if (!meter.next()) done();
    });
    mqtt.subscribe(floodTopic(task), task.qos).catch(refused);
  });
  mqtt.interrupt().catch(fail);
  if (seen === 0) throw new Error('nothing was read');
  return messages;
}

/** Publishes what `receive` subscribes to, without end. */
export async function feedOurs(target: Target, task: Task): Promise<never> {
  const mqtt = await connectOurs(target);
  const payload = new Uint8Array(task.size).fill(0x61);
  const next = () => void mqtt.publishData(floodTopic(task), 1, payload).catch(fail);
  mqtt.on('MessageOut', next);
  for (let i = 0; i < task.outstanding; i++) next();
  return new Promise<never>(() => undefined);
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

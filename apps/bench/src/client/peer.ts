/** The same of MQTT.js. */

import mqtt, { type MqttClient } from 'mqtt';
import type { Meter } from './meter.ts';
import { floodTopic, HOST, type Target, type Task, TOPIC } from './target.ts';

const SCHEMES = { tcp: 'mqtt', tls: 'mqtts', ws: 'ws' } as const;

export async function connectPeer({ kind, port, clientId }: Target): Promise<MqttClient> {
  const client = await mqtt.connectAsync(`${SCHEMES[kind]}://${HOST}:${port}`, {
    clientId,
    reconnectPeriod: 0,
    rejectUnauthorized: false,
  });
  client.on('error', fail);
  return client;
}

export async function publishPeer(target: Target, task: Task, meter: Meter): Promise<number> {
  const client = await connectPeer(target);
  const payload = Buffer.alloc(task.size, 0x61);
  const options = { qos: task.qos };
  let ids = 0;
  let published = 0;
  let out = 0;
  await new Promise<void>((done) => {
    const next = (): void => {
      published++;
      client.publishAsync(TOPIC, payload, options).then(acknowledged, fail);
    };
    const acknowledged = (packet: { readonly messageId?: number | undefined } | undefined) => {
      ids += packet?.messageId ?? -1;
      out++;
      if (meter.next()) next();
      else if (out === published) done();
    };
    for (let i = 0; i < task.outstanding; i++) next();
  });
  await client.endAsync();
  if (ids === 0) throw new Error('no packet id was read');
  return published;
}

export async function receivePeer(target: Target, task: Task, meter: Meter): Promise<number> {
  const client = await connectPeer(target);
  let seen = 0;
  let messages = 0;
  await new Promise<void>((done, refused) => {
    client.on('message', (topic, payload) => {
      seen += topic.length + payload.length;
      messages++;
      if (!meter.next()) done();
    });
    client.subscribeAsync(floodTopic(task), { qos: task.qos }).catch(refused);
  });
  client.end(true);
  if (seen === 0) throw new Error('nothing was read');
  return messages;
}

function fail(error: unknown): never {
  console.error(error);
  process.exit(1);
}

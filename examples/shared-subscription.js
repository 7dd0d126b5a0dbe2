/** MQTT 5: workers that subscribe as a group share the messages; each message goes to one of them. */

import { EventEmitter } from 'node:events';
import { MQTT, MQTTVersions } from '@x/client';
import { someBroker } from './broker.js';

const MESSAGES = 12;
const broker = await someBroker();
const counts = new Map();
const jobs = new EventEmitter();

async function worker(name) {
  const mqtt = new MQTT();
  mqtt.setVersion(MQTTVersions.mvV5);
  mqtt.on('MessageIn', () => jobs.emit('done', name));
  await mqtt.connectTo(broker.url, 0);
  const ready = new Promise((resolve) => mqtt.once('Subscribed', resolve));
  await mqtt.subscribe('$share/workers/jobs/#', 1);
  await ready;
  return mqtt;
}

const workers = await Promise.all(['Ada', 'Ben', 'Cleo'].map(worker));

const allDone = new Promise((resolve) => {
  let worked = 0;
  jobs.on('done', (name) => {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    worked += 1;
    if (worked === MESSAGES) resolve(worked);
  });
});

const sender = new MQTT();
await sender.connectTo(broker.url, 0);
for (let job = 1; job <= MESSAGES; job++) await sender.publishMessage(`jobs/${job}`, 1, 'do it');

console.log(`${await allDone} jobs, shared by ${counts.size} workers`);

await Promise.all([...workers, sender].map((mqtt) => mqtt.disconnect()));
await broker.close();

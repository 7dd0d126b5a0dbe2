/** MQTT 5: a request names where its answer should go, and the answer says to which request it belongs. */

import { MQTT, MQTTVersions } from '@x/client';
import { someBroker } from './broker.js';

const broker = await someBroker();

async function connected() {
  const mqtt = new MQTT();
  mqtt.setVersion(MQTTVersions.mvV5);
  await mqtt.connectTo(broker.url, 0);
  return mqtt;
}

async function subscribed(mqtt, filter) {
  const answer = new Promise((resolve) => mqtt.once('Subscribed', resolve));
  await mqtt.subscribe(filter, 1);
  await answer;
}

const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

// The service doubles numbers.
const service = await connected();
service.on('MessageIn', async ({ message, properties }) => {
  const { responseTopic, correlationData } = properties ?? {};
  if (responseTopic === undefined || correlationData === undefined) return;
  await service.config(
    `OutgoingMessageProperties=${JSON.stringify({ CorrelationData: hex(correlationData) })}`,
  );
  await service.publishMessage(responseTopic, 1, String(2 * Number(message)));
});
await subscribed(service, 'double');

// The caller gives each request a number of its own.
const caller = await connected();
const replyTo = `replies/${caller.getClientId()}`;
await subscribed(caller, replyTo);

let requests = 0;
const waiting = new Map();
caller.on('MessageIn', ({ message, properties }) => {
  const id = hex(properties?.correlationData ?? []);
  waiting.get(id)?.(message);
  waiting.delete(id);
});

async function double(number) {
  requests += 1;
  const id = requests.toString(16).padStart(8, '0');
  const answer = new Promise((resolve) => waiting.set(id, resolve));
  await caller.config(
    `OutgoingMessageProperties=${JSON.stringify({ ResponseTopic: replyTo, CorrelationData: id })}`,
  );
  await caller.publishMessage('double', 1, String(number));
  return Number(await answer);
}

console.log(`21 doubled is ${await double(21)}`);
console.log(`100 doubled is ${await double(100)}`);

await caller.disconnect();
await service.disconnect();
await broker.close();

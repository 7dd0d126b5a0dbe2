/** Subscribe to several filters at once, see what the server granted, and get a retained message. */

import { MQTT } from '@x/client';
import { someBroker } from './broker.js';

const broker = await someBroker();
const mqtt = new MQTT();
await mqtt.connectTo(broker.url, 0);

await mqtt.config('Retain=True');
await mqtt.publishMessage('garden/gate', 1, 'closed');

// One Subscribed event for each filter; a code of 128 or more is a refusal.
mqtt.on('Subscribed', ({ topicFilter, responseCode }) => {
  console.log(`${topicFilter}: ${responseCode >= 128 ? 'refused' : `QoS ${responseCode}`}`);
});

const retained = new Promise((resolve) => {
  mqtt.on('MessageIn', (event) => {
    console.log(`${event.topic}: ${event.message}${event.retained ? ' (retained)' : ''}`);
    resolve(event);
  });
});

// Filters in one request are separated by TopicDelimiter, by default a comma.
await mqtt.subscribe('garden/+,house/#', 1);
await retained;

await mqtt.unsubscribe('garden/+,house/#');
await mqtt.disconnect();
await broker.close();

/** Publish while the broker is away: the messages wait, and leave after the reconnect. It needs its own broker. */

import { MQTT } from '@x/client';
import { createBroker } from '@x/testing';

let broker = createBroker();
const { url, port } = await broker.listen();

const mqtt = new MQTT();
await mqtt.config('AutoReconnect=True');
await mqtt.config('ReconnectMinDelay=50');
await mqtt.config('ReconnectMaxDelay=200');
// How many publishes may wait; one more is refused with error 135.
await mqtt.config('OfflineQueueMessages=1000');
await mqtt.connectTo(url, 0);

const lost = new Promise((resolve) => mqtt.once('Disconnected', resolve));
await broker.close();
await lost;
console.log('the broker is away');

for (const reading of ['20.9', '21.0', '21.2']) {
  await mqtt.publishMessage('home/kitchen/temperature', 1, reading);
  console.log(`queued ${reading}`);
}

const through = new Promise((resolve) => {
  let count = 0;
  mqtt.on('MessageOut', () => {
    count += 1;
    if (count === 3) resolve(count);
  });
});
broker = createBroker();
await broker.listen({ port });
console.log(`the broker is back: ${await through} messages are through`);

await mqtt.disconnect();
await broker.close();

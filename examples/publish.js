/** Publish text and bytes, and know when the server has them. */

import { MQTT } from '@x/client';
import { someBroker } from './broker.js';

const broker = await someBroker();
const mqtt = new MQTT();

// MessageOut fires when a message is through: QoS 0 sent, QoS 1 acknowledged, QoS 2 complete.
const through = new Promise((resolve) => {
  let count = 0;
  mqtt.on('MessageOut', ({ topic, QOS }) => {
    console.log(`through: ${topic}, QoS ${QOS}`);
    count += 1;
    if (count === 3) resolve(count);
  });
});

await mqtt.connectTo(broker.url, 0);

// The promise resolves when the packet was handed to the system: there is no need to wait for one before the next.
await Promise.all([
  mqtt.publishMessage('home/kitchen/temperature', 0, '21.5'),
  mqtt.publishMessage('home/kitchen/light', 1, 'on'),
  mqtt.publishData('home/kitchen/picture', 2, Uint8Array.of(0xff, 0xd8, 0xff)),
]);

await through;
await mqtt.disconnect();
await broker.close();

/** A client leaves word with the server of what to publish should it vanish. */

import { MQTT } from '@x/client';
import { someBroker } from './broker.js';

const broker = await someBroker();

const watcher = new MQTT();
const news = new Promise((resolve) => watcher.on('MessageIn', resolve));
await watcher.connectTo(broker.url, 0);
const ready = new Promise((resolve) => watcher.once('Subscribed', resolve));
await watcher.subscribe('status/#', 1);
await ready;

const device = new MQTT();
device.setWillTopic('status/pump');
device.setWillMessage('lost');
await device.config('WillQOS=1');
await device.connectTo(broker.url, 0);

// No DISCONNECT: to the server this is a broken connection. After `disconnect()` there would be no will.
await device.interrupt();

const { topic, message } = await news;
console.log(`${topic}: ${message}`);

await watcher.disconnect();
await broker.close();

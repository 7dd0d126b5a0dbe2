/** The bound: a bare socket that sends batches of the same messages, or only counts the bytes that come. */

import { once } from 'node:events';
import { Socket } from 'node:net';
import { encode } from '@x/codec';
import { publishBatch } from './batch.ts';
import type { Meter } from './meter.ts';
import { floodTopic, HOST, type Target, type Task, TOPIC } from './target.ts';

const BATCH = 65_536;
/** Our transports have this much by default. Node takes it, its types do not know it. */
const OPTIONS: ConstructorParameters<typeof Socket>[0] & { writableHighWaterMark: number } = {
  writableHighWaterMark: 1_048_576,
};

export async function connectBare({ port, clientId }: Target): Promise<Socket> {
  const socket = new Socket(OPTIONS).setNoDelay(true).connect(port, HOST);
  await once(socket, 'connect');
  const protocolVersion = 4;
  socket.write(
    encode({ type: 'connect', protocolVersion, clientId, cleanStart: true, keepAlive: 60 }, 4),
  );
  await once(socket, 'data');
  return socket;
}

export async function publishBare(target: Target, task: Task, meter: Meter): Promise<number> {
  const socket = await connectBare(target);
  const { bytes, count } = publishBatch(TOPIC, task, BATCH);
  let published = 0;
  while (meter.add(count)) {
    published += count;
    if (!socket.write(bytes)) await once(socket, 'drain');
  }
  socket.end();
  await once(socket, 'close');
  return published;
}

export async function receiveBare(target: Target, task: Task, meter: Meter): Promise<number> {
  const socket = await connectBare(target);
  const topicFilter = floodTopic(task);
  const { packetSize } = publishBatch(topicFilter, task, BATCH);
  let bytes = 0;
  let counted = 0;
  await new Promise<void>((done) => {
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      const messages = Math.floor(bytes / packetSize) - counted;
      counted += messages;
      if (!meter.add(messages)) done();
    });
    const subscriptions = [{ topicFilter, qos: task.qos }];
    socket.write(encode({ type: 'subscribe', packetId: 1, subscriptions }, 4));
  });
  socket.destroy();
  return counted;
}

/** A connection with 300 ms of latency each way and 64 kB/s: everything arrives, once, in order, and it stays up. */

import { MQTT } from '@x/client';
import { until, within } from '../bounded.ts';
import { FaultyRelay } from '../faulty-relay.ts';
import { HOST } from '../program.ts';

const SLOW = { delay: 300, bytesPerSecond: 64_000 } as const;
const MESSAGES = 200;
const LARGE = 200_000;
/** Milliseconds for all of it: four times what the line takes. */
const PATIENCE = 60_000;

export interface SlowResult {
  readonly name: string;
  readonly seconds: number;
  readonly violations: readonly string[];
}

/** A client that sends to itself, small messages of each QoS and a large one. */
export async function runSlow(target: number, version: 0 | 1): Promise<SlowResult> {
  const relay = await FaultyRelay.open(target, { up: SLOW, down: SLOW });
  const mqtt = new MQTT();
  const topic = `slow/${version}`;
  const arrived: string[] = [];
  const violations: string[] = [];
  try {
    mqtt.setVersion(version);
    mqtt.setKeepAliveInterval(10);
    mqtt
      .on('MessageIn', ({ message, messageB }) =>
        arrived.push(messageB.length === LARGE ? 'large' : message),
      )
      .on('Disconnected', ({ statusCode }) => violations.push(`Disconnected ${statusCode}`))
      .on('Error', ({ errorCode, description }) => violations.push(`${errorCode} ${description}`));
    const from = performance.now();
    await within(mqtt.connectTo(HOST, relay.port), 'connecting');
    const granted = new Promise((resolve) => {
      mqtt.on('Subscribed', resolve);
    });
    await mqtt.subscribe(topic, 2);
    await within(granted, 'SUBACK');
    const texts = Array.from({ length: MESSAGES }, (_, i) => `${i % 3} ${i} ${'x'.repeat(200)}`);
    const calls = texts.map((text, i) => mqtt.publishMessage(topic, i % 3, text));
    calls.push(mqtt.publishData(topic, 1, new Uint8Array(LARGE)));
    await within(Promise.all(calls), 'publishing', PATIENCE);
    await until('all messages', () => arrived.length >= MESSAGES + 1, PATIENCE);
    const seconds = (performance.now() - from) / 1000;
    for (const qos of ['0', '1', '2']) {
      const sent = texts.filter((text) => text.startsWith(qos));
      const came = arrived.filter((text) => text.startsWith(qos));
      if (sent.join() !== came.join())
        violations.push(`QoS ${qos}: lost, repeated or out of order`);
    }
    if (arrived.filter((text) => text === 'large').length !== 1) violations.push('the large one');
    const ended = violations.splice(0);
    await within(mqtt.disconnect(), 'disconnecting');
    return { name: version === 1 ? '5.0' : '3.1.1', seconds, violations: ended };
  } finally {
    await mqtt.interrupt();
    await relay.close();
  }
}

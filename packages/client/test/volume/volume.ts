/** How much, and what is looked at: CI takes a sample, VOLUME=full the whole. */

import { createBroker } from '@x/testing';
import { requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import { MQTT } from '../../src/index.ts';

const FULL = process.env['VOLUME'] === 'full';

export const CLIENTS = FULL ? 1000 : 200;
/** Of the payload of 100 MB; one in a sample. */
export const LARGE_QOS: readonly number[] = FULL ? [0, 1, 2] : [1];
export const SEED = Number(process.env['VOLUME_SEED'] ?? 1);
/** A bound for "does not hang". */
export const PATIENCE = FULL ? 600_000 : 60_000;

export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}

export interface ServerKind {
  readonly name: string;
  readonly missing: boolean;
  readonly messages: number;
  /** Not yet acknowledged at once: mosquitto's time grows with their square. */
  readonly outstanding: number;
  start(): Promise<Server>;
}

export const SERVERS: readonly ServerKind[] = [
  {
    name: 'the embedded broker',
    missing: false,
    messages: FULL ? 1_000_000 : 20_000,
    outstanding: 2000,
    async start() {
      const broker = createBroker();
      const { url } = await broker.listen();
      return { url, stop: () => broker.close() };
    },
  },
  {
    name: 'mosquitto',
    missing: requirePeer('mosquitto') === undefined,
    messages: FULL ? 100_000 : 5000,
    outstanding: 200,
    // It drops what is more than its limits, which would say nothing of us.
    start: () => startMosquitto({ config: ['max_queued_messages 0', 'max_inflight_messages 0'] }),
  },
];

export async function connected(url: string): Promise<MQTT> {
  const mqtt = new MQTT();
  await mqtt.connectTo(url, 0);
  return mqtt;
}

export function subscribed(mqtt: MQTT, filter: string, qos: number): Promise<void> {
  return new Promise((resolve, reject) => {
    mqtt.once('Subscribed', () => resolve());
    mqtt.subscribe(filter, qos).catch(reject);
  });
}

/** The highest resident memory of the process while `work` ran, and what it was before, in MB. */
export async function memoryOf(
  work: () => Promise<void>,
): Promise<{ before: number; peak: number }> {
  const megabytes = () => Math.round(process.memoryUsage.rss() / 1e6);
  const before = megabytes();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, megabytes());
  }, 20);
  try {
    await work();
    return { before, peak: Math.max(peak, megabytes()) };
  } finally {
    clearInterval(timer);
  }
}

/** Numbers from 0 to 2^32 - 1, the same ones for the same seed (Numerical Recipes' generator). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state;
  };
}

/** A thousand clients that lose their server in one moment, and how they come back to it: not in one moment. */

import { MQTT } from '@x/client';
import { until, within } from '../bounded.ts';
import { HOST } from '../program.ts';
import { type Histogram, histogramOf } from './histogram.ts';
import { PlainServer } from './plain-server.ts';

const CLIENTS = 1000;
/** Milliseconds. */
const BUCKET = 100;
/** The first try is spread over at least so long. */
const SPREAD = 950;
/** Of the clients in one bucket; evenly it would be a tenth, but a loaded machine serves them in spurts. */
const FULLEST = 0.5;
const PATIENCE = 60_000;

export interface StormResult {
  readonly name: string;
  readonly histogram: Histogram;
  readonly violations: readonly string[];
}

/** Once with a server that is there again at once, once with one that stays away for the first try. */
export async function runStorm(): Promise<readonly StormResult[]> {
  const server = new PlainServer();
  const port = await server.open();
  /** When a try failed. */
  const failures: number[] = [];
  const clients = Array.from({ length: CLIENTS }, () => new MQTT());
  try {
    for (const mqtt of clients) {
      mqtt.on('Error', () => failures.push(performance.now()));
      await mqtt.config('AutoReconnect=True');
      await within(mqtt.connectTo(HOST, port), 'connecting');
    }
    const connected = () => clients.every((mqtt) => mqtt.isConnected());
    const there = await lose(server, () => server.arrivals.length >= CLIENTS);
    const first = spread('the first try, the server is there', there, server.arrivals);
    await until('all of them again', connected, PATIENCE);
    server.close();
    const away = await lose(server, () => failures.length >= CLIENTS);
    const second = spread('the first try, the server is away', away, failures.slice(0, CLIENTS));
    await server.open();
    await until('all of them at last', connected, PATIENCE);
    const times = server.arrivals.map((at) => at - away);
    return [
      first,
      second,
      { name: 'the tries after that', histogram: histogramOf(times, 250), violations: [] },
    ];
  } finally {
    for (const mqtt of clients) await mqtt.interrupt();
    server.cut();
    server.close();
  }
}

/** @returns the moment */
async function lose(server: PlainServer, back: () => boolean): Promise<number> {
  server.arrivals = [];
  const at = performance.now();
  server.cut();
  await until('a try of each', back, PATIENCE);
  return at;
}

function spread(name: string, from: number, times: readonly number[]): StormResult {
  const histogram = histogramOf(
    times.map((at) => at - from),
    BUCKET,
  );
  const { first, last, fullest } = histogram;
  const violations: string[] = [];
  if (last - first < SPREAD) violations.push(`spread over ${Math.round(last - first)} ms only`);
  if (fullest > CLIENTS * FULLEST) violations.push(`${fullest} within ${BUCKET} ms`);
  return { name, histogram, violations };
}

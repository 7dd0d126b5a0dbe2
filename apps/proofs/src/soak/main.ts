/**
 * Many clients for a long time: both versions, every QoS and transport, through proxies too, with connections that
 * break at random, stall, or are left, and brokers that start again. Nothing may be lost, repeated or out of order but
 * as its QoS allows, and nothing may be left when it is over. `--minutes N` (10), `--seed N` (1), `--rate N` messages
 * a second (400).
 */

import { parseArgs } from 'node:util';
import { wait } from '../bounded.ts';
import { mosquitto } from '../brokers/peers/mosquitto.ts';
import { randomOf } from '../sample.ts';
import { Counts } from './counts.ts';
import { startEmbedded } from './embedded.ts';
import { describe, type Holding, holding, holdingAtRest, leaksBetween } from './leaks.ts';
import { routesOver, startProxies } from './route.ts';
import { World } from './world.ts';

/** Seconds under trouble before everything comes to rest and is judged. */
const ROUND = 20;
const WARM_UP = 4;
/** Milliseconds. */
const TICK = 10;
const TROUBLE_EVERY = 120;
const RESTART_EVERY = 4000;
/** Findings that are printed; the rest is counted. */
const SHOWN = 30;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    rate: { type: 'string', default: '400' },
  },
});
const minutes = numberOf('minutes', values.minutes);
const seed = numberOf('seed', values.seed);
const rate = numberOf('rate', values.rate);

function numberOf(name: string, text: string): number {
  const number = Number(text);
  if (Number.isFinite(number) && number > 0) return number;
  throw new RangeError(`--${name} must be a number above 0, got ${text}`);
}

const found: string[] = [];
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
process.on('uncaughtException', (error) => found.push(`uncaught: ${error.stack ?? error.message}`));
process.on('unhandledRejection', (reason) => found.push(`unhandled: ${String(reason)}`));
// Such as too many listeners of one emitter.
process.on('warning', (warning) => found.push(`warning: ${warning.message}`));
process.setMaxListeners(50);

const random = randomOf(seed);
const proxies = await startProxies();
const routes = routesOver(proxies);
const peers = [
  {
    name: 'embedded',
    peer: await startEmbedded(),
    connectProperties: '{"ReceiveMaximum":30,"ClientTopicAliasMax":5}',
  },
];
if (mosquitto.start === undefined) console.log('SKIPPED mosquitto: not installed');
else {
  // Without a Receive Maximum: docs/soak.md says what is open there.
  const connectProperties = '{"ClientTopicAliasMax":5}';
  peers.push({ name: 'mosquitto', peer: await mosquitto.start(), connectProperties });
}

async function run(seconds: number, counts: Counts, tell: boolean): Promise<void> {
  const worlds = peers.map((each) => new World({ ...each, routes, counts, random }));
  for (const world of worlds) await world.open();
  const clients = worlds.reduce((sum, { size }) => sum + size, 0);
  if (tell) console.log(`${clients} clients; routes: ${routes.map(({ name }) => name).join(', ')}`);
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    await trouble(worlds, Math.min(end, performance.now() + ROUND * 1000));
    for (const world of worlds) found.push(...(await world.settle()));
    if (tell) console.log(`${clock()} ${counts.line}; ${describe(await holding())}`);
  }
  for (const world of worlds) await world.close();
}

async function trouble(worlds: readonly World[], end: number): Promise<void> {
  let [due, nextTrouble, nextRestart] = [
    0,
    performance.now(),
    performance.now() + RESTART_EVERY / 2,
  ];
  let last = performance.now();
  for (let now = last; now < end; now = performance.now()) {
    const world = worlds[Math.floor(random() * worlds.length)] as World;
    // A machine that was busy elsewhere does not get it all at once.
    due = Math.min(due + ((now - last) * rate) / 1000, rate / 10);
    last = now;
    for (; due >= 1; due -= 1) worlds[Math.floor(random() * worlds.length)]?.load();
    if (now >= nextTrouble) {
      world.trouble();
      nextTrouble = now + random() * 2 * TROUBLE_EVERY;
    }
    if (now >= nextRestart) {
      world.restart();
      nextRestart = now + (0.5 + random()) * RESTART_EVERY;
    }
    await wait(TICK);
  }
}

const from = performance.now();
function clock(): string {
  return `${((performance.now() - from) / 1000).toFixed(0).padStart(4)} s`;
}

async function measured(): Promise<Holding> {
  await run(WARM_UP, new Counts(), false);
  const start = await holding();
  console.log(`${clock()} warm; ${describe(start)}`);
  return start;
}

console.log(`Node ${process.versions.node}, seed ${seed}, ${rate} messages a second`);
const start = await measured();
const counts = new Counts();
await run(minutes * 60, counts, true);
const end = await holdingAtRest(start);
console.log(`${clock()} closed; ${describe(end)}`);
found.push(...leaksBetween(start, end));
for (const { peer } of peers) await peer.stop();
for (const { running } of proxies) await running.end();

for (const each of found.slice(0, SHOWN)) console.log(`VIOLATION ${each}`);
console.log(`\n${counts.line}`);
console.log(`${found.length} violations`);
if (found.length > 0) process.exitCode = 1;

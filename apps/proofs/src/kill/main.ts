/**
 * `kill -9` of a client with SessionJournal at every packet of a QoS 1 and a QoS 2 exchange, both ways and in both
 * versions, against mosquitto: nothing is lost, nothing published at QoS 2 arrives twice, and what is received does so
 * only when the kill fell between MessageIn and the record that its listeners returned.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXCHANGES, type Exchange } from '../exchange.ts';
import { startMosquitto } from '../mosquitto.ts';
import { Observer } from '../observer.ts';
import { choiceOf, sampleOf } from '../sample.ts';
import { Table } from '../table.ts';
import { broken } from '../verdict.ts';
import { type End, endsOf, type Rig, runCase } from './case.ts';

/** Cases at a time: most of one is the start of two processes. */
const LANES = 3;

interface Case {
  readonly exchange: Exchange;
  readonly end: End;
}

const choice = choiceOf(process.argv.slice(2));
const folder = mkdtempSync(join(tmpdir(), 'x-proofs-kill-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const server = await startMosquitto();
const observer = await Observer.open(server.port, 'kill/#');
const rig: Rig = { port: server.port, observer, folder };
const table = new Table('kill -9 of the client, with SessionJournal, against mosquitto');
let number = 0;

async function run(exchange: Exchange, end: End | undefined): Promise<readonly End[]> {
  number += 1;
  try {
    const outcome = await runCase(rig, `k${number}`, exchange, end);
    table.add(exchange, textOf(end), outcome);
    return endsOf(exchange, outcome.extents);
  } catch (error) {
    table.add(exchange, textOf(end), broken(error));
    return [];
  }
}

function textOf(end: End | undefined): string {
  if (typeof end !== 'object') return end ?? 'nobody killed';
  return `${end.side} packet ${end.packet} ${end.direction === 'out' ? 'to' : 'from'} the server`;
}

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

const cases = new Map<Exchange, readonly Case[]>();
await inLanes(EXCHANGES, async (exchange) => {
  const ends = await run(exchange, undefined);
  cases.set(
    exchange,
    ends.map((end) => ({ exchange, end })),
  );
});
const groups = EXCHANGES.map((exchange) => cases.get(exchange) ?? []);
const chosen = sampleOf(groups, choice);
await inLanes(chosen, async ({ exchange, end }) => {
  await run(exchange, end);
});
await observer.close();
await server.stop();
table.print();
const all = groups.flat().length;
console.log(`\n${chosen.length} of ${all} kills and ${EXCHANGES.length} runs without one.`);
if (!table.holds) process.exitCode = 1;

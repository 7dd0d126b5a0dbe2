/**
 * A connection that is reset after every byte, in both directions, of a QoS 1 and a QoS 2 exchange, both ways and in
 * both versions, then resumed: QoS 2 arrives exactly once, QoS 1 is not lost. Against mosquitto, where the client calls
 * `connect` again, and against the broker of @x/testing, where AutoReconnect brings it back.
 */

import { createBroker } from '@x/testing';
import { EXCHANGES, type Exchange } from '../exchange.ts';
import { type Server, startMosquitto } from '../mosquitto.ts';
import { Observer } from '../observer.ts';
import { type Choice, choiceOf, sampleOf } from '../sample.ts';
import { Table } from '../table.ts';
import { broken } from '../verdict.ts';
import type { Resume } from './application.ts';
import { type Cut, cutsOf, type Rig, runCase } from './case.ts';

async function startTestBroker(): Promise<Server> {
  const broker = createBroker();
  const { port } = await broker.listen();
  return { name: 'the broker of @x/testing', port, stop: () => broker.close() };
}

let number = 0;

async function run(
  table: Table,
  rig: Rig,
  exchange: Exchange,
  cut: Cut | undefined,
): Promise<readonly Cut[]> {
  number += 1;
  const name = `c${String(number).padStart(5, '0')}`;
  try {
    const outcome = await runCase(rig, name, exchange, cut);
    table.add(exchange, textOf(cut), outcome);
    return cutsOf(outcome.extents);
  } catch (error) {
    table.add(exchange, textOf(cut), broken(error));
    return [];
  }
}

function textOf(cut: Cut | undefined): string {
  if (cut === undefined) return 'nothing cut';
  return `cut after byte ${cut.byte} ${cut.direction === 'out' ? 'to' : 'from'} the server`;
}

async function prove(server: Server, resume: Resume, choice: Choice): Promise<boolean> {
  const observer = await Observer.open(server.port, 'cut/#');
  const how = resume === 'connect' ? 'connect()' : 'AutoReconnect';
  const table = new Table(`A cut after every byte, against ${server.name}, resumed by ${how}`);
  const rig = { port: server.port, observer, resume };
  const groups: (readonly { exchange: Exchange; cut: Cut }[])[] = [];
  for (const exchange of EXCHANGES) {
    const cuts = await run(table, rig, exchange, undefined);
    groups.push(cuts.map((cut) => ({ exchange, cut })));
  }
  const chosen = sampleOf(groups, choice);
  for (const { exchange, cut } of chosen) await run(table, rig, exchange, cut);
  await observer.close();
  await server.stop();
  table.print();
  const all = groups.flat().length;
  console.log(`\n${chosen.length} of ${all} cuts and ${EXCHANGES.length} runs without one.`);
  return table.holds;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
const choice = choiceOf(process.argv.slice(2));
const held = [
  await prove(await startMosquitto(), 'connect', choice),
  await prove(await startTestBroker(), 'automatic', choice),
];
if (held.includes(false)) process.exitCode = 1;

/**
 * `bench:client`: CPU time a message of the client's process, ours beside MQTT.js 5.16.0, against a server in a process of
 * its own that acknowledges; prints the table and fails below a floor. Arguments select rows by a part of their names.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificate } from '../processes.ts';
import { Bench, ROUNDS } from './bench.ts';
import { CELLS, type Cell, FLAT, MANY_OUTSTANDING, SHARES } from './cells.ts';
import { printBundle, printClients, printImport, printRoundTrip } from './figures.ts';
import { printMosquitto } from './mosquitto.ts';
import { heading, isWanted, ratio, row } from './table.ts';

const folder = await mkdtemp(join(tmpdir(), 'bench-client-'));
const bench = await Bench.start(await certificate(folder));
try {
  console.log(
    `node ${process.version}, CPU time of the client's process a message, medians of ${ROUNDS} processes each\n`,
  );
  heading(['ours us', 'MQTT.js', 'ratio', 'floor', 'goal']);
  for (const cell of CELLS.filter(isWanted)) await printCell(cell);
  for (const cell of FLAT.filter(isWanted)) await printFlat(cell);
  for (const cell of SHARES.filter(isWanted)) await printShare(cell);
  await printClients(bench);
  await printRoundTrip(bench);
  await printImport(bench);
  await printBundle(bench);
  await printMosquitto(folder);
  if (bench.failures > 0) {
    console.error(`\n${bench.failures} below the floor`);
    process.exitCode = 1;
  }
} finally {
  bench.stop();
  await rm(folder, { recursive: true });
}

async function printCell({ name, work, kind, task, floor, goal }: Cell): Promise<void> {
  const { ours, peer } = await bench.interleaved(
    ['ours', 'peer'],
    async (side) => (await bench.exchange(work, side, kind, task)).cpu,
  );
  const cells = [ours.toFixed(2), peer.toFixed(2), ratio(peer / ours), floor, goal];
  console.log(row(name, cells) + bench.verdict(peer / ours >= floor));
}

async function printFlat({ name, task, floor, goal }: (typeof FLAT)[number]): Promise<void> {
  const { few, many } = await bench.interleaved(['few', 'many'], async (side) => {
    const outstanding = side === 'few' ? task.outstanding : MANY_OUTSTANDING;
    return (await bench.exchange('publish', 'ours', 'tcp', { ...task, outstanding })).cpu;
  });
  const cells = [many.toFixed(2), few.toFixed(2), ratio(many / few), `<= ${floor}`, `<= ${goal}`];
  console.log(row(name, cells) + bench.verdict(many / few <= floor));
}

async function printShare({ name, work, kind, task, floor, goal }: Cell): Promise<void> {
  const { ours, bare } = await bench.interleaved(
    ['ours', 'bare'],
    async (side) => (await bench.exchange(work, side, kind, task)).cpu,
  );
  const share = bare / ours;
  const cells = [ours.toFixed(2), bare.toFixed(3), percent(share), percent(floor), percent(goal)];
  console.log(row(name, cells) + bench.verdict(share >= floor));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

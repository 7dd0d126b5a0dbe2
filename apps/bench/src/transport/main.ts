/**
 * `bench:transport`: bytes per second of the sender's CPU time through tcp, tls and ws in batches of 64 KiB, beside a bare
 * net.Socket, tls.TLSSocket and ws.WebSocket, which take turns in the same process. Fails where we send less than four
 * fifths of the bare one.
 */

import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificate, median, run, startServer } from '../processes.ts';
import type { Costs } from './cell.ts';
import { KINDS, type Kind, type Ports } from './senders.ts';

const FLOOR = 0.8;
/** For each kind: what a process compiles, and where its memory lies, is luck. */
const PROCESSES = 5;

const folder = await mkdtemp(join(tmpdir(), 'bench-transport-'));
let server: ChildProcess | undefined;
try {
  const started = await startServer<Ports>(pathOf('./server.js'), await certificate(folder));
  server = started.process;
  const { address: ports } = started;
  const failures = await compare(ports);
  if (failures > 0) {
    console.error(`\n${failures} below the floor`);
    process.exitCode = 1;
  }
} finally {
  server?.kill();
  await rm(folder, { recursive: true });
}

/** Returns how many are below the floor. */
async function compare(ports: Ports): Promise<number> {
  console.log(
    `node ${process.version}, batches of 64 KiB, medians of ${PROCESSES} processes; MiB per second of the sender's CPU\n`,
  );
  console.log(`        ours     bare   share (at least ${FLOOR * 100} %)`);
  let failures = 0;
  for (const kind of KINDS) {
    const runs = await measure(kind, ports[kind]);
    const ours = median(runs.map(({ ours }) => rate(ours)));
    const bare = median(runs.map(({ bare }) => rate(bare)));
    // Within a process first: processes differ more than the two sides do.
    const share = median(runs.map((costs) => rate(costs.ours) / rate(costs.bare)));
    const passed = share >= FLOOR;
    if (!passed) failures++;
    const percent = `${(100 * share).toFixed(0)} %`.padStart(8);
    console.log(
      `${kind.padEnd(4)}${mib(ours)}${mib(bare)}${percent}${passed ? '' : '   BELOW THE FLOOR'}`,
    );
  }
  return failures;
}

async function measure(kind: Kind, port: number): Promise<Costs[]> {
  const runs: Costs[] = [];
  for (let i = 0; i < PROCESSES; i++) {
    const { stdout } = await run(process.execPath, [pathOf('./cell.js'), kind, `${port}`]);
    runs.push(JSON.parse(stdout));
  }
  return runs;
}

/** MiB per second, from microseconds per MiB. */
function rate(costs: readonly number[]): number {
  return 1e6 / median(costs);
}

function mib(rate: number): string {
  return rate.toFixed(0).padStart(9);
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

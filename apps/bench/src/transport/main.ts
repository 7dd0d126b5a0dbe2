/**
 * `bench:transport`: bytes per second of the sender's CPU time through tcp, tls and ws in batches of 64 KiB, beside a bare
 * net.Socket, tls.TLSSocket and ws.WebSocket in the same run. Fails where we send less than four fifths of the bare one.
 */

import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { certificate, median, run, startServer } from '../processes.ts';
import { KINDS, type Kind, type Ports, SIDES, type Side } from './senders.ts';

const FLOOR = 0.8;
/** So many, because the garbage of masking makes single runs of ws differ by half. */
const ROUNDS = 9;

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
    `node ${process.version}, batches of 64 KiB, medians of ${ROUNDS} processes; MiB per second of the sender's CPU\n`,
  );
  console.log(`        ours     bare   share (at least ${FLOOR * 100} %)`);
  let failures = 0;
  for (const kind of KINDS) {
    const { ours, bare } = await rates(kind, ports[kind]);
    const passed = ours / bare >= FLOOR;
    if (!passed) failures++;
    const share = `${((100 * ours) / bare).toFixed(0)} %`.padStart(8);
    console.log(
      `${kind.padEnd(4)}${mib(ours)}${mib(bare)}${share}${passed ? '' : '   BELOW THE FLOOR'}`,
    );
  }
  return failures;
}

/** The two take turns, so that what else the machine does hits both. */
async function rates(kind: Kind, port: number): Promise<Readonly<Record<Side, number>>> {
  const results: Record<Side, number[]> = { ours: [], bare: [] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const side of SIDES) {
      const { stdout } = await run(process.execPath, [pathOf('./cell.js'), kind, side, `${port}`]);
      results[side].push(Number(stdout));
    }
  }
  return { ours: median(results.ours), bare: median(results.bare) };
}

function mib(rate: number): string {
  return (rate / 1_048_576).toFixed(0).padStart(9);
}

function pathOf(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

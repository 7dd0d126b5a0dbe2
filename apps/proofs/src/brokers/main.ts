/**
 * The client against real brokers, over every transport that each offers, in a table: what passes, and what a broker
 * is known not to do. `--write` prints docs/brokers.md; `--only NAME` runs one broker.
 */

import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Cell, isSurprise, runPeer } from './matrix.ts';
import { printMatrix, printReleases } from './page.ts';
import type { PeerKind } from './peer.ts';
import { PEERS } from './peers/index.ts';

const PAGE = new URL('../../../../docs/brokers.md', import.meta.url);

const { values } = parseArgs({
  options: { write: { type: 'boolean', default: false }, only: { type: 'string' } },
});
// Each broker has a folder and a process to clear away at the end.
process.setMaxListeners(50);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));

const wanted = PEERS.filter(({ name }) => values.only === undefined || name === values.only);
const from = performance.now();
const broken: string[] = [];

async function tryPeer(peer: PeerKind): Promise<readonly Cell[]> {
  if (peer.start === undefined) {
    console.log(`SKIPPED ${peer.name}: not installed`);
    return [];
  }
  try {
    const cells = await runPeer(peer, peer.start);
    console.log(`${peer.name} ${peer.release()}: ${cells.length} cases after ${seconds()} s`);
    return cells;
  } catch (error) {
    broken.push(`${peer.name}: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

function seconds(): string {
  return ((performance.now() - from) / 1000).toFixed(1);
}

const cells = (await Promise.all(wanted.map(tryPeer))).flat();
const matrix = printMatrix(wanted, cells);
console.log(`\n${matrix}`);
const surprises = new Map<string, string[]>();
for (const { peer, name, version, transport, fault } of cells.filter(isSurprise)) {
  const where = `${peer.name}, MQTT ${version === 4 ? '3.1.1' : '5.0'}, ${name}`;
  const what = `${where}: ${fault ?? 'passes, against its known limit'}`;
  surprises.set(what, [...(surprises.get(what) ?? []), transport]);
}
for (const [what, transports] of surprises) broken.push(`${what} (${transports.join(' ')})`);
for (const each of broken) console.log(`VIOLATION ${each}`);
const known = cells.filter(({ fault }) => fault !== undefined).length;
console.log(
  `${cells.length} cases, ${known} that a broker is known not to do, ${broken.length} violations`,
);
if (broken.length > 0) process.exitCode = 1;
else if (values.write) {
  writeFileSync(PAGE, page(matrix));
}

function page(table: string): string {
  return `# Brokers

Printed by \`pnpm test:brokers --write\`, which runs the client against each of them, over every transport named, and
fails when a case that passes here does not, or one that cannot pass does.

Versions: ${printReleases(wanted)}.

${table}`;
}

/** The rows of `bench:client` that are no CPU time a message: memory, connects, round trips, import, size. */

import { fileURLToPath } from 'node:url';
import { run } from '../processes.ts';
import type { Bench } from './bench.ts';
import { bundleSize } from './bundle.ts';
import { isWanted, ratio, row } from './table.ts';

const IMPORT = fileURLToPath(new URL('./import.js', import.meta.url));
const KB = 1000;
/** Wall time, and small differences: more rounds than elsewhere. */
const MANY_ROUNDS = 9;

export async function printClients(bench: Bench): Promise<void> {
  if (isWanted({ name: 'idle client, RSS' })) {
    const { ours, peer, bare } = await bench.interleaved(['ours', 'peer', 'bare'], (side) =>
      bench.measure('idle', side),
    );
    const cells = [kb(ours), kb(peer), ratio(peer / ours), '<= 18 kB', '<= 12 kB'];
    const line = row('idle client, RSS', cells);
    console.log(`${line}${bench.verdict(ours <= 18 * KB)}   (bare socket: ${kb(bare)})`);
  }
  if (isWanted({ name: 'connects per second' })) {
    const { ours, peer } = await bench.interleaved(['ours', 'peer'], (side) =>
      bench.measure('connects', side),
    );
    const cells = [(1e6 / ours).toFixed(0), (1e6 / peer).toFixed(0), ratio(peer / ours), 1.3, 2];
    console.log(row('connects per second of CPU time', cells) + bench.verdict(peer / ours >= 1.3));
  }
}

export async function printRoundTrip(bench: Bench): Promise<void> {
  if (!isWanted({ name: 'QoS 1 round trip' })) return;
  const { ours, peer, bare } = await bench.interleaved(
    ['ours', 'peer', 'bare'],
    (side) => bench.measure('round-trip', side),
    MANY_ROUNDS,
  );
  const cells = [ours.toFixed(1), peer.toFixed(1), ratio(ours / bare), '<= 1.3', '-'];
  const line = row('QoS 1 round trip, us, against a bare socket', cells);
  console.log(`${line}${bench.verdict(ours / bare <= 1.3)}   (bare socket: ${bare.toFixed(1)} us)`);
}

export async function printImport(bench: Bench): Promise<void> {
  if (!isWanted({ name: 'import' })) return;
  const { base, client } = await bench.interleaved(
    ['base', 'client'],
    async (what) => Number((await run(process.execPath, [IMPORT, what])).stdout),
    MANY_ROUNDS,
  );
  const milliseconds = (client - base) / 1000;
  const cells = [milliseconds.toFixed(1), '', '', '<= 25', '-'];
  console.log(
    row('import of @x/client above net and tls, ms of CPU', cells) +
      bench.verdict(milliseconds <= 25),
  );
}

export async function printBundle(bench: Bench): Promise<void> {
  if (!isWanted({ name: 'browser bundle' })) return;
  const { atOnce, whole } = await bundleSize();
  const cells = [kb(atOnce), '', '', '<= 30 kB', '<= 20 kB'];
  const line = row('browser bundle of the client, min + gzip', cells);
  console.log(
    `${line}${bench.verdict(atOnce <= 30 * KB)}   (loaded at once; all in all ${kb(whole)})`,
  );
}

function kb(bytes: number): string {
  return `${(bytes / KB).toFixed(1)} kB`;
}

/**
 * One kind of `bench:transport` in a process of its own: ours and the bare one take turns in short slices, so that
 * whatever else the machine does hits both. Prints what a slice of each costs of this process's CPU time.
 */

import { type Kind, SENDERS, type Send, SIDES, type Side } from './senders.ts';

const BATCH = new Uint8Array(65_536);
/** 4 MiB: some milliseconds, and often enough full for the buffer's own cost to count. */
const BATCHES = 64;
/** Until all that is used often is compiled. */
const WARM_UP = 20;
const ROUNDS = 60;

/** Microseconds of CPU time for a MiB, round by round: one of each round was measured right after the other. */
export type Costs = Readonly<Record<Side, readonly number[]>>;

const [kind = '', port = ''] = process.argv.slice(2);
const senders: Record<Side, Send> = {
  ours: await SENDERS[kind as Kind].ours(Number(port)),
  bare: await SENDERS[kind as Kind].bare(Number(port)),
};
const costs: Record<Side, number[]> = { ours: [], bare: [] };
for (let round = -WARM_UP; round < ROUNDS; round++) {
  // Who begins pays for what the one before left to collect.
  const order = round % 2 === 0 ? SIDES : SIDES.toReversed();
  for (const side of order) {
    const cost = await slice(senders[side]);
    if (round >= 0) costs[side].push(cost);
  }
}
console.log(JSON.stringify(costs satisfies Costs));
process.exit();

/** All of it has left when it ends: nobody pays for the other's. */
async function slice({ write, flushed }: Send): Promise<number> {
  const start = process.cpuUsage();
  for (let i = 0; i < BATCHES; i++) {
    const drained = write(BATCH);
    if (drained !== undefined) await drained;
  }
  await flushed();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / ((BATCHES * BATCH.length) / 1_048_576);
}

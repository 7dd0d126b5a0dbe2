/** One cell of `bench:transport` in a process of its own: prints bytes sent per second of its CPU time. */

import { type Kind, SENDERS, type Send, type Side } from './senders.ts';

const BATCH = new Uint8Array(65_536);
/** 128 MiB. */
const BATCHES = 2048;

const [kind = '', side = '', port = ''] = process.argv.slice(2);
const send = await SENDERS[kind as Kind][side as Side](Number(port));
await run(send, BATCHES / 4);
const start = process.cpuUsage();
await run(send, BATCHES);
const { user, system } = process.cpuUsage(start);
console.log((BATCHES * BATCH.length) / ((user + system) / 1e6));
process.exit();

async function run(send: Send, batches: number): Promise<void> {
  for (let i = 0; i < batches; i++) {
    const drained = send(BATCH);
    if (drained !== undefined) await drained;
  }
}

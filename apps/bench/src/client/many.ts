/** Many clients in one process: what an idle one takes, and how many connects and disconnects a second. */

import { setTimeout } from 'node:timers/promises';
import { connectBare } from './bare.ts';
import { connectOurs } from './ours.ts';
import { connectPeer } from './peer.ts';
import type { Side } from './sides.ts';
import type { Target } from './target.ts';

/** Before the first measurement: what the first clients take besides. */
const FIRST = 500;
const MORE = 2000;
const AT_A_TIME = 50;
const WARM_UP = 1500;
const CONNECTS = 3000;

type Close = () => Promise<unknown>;

const CONNECT: Readonly<Record<Side, (target: Target) => Promise<Close>>> = {
  async ours(target) {
    const mqtt = await connectOurs(target);
    return () => mqtt.disconnect();
  },
  async peer(target) {
    const client = await connectPeer(target);
    return () => client.endAsync();
  },
  async bare(target) {
    const socket = await connectBare(target);
    return () => new Promise<void>((resolve) => socket.end(() => resolve()));
  },
};

/** Bytes of resident memory an idle client. */
export async function idle(side: Side, target: Target): Promise<number> {
  const open: Close[] = [];
  const connect = async (index: number) => {
    open.push(await CONNECT[side](numbered(target, index)));
  };
  await manyTimes(FIRST, connect);
  const before = await settled();
  await manyTimes(MORE, (index) => connect(FIRST + index));
  return ((await settled()) - before) / MORE;
}

/** Microseconds of CPU time a connect with its disconnect. */
export async function connects(side: Side, target: Target): Promise<number> {
  const once = async (index: number) => {
    const close = await CONNECT[side](numbered(target, index));
    await close();
  };
  await manyTimes(WARM_UP, once);
  const start = process.cpuUsage();
  await manyTimes(CONNECTS, (index) => once(WARM_UP + index));
  const { user, system } = process.cpuUsage(start);
  return (user + system) / CONNECTS;
}

async function manyTimes(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
}

/** Resident memory when what is not needed has gone. */
async function settled(): Promise<number> {
  for (let i = 0; i < 5; i++) {
    await setTimeout(100);
    globalThis.gc?.();
  }
  return process.memoryUsage.rss();
}

function numbered(target: Target, index: number): Target {
  return { ...target, clientId: `${target.clientId}-${index}` };
}

/** Durable messages a second: records in groups of so many, each group committed; beside the time of one fdatasync. */

import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalChange } from '@x/session';
import { fileStore } from '@x/session/file';

export interface DurableResult {
  readonly messagesPerSecond: number;
  readonly syncSeconds: number;
}

const ROUNDS = 60;
const PAYLOAD = Buffer.alloc(256).toString('base64');
const inFlight = Number(process.argv[2]);
// Beside the project: /tmp may be in memory, where a sync costs nothing.
const folder = await mkdtemp(join(process.cwd(), '.bench-session-'));
try {
  const syncSeconds = await timeOfSync();
  const messagesPerSecond = await durableRate();
  console.log(JSON.stringify({ messagesPerSecond, syncSeconds } satisfies DurableResult));
} finally {
  await rm(folder, { recursive: true });
}

/** The median for as many bytes as a group has. */
async function timeOfSync(): Promise<number> {
  const file = await open(join(folder, 'bare'), 'w');
  const bytes = Buffer.alloc(inFlight * 500);
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    await file.write(bytes);
    const start = performance.now();
    await file.datasync();
    times.push((performance.now() - start) / 1000);
  }
  await file.close();
  times.sort((a, b) => a - b);
  return times[ROUNDS >> 1] ?? Number.NaN;
}

async function durableRate(): Promise<number> {
  const store = fileStore(join(folder, 'journal'));
  await store.load();
  let packetId = 0;
  const start = performance.now();
  for (let round = 0; round < ROUNDS; round++) {
    for (let i = 0; i < inFlight; i++) {
      if (packetId > 0) store.append({ type: 'acknowledged', packetId });
      packetId = (packetId % 65_535) + 1;
      store.append(publish(packetId));
    }
    await store.flush();
  }
  const seconds = (performance.now() - start) / 1000;
  await store.close();
  return (ROUNDS * inFlight) / seconds;
}

function publish(packetId: number): JournalChange {
  const message = {
    packetId,
    state: 0,
    topic: 'bench/topic',
    qos: 1,
    retain: false,
    dup: false,
    payload: PAYLOAD,
  } as const;
  return { type: 'publish', message };
}

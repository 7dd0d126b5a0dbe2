/** Durable messages a second: records in groups of so many, each group committed; beside the time of one fdatasync. */

import { mkdtemp, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalChange, SessionStore } from '@x/session';
import { fileStore } from '@x/session/file';

export interface DurableResult {
  readonly messagesPerSecond: number;
  /** The mean. */
  readonly syncSeconds: number;
}

const PAYLOAD = Buffer.alloc(256).toString('base64');
/** Of a message's two records, about. */
const BYTES_A_MESSAGE = 520;
const inFlight = Number(process.argv[2]);
let packetId = 0;
const rounds = inFlight <= 32 ? 300 : 100;
// Beside the project: /tmp may be in memory, where a sync costs nothing.
const folder = await mkdtemp(join(process.cwd(), '.bench-session-'));
try {
  console.log(JSON.stringify(await measure()));
} finally {
  await rm(folder, { recursive: true });
}

/** In turns, so that both meet the same disk: a bare file that grows by as many bytes, and the store. */
async function measure(): Promise<DurableResult> {
  const bare = await open(join(folder, 'bare'), 'w');
  const store = fileStore(join(folder, 'journal'));
  await store.load();
  const group = Buffer.alloc(inFlight * BYTES_A_MESSAGE);
  let syncs = 0;
  let commits = 0;
  for (let round = -rounds; round < rounds; round++) {
    if (round === 0) {
      // What came before was to warm up.
      syncs = 0;
      commits = 0;
    }
    await bare.write(group);
    let start = performance.now();
    await bare.datasync();
    syncs += performance.now() - start;
    start = performance.now();
    await commit(store);
    commits += performance.now() - start;
  }
  await bare.close();
  await store.close();
  return {
    messagesPerSecond: (rounds * inFlight * 1000) / commits,
    syncSeconds: syncs / rounds / 1000,
  };
}

/** So many messages end, and as many begin. */
async function commit(store: SessionStore): Promise<void> {
  for (let i = 0; i < inFlight; i++) {
    if (packetId > 0) store.append({ type: 'acknowledged', packetId });
    packetId = (packetId % 65_535) + 1;
    store.append(publish(packetId));
  }
  await store.flush();
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

/** A process that the tests kill: `node child.mjs <path> <work> <detail>`. */

import { nodeDisk } from '../../src/file/disk.ts';
import { FileStore, fileStore } from '../../src/file/file-store.ts';
import type { JournalChange } from '../../src/journal.ts';
import { watched } from './watched.ts';

const [, , path = '', work = '', detail = ''] = process.argv;

const IDS = 65_535;
const IN_FLIGHT = 20;
/** Enough for a rewrite every hundred messages. */
const PAYLOAD = 'A'.repeat(600);

/** Goes on from what is there; the topic is the number of the message, which is told once it is durable. */
async function append(): Promise<void> {
  const store = fileStore(path);
  const state = await store.load();
  const open = state?.outgoing.map(({ packetId }) => packetId) ?? [];
  let number = Number(state?.outgoing.at(-1)?.topic ?? 0);
  for (;;) {
    number += 1;
    const packetId = (number % IDS) + 1;
    store.append(message(packetId, number));
    open.push(packetId);
    const oldest = open.length > IN_FLIGHT ? open.shift() : undefined;
    if (oldest !== undefined) store.append({ type: 'acknowledged', packetId: oldest });
    await store.flush();
    process.stdout.write(`${number}\n`);
  }
}

/** Holds the journal until it is killed. */
async function hold(): Promise<void> {
  await fileStore(path).load();
  process.stdout.write('open\n');
  setInterval(() => undefined, 1000);
}

/** Does away with itself before the operation on the disk that has the number `detail`, if it does as many. */
async function end(): Promise<void> {
  let left = Number(detail);
  const before = () => {
    left -= 1;
    if (left < 0) process.kill(process.pid, 'SIGKILL');
  };
  const store = new FileStore(path, watched(nodeDisk, before));
  await store.load();
  for (let number = 1; number <= 150; number += 1) {
    store.append(message(number, number));
    if (number > 1) store.append({ type: 'acknowledged', packetId: number - 1 });
    if (number % 50 > 0) continue;
    await store.flush();
    process.stdout.write(`${number}\n`);
  }
  await store.close();
  process.stdout.write('closed\n');
}

function message(packetId: number, number: number): JournalChange {
  const topic = String(number);
  const rest = { state: 0, qos: 1, retain: false, dup: false, payload: PAYLOAD } as const;
  return { type: 'publish', message: { packetId, topic, ...rest } };
}

const WORK: Readonly<Record<string, () => Promise<void>>> = { append, hold, end };
await WORK[work]?.();

/**
 * A slow reader on either side bounds memory: one side offers 1 GB, the other reads 1 MB a second.
 * SLOW_READER_SECONDS sets how long each of them goes on; 20 is the full form.
 */

import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { never } from './compliance/suite.ts';
import { collectGarbage } from './leaks/dial-many.ts';
import { SUBJECT_NAMES, SUBJECTS } from './support/subjects.ts';

const SECONDS = Number(process.env['SLOW_READER_SECONDS'] ?? 1);
const OFFERED = 1_000_000_000;
const BATCH = 65_536;
/** Bytes that the reader takes before it rests, and how long it then rests, in milliseconds: 1 MB a second. */
const GULP = 100_000;
const REST = 100;
/** How often memory is looked at, in milliseconds. */
const LOOK = 250;
const ALLOWED_GROWTH = 32_000_000;
/** Of what the reader gets: more than its rate, as one chunk may exceed it, but far from what was offered. */
const ALLOWED_READ = 4_000_000 * (SECONDS + 1);

/** Takes GULP bytes, then rests. */
class SlowReader {
  total = 0;
  readonly #pause: () => void;
  readonly #resume: () => void;
  #taken = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(pause: () => void, resume: () => void) {
    this.#pause = pause;
    this.#resume = resume;
  }

  take(bytes: number): void {
    this.total += bytes;
    this.#taken += bytes;
    if (this.#taken < GULP || this.#timer !== undefined) return;
    this.#pause();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#taken = 0;
      this.#resume();
    }, REST);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

/**
 * Offers batches, each of memory of its own, whenever there is room; returns how far memory grew meanwhile, in bytes.
 * Garbage is collected before each look: the batches and the other side's are in this process too, and not ours to bound.
 */
async function offer(hasRoom: () => boolean, write: (batch: Uint8Array) => void): Promise<number> {
  collectGarbage();
  const base = process.memoryUsage.rss();
  const end = performance.now() + SECONDS * 1000;
  let highest = base;
  let nextLook = 0;
  let offered = 0;
  while (performance.now() < end) {
    for (let i = 0; i < 64 && offered < OFFERED && hasRoom(); i++) {
      write(Buffer.alloc(BATCH, 1));
      offered += BATCH;
    }
    await delay(2);
    if (performance.now() < nextLook) continue;
    nextLook = performance.now() + LOOK;
    collectGarbage();
    highest = Math.max(highest, process.memoryUsage.rss());
  }
  return highest - base;
}

async function link(kind: (typeof SUBJECT_NAMES)[number], data: (chunk: Uint8Array) => void) {
  const { server, transport } = await SUBJECTS[kind]();
  const state = { hasRoom: true };
  const handlers = {
    data,
    drain: () => {
      state.hasRoom = true;
    },
    close: () => undefined,
  };
  const [connection, peer] = await Promise.all([
    transport({}).dial(handlers, never()),
    server.accept(),
  ]);
  return { connection, peer, server, state };
}

const timeout = SECONDS * 1000 + 30_000;

it.each(SUBJECT_NAMES)('%s: what we offer to a slow server', { timeout }, async (kind) => {
  const { connection, peer, server, state } = await link(kind, () => undefined);
  const reader = new SlowReader(peer.stopReading, peer.startReading);
  Object.assign(peer.log, { add: (chunk: Uint8Array) => reader.take(chunk.length) });
  const growth = await offer(
    () => state.hasRoom,
    (batch) => {
      state.hasRoom = connection.write([batch]);
    },
  );
  reader.stop();
  connection.destroy();
  await server.stop();
  expect(reader.total).toBeGreaterThan(0);
  expect(growth).toBeLessThan(ALLOWED_GROWTH);
});

it.each(SUBJECT_NAMES)(
  '%s: what a server offers while we read slowly',
  { timeout },
  async (kind) => {
    let reader: SlowReader | undefined;
    const { connection, peer, server } = await link(kind, (chunk) => reader?.take(chunk.length));
    reader = new SlowReader(
      () => connection.pause(),
      () => connection.resume(),
    );
    const growth = await offer(
      () => peer.unsent() < BATCH,
      (batch) => peer.write(batch),
    );
    const { total } = reader;
    reader.stop();
    connection.destroy();
    await server.stop();
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(ALLOWED_READ);
    expect(growth).toBeLessThan(ALLOWED_GROWTH);
  },
);

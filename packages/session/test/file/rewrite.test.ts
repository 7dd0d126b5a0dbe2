import { readdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/file/disk.ts';
import { FileStore, fileStore } from '../../src/file/file-store.ts';
import type { JournalChange } from '../../src/journal.ts';
import { acknowledged, failure, journalPath, noSpace, publish } from './support.ts';
import { watched } from './watched.ts';

const LEAST = 64 * 1024;
const PAYLOAD = 'A'.repeat(1000);

/** A store whose disk tells what it does, and fails where it is told to. */
async function open(path = journalPath()) {
  const operations: string[] = [];
  const failing = new Set<string>();
  const disk = watched(nodeDisk, (operation) => {
    operations.push(operation);
    if (failing.has(operation)) throw noSpace();
  });
  const store = new FileStore(path, disk);
  await store.load();
  operations.length = 0;
  return { path, store, operations, failing };
}

async function flushed(store: FileStore, ...changes: readonly JournalChange[]): Promise<void> {
  for (const change of changes) store.append(change);
  await store.flush();
}

/** Messages that come and go, one a flush. */
async function pass(store: FileStore, count: number): Promise<void> {
  for (let i = 1; i <= count; i += 1) {
    await flushed(store, publish(i, { payload: PAYLOAD }), acknowledged(i));
  }
}

async function idsOf(path: string): Promise<number[]> {
  const store = fileStore(path);
  const state = await store.load();
  await store.close();
  return (state?.outgoing ?? []).map(({ packetId }) => packetId);
}

describe('the file', () => {
  it('stays small, however much passes through it', async () => {
    const { path, store } = await open();
    let largest = 0;
    for (let i = 1; i <= 500; i += 1) {
      await flushed(store, publish(i, { payload: PAYLOAD }), acknowledged(i));
      largest = Math.max(largest, statSync(path).size);
    }
    await store.close();
    // Over the limit by the flush that reached it.
    expect(largest).toBeLessThan(LEAST + 2 * PAYLOAD.length);
    expect(largest).toBeGreaterThan(LEAST - 2 * PAYLOAD.length);
    expect([await idsOf(path), readdirSync(dirname(path))]).toEqual([[], ['session.journal']]);
  });

  it('is at most four times what still counts', async () => {
    const { path, store } = await open();
    const ids = Array.from({ length: 200 }, (_, i) => i + 1);
    await flushed(store, ...ids.map((id) => publish(id, { payload: PAYLOAD })));
    const live = statSync(path).size;
    let largest = 0;
    for (let round = 0; round < 1000; round += 1) {
      await flushed(store, publish(201, { payload: PAYLOAD }), acknowledged(201));
      largest = Math.max(largest, statSync(path).size);
    }
    await store.close();
    expect(largest).toBeGreaterThan(3 * live);
    expect(largest).toBeLessThan(4 * live + 4 * PAYLOAD.length);
    expect(await idsOf(path)).toEqual(ids);
  });

  it('is rewritten at most once in 32 flushes', async () => {
    const { store, operations } = await open();
    for (let i = 1; i <= 100; i += 1) {
      const ids = Array.from({ length: 200 }, (_, id) => id + 1);
      for (const id of ids) store.append(publish(id, { payload: PAYLOAD }));
      await flushed(store, ...ids.map(acknowledged));
    }
    await store.close();
    expect(operations.filter((each) => each === 'rename')).toHaveLength(4);
  });

  it('does not wait for that above 16 MiB', async () => {
    const { path, store } = await open();
    let largest = 0;
    for (let i = 1; i <= 12; i += 1) {
      store.append(publish(1, { payload: 'A'.repeat(4 << 20) }));
      await flushed(store, acknowledged(1));
      largest = Math.max(largest, statSync(path).size);
    }
    await store.close();
    expect(largest).toBeLessThan(21 << 20);
    expect(largest).toBeGreaterThan(16 << 20);
  });

  it('shrinks when what it holds is over', async () => {
    const { path, store } = await open();
    const ids = Array.from({ length: 200 }, (_, i) => i + 1);
    await flushed(store, ...ids.map((id) => publish(id, { payload: PAYLOAD })));
    await flushed(store, ...ids.slice(1).map(acknowledged));
    await store.close();
    expect(statSync(path).size).toBeLessThan(2 * PAYLOAD.length);
    expect(await idsOf(path)).toEqual([1]);
  });

  it('is whole after a rewrite, with what came meanwhile', async () => {
    const { path, store, operations } = await open();
    const flushes: Promise<void>[] = [];
    for (let i = 1; i <= 300; i += 1) {
      store.append(publish(i, { payload: PAYLOAD }));
      if (i > 20) store.append(acknowledged(i - 20));
      flushes.push(store.flush());
      if (i % 7 === 0) await new Promise(setImmediate);
    }
    await Promise.all(flushes);
    await store.close();
    expect(operations).toContain('rename');
    expect(await idsOf(path)).toEqual(Array.from({ length: 20 }, (_, i) => i + 281));
  });

  it('gets the modes of a new one', async () => {
    const { path, store, operations } = await open();
    await pass(store, 70);
    await store.close();
    expect(operations).toContain('rename');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});

describe('a rewrite that cannot be made', () => {
  it.each(['create', 'remove'])('for want of %s leaves the journal as it is', async (operation) => {
    const { path, store, operations, failing } = await open();
    failing.add(operation);
    await pass(store, 100);
    expect(operations).not.toContain('rename');
    expect(statSync(path).size).toBeGreaterThan(LEAST + 30 * PAYLOAD.length);
    // Tried when it was due, and not at each flush after it.
    expect(operations.filter((each) => each === operation)).toHaveLength(1);
    failing.clear();
    await pass(store, 50);
    expect(operations).toContain('rename');
    await store.close();
    expect(await idsOf(path)).toEqual([]);
  });

  it.each(['close', 'rename', 'syncFolder'])(
    'for want of %s, once the new file is there, ends the journal',
    async (operation) => {
      const { path, store, failing } = await open();
      failing.add(operation);
      await failure(pass(store, 100));
      store.append(publish(200));
      const error = await failure(store.flush());
      expect([error.code, error.cause]).toEqual(['STORE_IO', noSpace()]);
      failing.clear();
      expect(await failure(store.close())).toBe(error);
      expect(await idsOf(path)).toEqual([]);
      expect(readdirSync(dirname(path))).toEqual(['session.journal']);
    },
  );
});

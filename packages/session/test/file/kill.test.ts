import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStore } from '../../src/file/file-store.ts';
import type { SessionState } from '../../src/state.ts';
import { bundleChild, type Script } from './processes.ts';
import { journalPath } from './support.ts';

/** How many processes are killed; more with KILLS in the environment. */
const KILLS = Number(process.env['KILLS'] ?? 30);
const IN_FLIGHT = 20;

let child: Script;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

async function left(path: string): Promise<SessionState | undefined> {
  const store = fileStore(path);
  const state = await store.load();
  await store.close();
  return state;
}

describe('kill -9', () => {
  it('of a process at work leaves everything that it had been told is durable', async () => {
    const path = journalPath();
    let before = 0;
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const process = child.start(path, 'append');
      // After another number of messages each time: it falls on appends, syncs and rewrites alike.
      await process.line(1 + ((kill * 37) % 60));
      await process.kill();
      const acknowledged = Number(process.lines.at(-1));
      const numbers = ((await left(path))?.outgoing ?? []).map(({ topic }) => Number(topic));
      const last = numbers.at(-1) ?? 0;
      expect(last).toBeGreaterThanOrEqual(acknowledged);
      expect(acknowledged).toBeGreaterThan(before);
      const oldest = Math.max(1, last - IN_FLIGHT + 1);
      expect(numbers.slice(-IN_FLIGHT)).toEqual(
        Array.from({ length: last - oldest + 1 }, (_, i) => oldest + i),
      );
      // The end of an exchange may be lost, and only the last.
      expect(numbers.length).toBeLessThanOrEqual(IN_FLIGHT + 1);
      before = acknowledged;
    }
    expect(readdirSync(dirname(path))).toEqual(['session.journal']);
  }, 600_000);

  it('at each operation on the disk, through a rewrite, loses nothing that was durable', async () => {
    let operation = 0;
    let rewrites = 0;
    for (let isThrough = false; !isThrough; operation += 1) {
      const path = journalPath();
      const process = child.start(path, 'end', String(operation));
      await process.ended;
      const acknowledged = Number(process.lines.findLast((line) => line !== 'closed') ?? 0);
      if (readdirSync(dirname(path)).includes('session.journal.tmp')) rewrites += 1;
      const state = await left(path);
      const last = Number(state?.outgoing.at(-1)?.topic ?? 0);
      expect([acknowledged, acknowledged + 50]).toContain(last);
      if (last > 0) expect(state?.outgoing.map(({ topic }) => topic)).toEqual([String(last)]);
      expect(readdirSync(dirname(path))).toEqual(['session.journal']);
      isThrough = process.lines.at(-1) === 'closed';
      if (operation > 60) throw new Error('it never came to its end');
    }
    expect(rewrites).toBeGreaterThanOrEqual(5);
  }, 120_000);
});

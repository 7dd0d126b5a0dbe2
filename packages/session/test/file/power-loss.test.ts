import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileStore } from '../../src/file/file-store.ts';
import { type JournalChange, JournalState } from '../../src/journal.ts';
import type { SessionState } from '../../src/state.ts';
import { type Choice, ModelDisk, ProcessEnded } from './model-disk.ts';
import { acknowledged, publish } from './support.ts';

const PATH = '/journal';

/** A step of the history: so many messages of that size begin, or the oldest ones end; then a flush, or none. */
const step = fc.record({
  begin: fc.nat(4),
  bytes: fc.constantFrom(4, 40, 3000, 12_000),
  end: fc.nat(6),
  flush: fc.constantFrom('none', 'started', 'awaited'),
});

/** A process, ended after so many operations on the disk, if it has not closed the journal by then. */
const life = fc.record({
  operations: fc.nat(40),
  power: fc.constantFrom('stays', 'goes'),
  seed: fc.integer(),
  steps: fc.array(step, { maxLength: 30 }),
});

type Step = Parameters<Parameters<(typeof step)['map']>[0]>[0];

function choices(seed: number): Choice {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** One process after the other works on the journal, until there is no power for it. */
class Work {
  /** The states after each change; the journal must be one of them, and none before `durable`. */
  states: (SessionState | undefined)[] = [undefined];
  durable = 0;
  #journal = new JournalState();
  #inFlight: number[] = [];
  #lastId = 0;

  async run(disk: ModelDisk, steps: readonly Step[]): Promise<void> {
    const store = new FileStore(PATH, disk);
    const found = await store.load();
    this.#found(found);
    const flushes: Promise<void>[] = [];
    for (const { begin, bytes, end, flush } of steps) {
      for (let i = 0; i < begin; i += 1) this.#begin(store, bytes);
      for (let i = 0; i < end; i += 1) this.#end(store);
      if (flush === 'none') continue;
      const flushed = this.#flush(store);
      flushes.push(flushed.catch(() => undefined));
      if (flush === 'awaited') await flushed;
    }
    await Promise.all(flushes);
    await store.close();
    this.durable = this.states.length - 1;
  }

  #found(state: SessionState | undefined): void {
    const allowed = this.states.slice(this.durable).map((each) => JSON.stringify(each));
    expect(allowed).toContain(JSON.stringify(state));
    this.states = [state];
    this.durable = 0;
    this.#journal = new JournalState(state);
    this.#inFlight = (state?.outgoing ?? []).map(({ packetId }) => packetId);
    this.#lastId = state?.lastPacketId ?? 0;
  }

  #begin(store: FileStore, bytes: number): void {
    this.#lastId += 1;
    this.#inFlight.push(this.#lastId);
    this.#append(store, publish(this.#lastId, { payload: 'A'.repeat(bytes) }));
  }

  #end(store: FileStore): void {
    const id = this.#inFlight.shift();
    if (id !== undefined) this.#append(store, acknowledged(id));
  }

  #append(store: FileStore, change: JournalChange): void {
    this.#journal.apply(change);
    this.states.push(this.#journal.state);
    store.append(change);
  }

  async #flush(store: FileStore): Promise<void> {
    const reached = this.states.length - 1;
    await store.flush();
    this.durable = Math.max(this.durable, reached);
  }
}

describe('whenever the process ends or the power goes', () => {
  it('everything that a flush has settled is there, and nothing that never was', async () => {
    const seen = { ends: 0, rewrites: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(life, { minLength: 1, maxLength: 5 }), async (lives) => {
        const work = new Work();
        let disk = new ModelDisk();
        for (const { operations, power, seed, steps } of lives) {
          disk.last = disk.operations + operations;
          try {
            await work.run(disk, steps);
          } catch (error) {
            expect(causeOf(error)).toBeInstanceOf(ProcessEnded);
            seen.ends += 1;
          }
          if (disk.files.join() === 'journal,journal.tmp') seen.rewrites += 1;
          if (power === 'goes') disk = disk.afterPowerLoss(choices(seed));
          else disk.afterKill();
        }
        disk.last = Number.POSITIVE_INFINITY;
        await work.run(disk, []);
        expect(disk.files).toEqual(['journal']);
      }),
      { numRuns: 300 },
    );
    // It has been where it hurts.
    expect(seen.ends).toBeGreaterThan(100);
    expect(seen.rewrites).toBeGreaterThan(10);
  });
});

it('makes the name durable that a killed process gave the file', async () => {
  const work = new Work();
  const disk = new ModelDisk();
  // remove, read, remove, create, write, sync, rename; and no sync of the folder.
  disk.last = 7;
  await expect(work.run(disk, [])).rejects.toThrow('opening failed');
  expect(disk.files).toEqual(['journal']);
  disk.afterKill();
  disk.last = Number.POSITIVE_INFINITY;
  await work.run(disk, [{ begin: 1, bytes: 4, end: 0, flush: 'awaited' }]);
  await work.run(
    disk.afterPowerLoss(() => 0),
    [],
  );
  expect(work.states).toHaveLength(1);
  expect(work.states[0]?.outgoing).toHaveLength(1);
});

function causeOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? causeOf(error.cause) : error;
}

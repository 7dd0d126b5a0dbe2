import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fileStore } from '../../src/file/file-store.ts';
import { bundleChild, type Script } from './processes.ts';
import { failure, journalPath } from './support.ts';

let child: Script;
beforeAll(async () => {
  child = await bundleChild();
});
afterAll(() => child.remove());

async function opens(path: string): Promise<boolean> {
  const store = fileStore(path);
  await store.load();
  await store.close();
  return !existsSync(`${path}.lock`);
}

describe('the lock', () => {
  it('keeps a second store of this process out, and goes with the first', async () => {
    const path = journalPath();
    const store = fileStore(path);
    await store.load();
    const error = await failure(fileStore(path).load());
    expect([error.code, error.path]).toEqual(['STORE_LOCKED', path]);
    expect(error.message).toContain('this process has it open');
    await store.close();
    expect(await opens(path)).toBe(true);
  });

  it('keeps another process out as long as it lives, and no longer', async () => {
    const path = journalPath();
    const holder = child.start(path, 'hold');
    await holder.line(1);
    const error = await failure(fileStore(path).load());
    expect([error.code, error.message]).toEqual([
      'STORE_LOCKED',
      `the journal ${path}: process ${holder.pid} has it open`,
    ]);
    await holder.kill();
    expect(existsSync(`${path}.lock`)).toBe(true);
    expect(await opens(path)).toBe(true);
  });

  it('goes to one of many that want to take it over', async () => {
    const path = journalPath();
    const dead = child.start(path, 'hold');
    await dead.line(1);
    await dead.kill();
    // The one that gets it keeps it until all have tried.
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => child.start(path, 'hold').line(1)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(refused.map(String).join()).toMatch(/STORE_LOCKED.*STORE_LOCKED.*STORE_LOCKED/s);
  });

  it('can be taken over though a process died while it did so, and not while one lives that does', async () => {
    const path = journalPath();
    const dead = child.start(path, 'hold');
    await dead.line(1);
    const { started } = JSON.parse(readFileSync(`${path}.lock`, 'utf8'));
    await dead.kill();
    writeFileSync(`${path}.lock.claim_${dead.pid}_0_${started.replace(' ', '_')}`, '');
    // This process lives; where it began is not told, as on other systems than Linux.
    const living = `${path}.lock.claim_${process.ppid}_0_`;
    writeFileSync(living, '');
    expect((await failure(fileStore(path).load())).code).toBe('STORE_LOCKED');
    expect(existsSync(`${path}.lock`)).toBe(true);
    rmSync(living);
    expect(await opens(path)).toBe(true);
    expect(readdirSync(dirname(path))).toEqual(['session.journal']);
  });

  it('is not taken for held by a process that got the pid of the dead one', async () => {
    const path = journalPath();
    const holder = child.start(path, 'hold');
    await holder.line(1);
    const lock = JSON.parse(readFileSync(`${path}.lock`, 'utf8'));
    expect(lock).toEqual({ pid: holder.pid, started: expect.stringMatching(/^[0-9a-f-]+ \d+$/) });
    await holder.kill();
    // Another process that lives, and this very one: neither is it.
    for (const pid of [1, process.ppid, process.pid]) {
      writeFileSync(`${path}.lock`, JSON.stringify({ ...lock, pid }));
      expect(await opens(path)).toBe(true);
    }
  });

  it('is not held by a process that is dead and not yet buried', async () => {
    const path = journalPath();
    // The shell becomes a program that never asks for the end of its child.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60']);
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8');
    while (!stat().includes(') Z ')) await new Promise(setImmediate);
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const started = `${boot} ${stat().split(') ')[1]?.split(' ')[19]}`;
    writeFileSync(`${path}.lock`, JSON.stringify({ pid, started }));
    expect(await opens(path)).toBe(true);
  });

  it('with a pid alone is held while there is such a process', async () => {
    const path = journalPath();
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: 1, started: '' }));
    expect((await failure(fileStore(path).load())).message).toContain('process 1 has it open');
    writeFileSync(`${path}.lock`, JSON.stringify({ pid: 2 ** 22 + 1, started: '' }));
    expect(await opens(path)).toBe(true);
  });

  it.each(['', 'null', '{', '{"pid":0,"started":""}', '{"pid":1}'])(
    'that tells no process (%j) is left to the user',
    async (text) => {
      const path = journalPath();
      writeFileSync(`${path}.lock`, text);
      const error = await failure(fileStore(path).load());
      expect(error.code).toBe('STORE_LOCKED');
      expect(error.message).toContain(`remove ${path}.lock`);
      expect(readdirSync(dirname(path))).toEqual(['session.journal.lock']);
    },
  );
});

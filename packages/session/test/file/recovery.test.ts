import {
  copyFileSync,
  existsSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/file/file-store.ts';
import { Commit, encodeFile, HEADER_SIZE } from '../../src/file/records.ts';
import { failure, journalPath, publish } from './support.ts';

/** A file of commits, each with the ids of its publishes, and where each commit begins. */
async function written(path: string, ...commits: readonly number[][]): Promise<number[]> {
  const store = fileStore(path);
  await store.load();
  const starts: number[] = [];
  for (const ids of commits) {
    starts.push(readFileSync(path).length);
    for (const id of ids) store.append(publish(id));
    await store.flush();
  }
  await store.close();
  return starts;
}

async function loadedIds(path: string): Promise<number[]> {
  const store = fileStore(path);
  const state = await store.load();
  await store.close();
  return (state?.outgoing ?? []).map(({ packetId }) => packetId);
}

function flipped(bytes: Buffer, at: number, bit = 0): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at);
  return copy;
}

describe('a torn end', () => {
  it('is dropped, wherever it was torn, and written over', async () => {
    const path = journalPath();
    const [, , last = 0] = await written(path, [1], [2], [3]);
    const whole = readFileSync(path);
    for (let length = last; length < whole.length; length += 1) {
      writeFileSync(path, whole.subarray(0, length));
      expect(await loadedIds(path)).toEqual([1, 2]);
      expect(readFileSync(path)).toEqual(whole.subarray(0, last));
    }
    await written(path, [4]);
    expect(await loadedIds(path)).toEqual([1, 2, 4]);
  });

  it('is dropped when its length is there and its bytes are not', async () => {
    const path = journalPath();
    const [, last = 0] = await written(path, [1], [2]);
    const whole = readFileSync(path);
    for (let at = last; at < whole.length; at += 1) {
      writeFileSync(path, flipped(whole, at, at % 8));
      expect(await loadedIds(path)).toEqual([1]);
      writeFileSync(path, Buffer.from(whole).fill(0, at));
      expect(await loadedIds(path)).toEqual([1]);
    }
  });

  it('is what remains of one commit, also when a later part of it arrived', async () => {
    const path = journalPath();
    const [, last = 0] = await written(path, [1], [2, 3, 4]);
    const whole = readFileSync(path);
    const size = (whole.length - last) / 3;
    writeFileSync(path, flipped(whole, last + size + 20));
    expect(await loadedIds(path)).toEqual([1, 2]);
    // A record of the same size takes the place of the unreadable one: what was behind it must not come back.
    await written(path, [5]);
    expect(await loadedIds(path)).toEqual([1, 2, 5]);
  });
});

describe('damage of what was durable', () => {
  it('is found at every byte, and the file kept', async () => {
    const path = journalPath();
    const [first = 0, second = 0, third = 0] = await written(path, [1], [2], [3]);
    const whole = readFileSync(path);
    const movedTo = `${path}.damaged-1`;
    for (let at = first; at < third; at += 1) {
      const damaged = flipped(whole, at, at % 8);
      writeFileSync(path, damaged);
      const error = await failure(fileStore(path).load());
      expect([error.code, error.path, error.movedTo]).toEqual(['STORE_DAMAGED', path, movedTo]);
      expect(error.offset).toBeLessThanOrEqual(at);
      expect(error.offset).toBeGreaterThanOrEqual(at < second ? first : second);
      expect(error.message).toContain(movedTo);
      expect(readFileSync(movedTo)).toEqual(damaged);
      expect([existsSync(path), existsSync(`${path}.lock`)]).toEqual([false, false]);
      rmSync(movedTo);
    }
    expect(await loadedIds(path)).toEqual([]);
  });

  it('never takes the name of an earlier damaged file', async () => {
    const path = journalPath();
    for (const name of ['damaged-1', 'damaged-2', 'damaged-3']) {
      await written(path, [1], [2]);
      writeFileSync(path, flipped(readFileSync(path), 40));
      const error = await failure(fileStore(path).load());
      expect(error.movedTo).toBe(`${path}.${name}`);
    }
    expect(existsSync(`${path}.damaged-1`)).toBe(true);
  });

  it('is found where many records are gone', async () => {
    const path = journalPath();
    const starts = await written(path, ...Array.from({ length: 20 }, (_, i) => [i + 1]));
    writeFileSync(path, readFileSync(path).fill(0, starts[3], starts[19]));
    const error = await failure(fileStore(path).load());
    expect([error.code, error.offset]).toEqual(['STORE_DAMAGED', starts[3]]);
  });

  it('is found in what a rewrite left, where no record follows', async () => {
    const path = journalPath();
    const commit = new Commit();
    commit.add(JSON.stringify(publish(1)));
    const bytes = encodeFile(commit.take());
    for (let at = 8; at < bytes.length; at += 1) {
      writeFileSync(path, flipped(Buffer.from(bytes), at));
      expect((await failure(fileStore(path).load())).code).toBe('STORE_DAMAGED');
      writeFileSync(path, bytes.subarray(0, at));
      expect((await failure(fileStore(path).load())).code).toBe('STORE_DAMAGED');
    }
    writeFileSync(path, bytes);
    expect(await loadedIds(path)).toEqual([1]);
  });

  it('is a record that is whole and says nothing that is known', async () => {
    for (const json of ['{"type":"forgotten"}', '{"type":"publish"}', '{oops}']) {
      const path = journalPath();
      const commit = new Commit();
      commit.add(json);
      writeFileSync(path, encodeFile(commit.take()));
      const error = await failure(fileStore(path).load());
      expect([error.code, error.offset]).toEqual(['STORE_DAMAGED', HEADER_SIZE]);
      expect(error.cause).toBeInstanceOf(Error);
    }
  });

  it('takes no time that grows with the square of the file', async () => {
    const path = journalPath();
    const [first = 0] = await written(path, [1], [2]);
    const noise = Buffer.alloc(2 << 20);
    // Every fourth byte looks like the beginning of a record of 2 to 65,535 bytes.
    for (let at = 0; at < noise.length; at += 4) noise.writeUInt32BE((at % 65_521) + 2, at);
    writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, first + 5), noise]));
    expect(await loadedIds(path)).toEqual([]);
  });
});

describe('a file that is not ours', () => {
  it.each([
    ['STORE_FOREIGN', Buffer.from('# notes\nnot a journal')],
    ['STORE_FOREIGN', Buffer.from('@')],
    ['STORE_VERSION', Buffer.from('@x/mqtt\u0002what comes next is not known')],
  ])('is refused with %s and left as it is', async (code, bytes) => {
    const path = journalPath();
    writeFileSync(path, bytes);
    expect((await failure(fileStore(path).load())).code).toBe(code);
    expect(readFileSync(path)).toEqual(bytes);
    expect(existsSync(`${path}.lock`)).toBe(false);
  });
});

it('removes what a rewrite that was interrupted left', async () => {
  const path = journalPath();
  await written(path, [1]);
  copyFileSync(path, `${path}.tmp`);
  truncateSync(`${path}.tmp`, 20);
  expect(await loadedIds(path)).toEqual([1]);
  expect(existsSync(`${path}.tmp`)).toBe(false);
  expect(existsSync(join(dirname(path), 'session.journal'))).toBe(true);
});

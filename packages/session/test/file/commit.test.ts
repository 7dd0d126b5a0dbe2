import { describe, expect, it } from 'vitest';
import { nodeDisk } from '../../src/file/disk.ts';
import { FileStore } from '../../src/file/file-store.ts';
import { acknowledged, failure, journalPath, noSpace, publish } from './support.ts';
import { watched } from './watched.ts';

/** A store that is open, the operations since then, and a gate that holds one of them. */
async function open(path = journalPath()) {
  const operations: string[] = [];
  const gates = new Map<string, () => unknown>();
  const disk = watched(nodeDisk, (operation) => {
    operations.push(operation);
    return gates.get(operation)?.();
  });
  const store = new FileStore(path, disk);
  await store.load();
  operations.length = 0;
  const hold = (operation: string, wait: () => unknown) => gates.set(operation, wait);
  return { store, operations, hold, ids: () => idsOf(path) };
}

/** What another process would find. */
async function idsOf(path: string): Promise<number[]> {
  const store = new FileStore(path, { ...nodeDisk, lock: () => () => undefined });
  const state = await store.load();
  await store.close();
  return (state?.outgoing ?? []).map(({ packetId }) => packetId);
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('a flush', () => {
  it('writes and syncs once for all that was appended, and for all who ask', async () => {
    const { store, operations, ids } = await open();
    for (let id = 1; id <= 100; id += 1) store.append(publish(id));
    await Promise.all([store.flush(), store.flush(), store.flush()]);
    expect(operations).toEqual(['write', 'sync']);
    expect((await ids()).length).toBe(100);
    await store.close();
  });

  it('touches nothing when there is nothing', async () => {
    const { store, operations } = await open();
    await store.flush();
    expect(operations).toEqual([]);
    store.append(publish(1));
    await store.flush();
    await store.flush();
    expect(operations).toEqual(['write', 'sync']);
    await store.close();
  });

  it('waits for the one that runs, and takes with it all that came since', async () => {
    const { store, operations, hold } = await open();
    const first = gate();
    hold('sync', () => first.opened);
    const settled: string[] = [];
    const flush = (name: string) => store.flush().then(() => settled.push(name));
    store.append(publish(1));
    const one = flush('one');
    const again = flush('again');
    while (!operations.includes('sync')) await new Promise(setImmediate);
    // Nothing new for it: it is through when the first is.
    const same = flush('same');
    store.append(publish(2));
    const two = flush('two');
    store.append(acknowledged(1));
    const three = flush('three');
    await new Promise(setImmediate);
    expect([settled, operations]).toEqual([[], ['write', 'sync']]);
    first.open();
    await Promise.all([one, again, same, two, three]);
    expect(settled.slice(0, 3).sort()).toEqual(['again', 'one', 'same']);
    expect(operations).toEqual(['write', 'sync', 'write', 'sync']);
    await store.close();
  });

  it('of n messages in flight costs two syncs, not n', async () => {
    const { store, operations, ids } = await open();
    const message = async (id: number) => {
      store.append(publish(id));
      await store.flush();
      store.append(acknowledged(id));
      store.append({ type: 'received', message: { ...receivedMessage, packetId: id } });
      await store.flush();
    };
    await Promise.all(Array.from({ length: 500 }, (_, i) => message(i + 1)));
    // The few that the first flush takes alone, and the rest.
    expect(operations.filter((each) => each === 'sync').length).toBeLessThanOrEqual(4);
    expect(await ids()).toEqual([]);
    await store.close();
  });
});

describe('a change that nobody flushes', () => {
  /** A store whose waits end when the test says so. */
  async function patient() {
    const waits: { readonly milliseconds: number; readonly run: () => void }[] = [];
    const operations: string[] = [];
    const path = journalPath();
    const disk = {
      ...nodeDisk,
      later: (milliseconds: number, run: () => void) => {
        const wait = { milliseconds, run };
        waits.push(wait);
        return () => void waits.splice(waits.indexOf(wait), 1);
      },
    };
    const store = new FileStore(
      path,
      watched(disk, (operation) => {
        operations.push(operation);
      }),
    );
    await store.load();
    store.append(publish(1));
    await store.flush();
    waits.shift()?.run();
    operations.length = 0;
    return { path, store, waits, operations };
  }

  it('follows by itself, once for all there are', async () => {
    const { path, store, waits, operations } = await patient();
    store.append(acknowledged(1));
    store.append(publish(2));
    expect(waits.map(({ milliseconds }) => milliseconds)).toEqual([100]);
    expect(operations).toEqual([]);
    waits.shift()?.run();
    while (!operations.includes('sync')) await new Promise(setImmediate);
    expect(await idsOf(path)).toEqual([2]);
    await store.close();
    expect(operations.filter((each) => each === 'write')).toHaveLength(1);
  });

  it('is written once when it is flushed after all', async () => {
    const { store, waits, operations } = await patient();
    store.append(acknowledged(1));
    await store.flush();
    waits.shift()?.run();
    await new Promise(setImmediate);
    expect(operations).toEqual(['write', 'sync']);
    await store.close();
  });

  it('is written by close, after which nothing waits', async () => {
    const { path, store, waits } = await patient();
    store.append(acknowledged(1));
    await store.close();
    expect([waits, await idsOf(path)]).toEqual([[], []]);
  });
});

const receivedMessage = {
  packetId: 1,
  state: 7,
  topic: 't',
  qos: 2,
  retain: false,
  dup: false,
  payload: '',
} as const;

describe('a failed', () => {
  it.each(['write', 'sync'])('%s fails that flush and every later one', async (operation) => {
    const path = journalPath();
    const { store, hold, operations } = await open(path);
    store.append(publish(1));
    await store.flush();
    hold(operation, () => Promise.reject(noSpace()));
    store.append(publish(2));
    const running = store.flush();
    const error = await failure(running);
    expect([error.code, error.path]).toEqual(['STORE_IO', path]);
    expect(error.cause).toMatchObject({ code: 'ENOSPC' });
    hold(operation, () => undefined);
    operations.length = 0;
    expect(await failure(store.flush())).toBe(error);
    store.append(publish(3));
    expect(await failure(store.flush())).toBe(error);
    expect(operations).toEqual([]);
    expect(await failure(store.close())).toBe(error);
    // Opened again it is what is in the file, and works.
    expect((await store.load())?.outgoing[0]?.packetId).toBe(1);
    store.append(publish(4));
    await store.close();
    expect(await idsOf(path)).toContain(4);
  });

  it('write fails the flush that waits for it, too', async () => {
    const { store, hold } = await open();
    const first = gate();
    hold('write', () => first.opened.then(() => Promise.reject(noSpace())));
    store.append(publish(1));
    const one = failure(store.flush());
    await new Promise(setImmediate);
    store.append(publish(2));
    const two = failure(store.flush());
    first.open();
    expect(await two).toBe(await one);
    await failure(store.close());
  });

  it('write leaves what was durable, though half of it arrived', async () => {
    const path = journalPath();
    const half = {
      ...nodeDisk,
      open: async (name: string) => {
        const file = await nodeDisk.open(name);
        const write = async (bytes: Uint8Array, position: number) => {
          await file.write(bytes.subarray(0, bytes.length / 2), position);
          throw noSpace();
        };
        return {
          write,
          truncate: (length: number) => file.truncate(length),
          sync: () => file.sync(),
          close: () => file.close(),
        };
      },
    };
    const { store } = await open(path);
    store.append(publish(1));
    await store.close();
    const failing = new FileStore(path, half);
    await failing.load();
    failing.append(publish(2));
    await failure(failing.flush());
    await failure(failing.close());
    expect(await idsOf(path)).toEqual([1]);
  });

  it.each(['create', 'write', 'sync', 'rename', 'syncFolder', 'remove'])(
    '%s while the file is made is told by load, and leaves no lock',
    async (operation) => {
      const path = journalPath();
      let failing = true;
      const disk = watched(nodeDisk, (each) => {
        if (failing && each === operation) throw noSpace();
      });
      const store = new FileStore(path, disk);
      const error = await failure(store.load());
      expect([error.code, error.cause]).toEqual(['STORE_IO', noSpace()]);
      failing = false;
      expect(await store.load()).toBeUndefined();
      await store.close();
    },
  );

  it.each(['open', 'truncate', 'sync', 'syncFolder'])(
    '%s while a torn end is dropped is told by load, and nothing is lost',
    async (operation) => {
      const path = journalPath();
      const { store } = await open(path);
      store.append(publish(1));
      await store.close();
      const file = await nodeDisk.open(path);
      await file.write(Buffer.from('torn'), (await nodeDisk.read(path))?.length ?? 0);
      await file.close();
      const disk = watched(nodeDisk, (each) => {
        if (each === operation) throw noSpace();
      });
      expect((await failure(new FileStore(path, disk).load())).code).toBe('STORE_IO');
      expect(await idsOf(path)).toEqual([1]);
    },
  );
});

/** The store of browsers: what the other stores promise, over IndexedDB. */

import { openDB } from 'idb';
import { describe, expect, it } from 'vitest';
import { idbStore, readSavedState, type StoreError, writeSavedState } from '../../src/idb/index.ts';
import type { JournalChange } from '../../src/journal.ts';
import type { SavedMessage } from '../../src/state.ts';

let made = 0;
const newKey = (): string => `idb-store-${Date.now()}-${++made}`;

function saved(packetId: number, changes: Partial<SavedMessage> = {}): SavedMessage {
  const topic = `t/${packetId}`;
  return {
    ...{ packetId, state: 1, topic, qos: 2, retain: false, dup: false, payload: 'AQID' },
    ...changes,
  } as SavedMessage;
}

const publish = (id: number, changes?: Partial<SavedMessage>): JournalChange => ({
  type: 'publish',
  message: saved(id, changes),
});
const received = (id: number): JournalChange => ({
  type: 'received',
  message: saved(id, { state: 7 }),
});
const acknowledged = (packetId: number): JournalChange => ({ type: 'acknowledged', packetId });

function failure(promise: Promise<unknown>): Promise<StoreError> {
  return promise.then(
    () => expect.unreachable('it must reject'),
    (error) => error,
  );
}

/** Everything in the database under this key. */
async function records(key: string): Promise<unknown[]> {
  const database = await openDB('@x/mqtt');
  try {
    return await database.getAll('journal', IDBKeyRange.bound([key], [key, []]));
  } finally {
    database.close();
  }
}

async function change(key: string, place: number, value: unknown): Promise<void> {
  const database = await openDB('@x/mqtt');
  if (value === undefined) await database.delete('journal', [key, place]);
  else await database.put('journal', value, [key, place]);
  database.close();
}

describe('idbStore', () => {
  it('begins with nothing, and keeps what it was given in its order', async () => {
    const key = newKey();
    const store = idbStore(key);
    expect(await store.load()).toBeUndefined();
    for (const id of [3, 1, 2]) store.append(publish(id));
    store.append(received(9));
    store.append({ type: 'release', packetId: 3, releaseOrder: 1 });
    await store.close();
    const state = await store.load();
    expect(state).toEqual({
      version: 1,
      clientId: '',
      lastPacketId: 2,
      outgoing: [saved(3, { state: 3, releaseOrder: 1 }), saved(1), saved(2)],
      incoming: [saved(9, { state: 7 })],
    });
    await store.close();
  });

  it('has settled a flush when another reader finds it', async () => {
    const key = newKey();
    const store = idbStore(key);
    await store.load();
    store.append(publish(1));
    const flushes = [store.flush(), store.flush()];
    store.append(publish(2));
    await Promise.all(flushes);
    expect((await records(key)).length).toBeGreaterThanOrEqual(2);
    await store.flush();
    expect(await records(key)).toHaveLength(3);
    await store.close();
  });

  it('holds only what is not through, however much went through it', async () => {
    const key = newKey();
    const store = idbStore(key);
    await store.load();
    for (let id = 1; id <= 500; id++) {
      store.append(publish(id));
      if (id % 50 === 0) await store.flush();
      if (id !== 250) store.append(acknowledged(id));
    }
    for (let id = 1; id <= 100; id++) {
      store.append(received(id));
      store.append({ type: 'delivered', packetId: id });
    }
    await store.flush();
    expect(await records(key)).toEqual([
      { clientId: '', lastPacketId: 500, messages: 1 },
      { direction: 'outgoing', json: JSON.stringify(saved(250)) },
    ]);
    await store.close();
  });

  it('starts over with a state', async () => {
    const key = newKey();
    const store = idbStore(key);
    await store.load();
    store.append(publish(1));
    await store.flush();
    const state = { version: 1 as const, clientId: 'me', lastPacketId: 7, incoming: [] };
    store.append({ type: 'state', state: { ...state, outgoing: [saved(5)] } });
    store.append(publish(8));
    await store.close();
    const outgoing = [saved(5), saved(8)];
    expect(await store.load()).toEqual({ ...state, lastPacketId: 8, outgoing });
    await store.close();
  });

  it('goes on where it was, journal by journal', async () => {
    const keys = [newKey(), newKey()];
    for (let id = 1; id <= 3; id++) {
      for (const key of keys) {
        const store = idbStore(key);
        const before = await store.load();
        expect(before?.outgoing.map(({ packetId }) => packetId) ?? []).toEqual(
          [1, 2, 3].slice(0, id - 1),
        );
        store.append(publish(id));
        await store.close();
      }
    }
  });

  it('takes a change as it is at that moment', async () => {
    const store = idbStore(newKey());
    await store.load();
    const message = saved(1);
    store.append({ type: 'publish', message });
    Object.assign(message, { topic: 'changed' });
    await store.close();
    expect((await store.load())?.outgoing).toEqual([saved(1)]);
    await store.close();
  });

  it('is closed before load and after close, and opened once', async () => {
    const store = idbStore(newKey());
    expect((await failure(store.flush())).code).toBe('STORE_CLOSED');
    await store.close();
    const [, second] = await Promise.all([store.load(), failure(store.load())]);
    expect(second.code).toBe('STORE_LOCKED');
    await store.close();
    expect((await failure(store.flush())).code).toBe('STORE_CLOSED');
  });

  it('is for one page at a time', async () => {
    const key = newKey();
    const store = idbStore(key);
    await store.load();
    const error = await failure(idbStore(key).load());
    expect([error.code, error.path]).toEqual(['STORE_LOCKED', key]);
    await store.close();
    const other = idbStore(key);
    await other.load();
    await other.close();
  });

  it('refuses a change that does not fit into JSON, and all that follows', async () => {
    const store = idbStore(newKey());
    await store.load();
    const toJSON = () => {
      throw new RangeError('Invalid string length');
    };
    store.append({ type: 'publish', message: Object.assign(saved(1), { toJSON }) });
    store.append(publish(2));
    const error = await failure(store.flush());
    expect([error.code, error.cause]).toEqual(['STORE_CHANGE', expect.any(RangeError)]);
    expect(await failure(store.close())).toBe(error);
    expect(await store.load()).toBeUndefined();
    await store.close();
  });

  it('fails for good when the database is taken away', async () => {
    const key = newKey();
    const store = idbStore(key);
    await store.load();
    // A page with a newer version: the first one has to let go.
    const database = await openDB('@x/mqtt', 2);
    store.append(publish(1));
    expect((await failure(store.flush())).code).toBe('STORE_IO');
    store.append(publish(2));
    expect((await failure(store.flush())).code).toBe('STORE_IO');
    expect((await failure(store.close())).code).toBe('STORE_IO');
    expect((await failure(store.load())).code).toBe('STORE_VERSION');
    database.close();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase('@x/mqtt');
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error);
    });
    expect(await store.load()).toBeUndefined();
    await store.close();
  });

  it('has no key without a name', async () => {
    expect((await failure(idbStore('').load())).code).toBe('STORE_PATH');
  });
});

describe('a damaged journal is refused whole and kept elsewhere', () => {
  it.each<[string, place: number, value: unknown]>([
    ['a missing message', 1, undefined],
    ['a missing head', 0, undefined],
    ['a message that is no JSON', 2, { direction: 'outgoing', json: '{' }],
    ['a message that is none', 2, { direction: 'outgoing', json: '{}' }],
    ['a record of another kind', 2, 'text'],
    ['a direction that there is not', 2, { direction: 'sideways', json: '{}' }],
    ['a head of another kind', 0, { clientId: 1, lastPacketId: 2, messages: 2 }],
  ])('%s', async (_, place, value) => {
    const key = newKey();
    const store = idbStore(key);
    await store.load();
    store.append(publish(1));
    store.append(publish(2));
    await store.close();
    await change(key, place, value);
    const before = await records(key);
    const error = await failure(store.load());
    expect([error.code, error.movedTo]).toEqual(['STORE_DAMAGED', `${key}.damaged-1`]);
    expect(error.message).toContain(`${key}.damaged-1`);
    expect(await records(key)).toEqual([]);
    const database = await openDB('@x/mqtt');
    const kept: [key: unknown, record: unknown][] = await database.get(
      'damaged',
      `${key}.damaged-1`,
    );
    database.close();
    expect(kept.map(([, record]) => record)).toEqual(before);
    expect(await store.load()).toBeUndefined();
    await store.close();
  });
});

describe('saved sessions', () => {
  it('are texts under keys of their own', async () => {
    const key = newKey();
    expect((await failure(readSavedState(key))).message).toContain('nothing is saved there');
    await writeSavedState(key, 'one');
    await writeSavedState(key, 'two');
    expect(await readSavedState(key)).toBe('two');
    expect((await failure(writeSavedState('', 'x'))).code).toBe('STORE_PATH');
  });
});

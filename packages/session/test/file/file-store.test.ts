import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileStore } from '../../src/file/file-store.ts';
import { Client } from '../support/client.ts';
import { acknowledged, failure, journalPath, publish, saved } from './support.ts';

describe('fileStore', () => {
  it('has nothing at first, and a file that only its owner may read', async () => {
    const path = journalPath();
    const store = fileStore(path);
    expect(await store.load()).toBeUndefined();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await store.close();
    expect(readdirSync(dirname(path))).toEqual(['session.journal']);
    expect(await store.load()).toBeUndefined();
    await store.close();
  });

  it('hands the session from one process to the next', async () => {
    const path = journalPath();
    const store = fileStore(path);
    await store.load();
    const client = new Client(5, { journal: true });
    client.online();
    for (const qos of [1, 2, 1, 2] as const) client.publish(qos);
    client.message(7, { qos: 2 });
    client.ack('puback', 1);
    client.ack('pubrec', 2);
    for (const change of client.sink.changes) store.append(change);
    await store.flush();
    await store.close();

    const state = await store.load();
    await store.close();
    expect(state).toEqual(client.session.save());
    client.lose();
    client.restart(state);
    client.sink.clear();
    client.online({ sessionPresent: true });
    expect(client.written).toEqual([
      'connect',
      'pubrel 2',
      'publish 3 q1 dup t',
      'publish 4 q2 dup t',
    ]);
  });

  it('writes what is appended when it is closed', async () => {
    const path = journalPath();
    const store = fileStore(path);
    await store.load();
    store.append(publish(1));
    await Promise.all([store.close(), store.close()]);
    expect((await store.load())?.outgoing).toEqual([saved(1)]);
    await store.close();
  });

  it('goes on where it was', async () => {
    const path = journalPath();
    for (let id = 1; id <= 5; id += 1) {
      const store = fileStore(path);
      const state = await store.load();
      expect(state?.outgoing.map(({ packetId }) => packetId) ?? []).toEqual(
        id < 3 ? [1].slice(0, id - 1) : Array.from({ length: id - 2 }, (_, i) => i + 2),
      );
      store.append(publish(id));
      if (id === 2) store.append(acknowledged(1));
      await store.flush();
      await store.close();
    }
  });

  it('takes a change as it is at that moment', async () => {
    const store = fileStore(journalPath());
    await store.load();
    const message = { ...saved(1) };
    store.append({ type: 'publish', message });
    message.topic = 'changed';
    await store.close();
    expect((await store.load())?.outgoing).toEqual([saved(1)]);
    await store.close();
  });

  it('keeps text of every kind', async () => {
    const store = fileStore(journalPath());
    await store.load();
    const topic = 'ä/☃/\u{1f600}/\u0001"\\/\u2028';
    store.append(publish(1, { topic, properties: { userProperties: [['\n', '☃']] } }));
    store.append(publish(2, { payload: 'A'.repeat(1 << 20) }));
    await store.close();
    const state = await store.load();
    expect(state?.outgoing.map((each) => [each.topic, each.payload.length])).toEqual([
      [topic, 4],
      ['t/2', 1 << 20],
    ]);
    await store.close();
  });

  it('begins a file that somebody made and left empty', async () => {
    const path = journalPath();
    writeFileSync(path, '');
    const store = fileStore(path);
    expect(await store.load()).toBeUndefined();
    store.append(publish(1));
    await store.close();
    expect((await store.load())?.outgoing).toEqual([saved(1)]);
    await store.close();
  });

  it('follows a link to the file', async () => {
    const path = journalPath();
    const link = join(dirname(path), 'link');
    writeFileSync(path, '');
    symlinkSync(path, link);
    const store = fileStore(link);
    await store.load();
    expect((await failure(fileStore(path).load())).code).toBe('STORE_LOCKED');
    store.append(publish(1));
    await store.close();
    expect(readFileSync(path).includes('t/1')).toBe(true);
  });

  it('is closed before load and after close', async () => {
    const store = fileStore(journalPath());
    store.append(publish(1));
    expect((await failure(store.flush())).code).toBe('STORE_CLOSED');
    await store.close();
    await store.load();
    await store.close();
    expect((await failure(store.flush())).code).toBe('STORE_CLOSED');
  });

  it('is opened once', async () => {
    const store = fileStore(journalPath());
    const [, second] = await Promise.all([store.load(), failure(store.load())]);
    expect(second.code).toBe('STORE_LOCKED');
    store.append(publish(1));
    await store.flush();
    await store.close();
  });

  it('can be closed while it is being opened', async () => {
    const path = journalPath();
    const store = fileStore(path);
    const [state] = await Promise.all([store.load(), store.close()]);
    expect(state).toBeUndefined();
    expect(existsSync(`${path}.lock`)).toBe(false);
    await store.load();
    await store.close();
  });

  it('refuses a change that does not fit into JSON, and all that follows', async () => {
    const store = fileStore(journalPath());
    await store.load();
    // What JSON.stringify does above 512 MiB, without the seconds that it takes.
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
});

describe('a path is refused when', () => {
  it.each([
    ['it is empty', '', 'it names no file'],
    ['its folder is not there', 'missing/session.journal', 'there is no folder'],
    ['it is a folder', 'folder', 'it is no regular file'],
    ['it is a device', '/dev/zero', 'it is no regular file'],
    ['it is no path', 'a\0b', 'null bytes'],
  ])('%s', async (_, name, says) => {
    const folder = dirname(journalPath());
    mkdirSync(join(folder, 'folder'));
    const path = name === '' || name.startsWith('/') ? name : join(folder, name);
    const error = await failure(fileStore(path).load());
    expect([error.code, error.path]).toEqual(['STORE_PATH', path]);
    expect(error.message).toContain(says);
    expect(readdirSync(folder)).toEqual(['folder']);
  });
});

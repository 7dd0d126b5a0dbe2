import { describe, expect, it } from 'vitest';
import { memoryStore } from '../src/store.ts';
import { Client } from './support/client.ts';

describe('memoryStore', () => {
  it('has nothing at first', async () => {
    expect(await memoryStore().load()).toBeUndefined();
  });

  it('hands the session from one client to the next', async () => {
    const store = memoryStore();
    const client = new Client(5, { journal: true });
    client.online();
    client.publish(2);
    for (const change of client.sink.changes) store.append(change);
    await store.flush();
    await store.close();
    const state = await store.load();
    expect(state).toEqual(client.session.save());
    client.lose();
    client.restart(state);
    client.sink.clear();
    client.online({ sessionPresent: true });
    expect(client.written).toEqual(['connect', 'publish 1 q2 dup t']);
  });
});

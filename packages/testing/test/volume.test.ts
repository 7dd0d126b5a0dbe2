/** Many clients and many messages: what a naive table of subscriptions or queue would not live through. */

import { describe, expect, it } from 'vitest';
import { createBroker } from '../src/index.ts';
import { connected, type RawClient } from './support/raw-client.ts';

describe('volume', () => {
  it('routes 100,000 messages among 1,000 clients, each to its own', async () => {
    await using broker = createBroker();
    const counts = new Map<string, number>();
    broker.onPacket(({ direction, clientId, packet }) => {
      if (direction === 'sent' && packet.type === 'publish') {
        counts.set(clientId, (counts.get(clientId) ?? 0) + 1);
      }
    });
    const clients: RawClient[] = [];
    for (let n = 0; n < 1000; n++) {
      const client = await connected(broker.transport(), 5, `client${n}`);
      await client.subscribe([
        { topicFilter: `room/${n}/+`, qos: 1 },
        { topicFilter: `never/${n}/#`, qos: 1 },
      ]);
      clients.push(client);
    }
    for (let n = 0; n < 100_000; n++) broker.publish({ topic: `room/${n % 1000}/x`, qos: 0 });
    await Promise.all(clients.map((client) => client.expectNothingBut(100)));
    expect([...counts.values()]).toEqual(Array(1000).fill(100));
  }, 60_000);

  it('queues 100,000 messages for a client that is away, and hands them out in order', async () => {
    await using broker = createBroker();
    const fields = { cleanStart: false, properties: { sessionExpiryInterval: 1000 } };
    const first = await connected(broker.transport(), 5, 'me', fields);
    await first.subscribe('a', 1);
    await first.leave();
    for (let n = 0; n < 100_000; n++) broker.publish({ topic: 'a', payload: `${n}`, qos: 1 });
    expect(broker.sessions()[0]?.queued).toBe(100_000);
    const second = await connected(broker.transport(), 5, 'me', fields);
    for (let n = 0; n < 100_000; n++) {
      const { packetId = 0, payload } = await second.expect('publish');
      if (new TextDecoder().decode(payload) !== `${n}`) expect.unreachable(`${n} out of order`);
      second.send({ type: 'puback', packetId, reasonCode: 0 });
    }
  }, 60_000);

  it('gives one message to 1,000 members and observers', async () => {
    await using broker = createBroker();
    const clients: RawClient[] = [];
    for (let n = 0; n < 1000; n++) {
      const client = await connected(broker.transport(), 4, `client${n}`);
      await client.subscribe(['news', '$share/workers/jobs'], 0);
      clients.push(client);
    }
    expect(broker.publish({ topic: 'news' })).toBe(1000);
    for (let n = 0; n < 2000; n++) expect(broker.publish({ topic: 'jobs' })).toBe(1);
    await Promise.all(clients.map((client) => client.expectNothingBut(3)));
  }, 60_000);
});

/** Whatever a client sends: the broker ends that connection at most, and serves the others. */

import { encode, type Packet } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/faulty/random.ts';
import { createBroker, faultyLink } from '../../src/index.ts';
import { bytes, connected, connectPacket, RawClient, text } from '../support/raw-client.ts';

const PUBLISH = {
  type: 'publish',
  topic: 'a',
  payload: bytes('x'),
  retain: false,
  dup: false,
} as const;

const CONVERSATION: readonly Packet[] = [
  { type: 'subscribe', packetId: 1, subscriptions: [{ topicFilter: 'a/#', qos: 2 }] },
  { ...PUBLISH, qos: 2, packetId: 2 },
  { ...PUBLISH, qos: 1, packetId: 3, retain: true },
  { type: 'pubrel', packetId: 2, reasonCode: 0 },
  { type: 'puback', packetId: 1, reasonCode: 0 },
  { type: 'pubrec', packetId: 2, reasonCode: 0 },
  { type: 'pubcomp', packetId: 2, reasonCode: 0 },
  { type: 'unsubscribe', packetId: 4, topicFilters: ['a/#'] },
  { type: 'pingreq' },
  { type: 'disconnect', reasonCode: 0 },
];

describe.each([4, 5] as const)('hostile bytes, version %i', (version) => {
  it('1,000 conversations with flipped bytes, in any order', async () => {
    await using broker = createBroker({ limits: { topicAliasMaximum: 5 } });
    const random = seededRandom(version);
    const packets = CONVERSATION.map((packet) => encode(packet, version));
    const connect = encode(connectPacket(version, 'hostile', { cleanStart: false }), version);
    for (let round = 0; round < 1000; round++) {
      const client = await new RawClient(version).open(broker.transport());
      const sent = Array.from({ length: 8 }, () => {
        const packet = packets[Math.floor(random() * packets.length)] ?? connect;
        return Uint8Array.from(packet);
      });
      sent.unshift(Uint8Array.from(connect));
      const target = sent[Math.floor(random() * sent.length)] ?? connect;
      target[Math.floor(random() * target.length)] = Math.floor(random() * 256);
      for (const packet of sent) client.sendBytes(...packet);
      await client.hangUp();
    }
    const honest = await connected(broker.transport(), version, 'honest');
    await honest.subscribe('still/here');
    broker.publish({ topic: 'still/here', payload: 'yes' });
    expect(text(await honest.expect('publish'))).toBe('yes');
    await expect.poll(() => broker.clients()).toHaveLength(1);
  }, 30_000);

  it('a declared length costs nothing until its bytes come', async () => {
    await using broker = createBroker();
    const before = process.memoryUsage().arrayBuffers;
    const clients = [];
    for (let n = 0; n < 50; n++) {
      const client = await connected(broker.transport(), version, `c${n}`);
      client.sendBytes(0x30, 0xff, 0xff, 0xff, 0x7f, 0, 1, 0x61);
      clients.push(client);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(50_000_000);
    expect(broker.clients()).toHaveLength(50);
  });

  it('one byte at a time is no different', async () => {
    await using broker = createBroker();
    const link = faultyLink(broker.transport(), { up: { split: 1 }, down: { split: 1 } });
    const client = await connected(link, version, 'me');
    await client.subscribe('a');
    client.publish('elsewhere', 'slowly', { qos: 1 });
    await client.expect('puback');
    broker.publish({ topic: 'a', payload: 'slowly', qos: 2 });
    expect(text(await client.take())).toBe('slowly');
  });
});

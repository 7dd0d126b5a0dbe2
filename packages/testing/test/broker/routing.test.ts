import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/index.ts';
import { bytes, connected, type RawClient, text } from '../support/raw-client.ts';

let broker: Broker;

beforeEach(() => {
  broker = createBroker();
});

afterEach(() => broker.close());

const join = (version: 4 | 5, clientId: string): Promise<RawClient> =>
  connected(broker.transport(), version, clientId);

describe.each([4, 5] as const)('routing, version %i', (version) => {
  it.each([
    ['a/b', 'a/b'],
    ['a/+', 'a/b'],
    ['+/+', '/x'],
    ['#', 'a/b/c'],
    ['a/#', 'a'],
    ['/+', '/x'],
    ['$SYS/#', '$SYS/up'],
  ])('[MQTT-3.3.2-3] %s gets %s', async (filter, topic) => {
    const client = await join(version, 'me');
    await client.subscribe(filter);
    client.publish(topic, 'hello');
    const packet = await client.expect('publish');
    expect([packet.topic, text(packet)]).toEqual([topic, 'hello']);
  });

  it.each([
    ['a/b', 'a/B'],
    ['a/+', 'a/b/c'],
    ['+', 'a/b'],
    ['a/#', 'ab'],
    ['#', '$SYS/up'],
    ['+/up', '$SYS/up'],
  ])('%s does not get %s', async (filter, topic) => {
    const client = await join(version, 'me');
    await client.subscribe(filter);
    client.publish(topic);
    await client.expectNothing();
  });

  it.each([
    [0, 2, 0],
    [2, 0, 0],
    [1, 2, 1],
    [2, 1, 1],
    [2, 2, 2],
  ] as const)(
    '[MQTT-3.8.4-8] message at QoS %i, granted %i: delivered at %i',
    async (qos, granted, delivered) => {
      const publisher = await join(version, 'publisher');
      const subscriber = await join(version, 'subscriber');
      const { reasonCodes } = await subscriber.subscribe('a', granted);
      expect(reasonCodes).toEqual([granted]);
      publisher.publish('a', 'x', { qos });
      expect(await subscriber.take()).toMatchObject({ qos: delivered, dup: false, retain: false });
    },
  );

  it('acknowledges each QoS to the publisher', async () => {
    const client = await join(version, 'me');
    const [none, atLeast, exactly] = [
      client.publish('a', 'x', { qos: 0 }),
      client.publish('a', 'x', { qos: 1 }),
      client.publish('a', 'x', { qos: 2 }),
    ];
    expect(none.packetId).toBeUndefined();
    const reasonCode = version === 5 ? 0x10 : 0;
    expect(await client.expect('puback')).toMatchObject({ packetId: atLeast.packetId, reasonCode });
    expect(await client.expect('pubrec')).toMatchObject({ packetId: exactly.packetId, reasonCode });
    client.send({ type: 'pubrel', packetId: exactly.packetId ?? 0, reasonCode: 0 });
    expect(await client.expect('pubcomp')).toMatchObject({
      packetId: exactly.packetId,
      reasonCode: 0,
    });
  });

  it('[MQTT-4.3.3-10] publishes a repeated QoS 2 message once, until its PUBREL', async () => {
    const client = await join(version, 'me');
    const observer = await join(version, 'observer');
    await observer.subscribe('a', 0);
    const { packetId = 0 } = client.publish('a', '1', { qos: 2 });
    client.publish('a', '1', { qos: 2, packetId, dup: true });
    await client.expect('pubrec');
    await client.expect('pubrec');
    client.send({ type: 'pubrel', packetId, reasonCode: 0 });
    await client.expect('pubcomp');
    client.publish('a', '2', { qos: 2, packetId });
    await client.expect('pubrec');
    expect(text(await observer.expect('publish'))).toBe('1');
    expect(text(await observer.expect('publish'))).toBe('2');
    await observer.expectNothing();
  });

  it('answers a PUBREL for an unknown id', async () => {
    const client = await join(version, 'me');
    client.send({ type: 'pubrel', packetId: 77, reasonCode: 0 });
    expect(await client.expect('pubcomp')).toMatchObject({
      packetId: 77,
      reasonCode: version === 5 ? 0x92 : 0,
    });
  });

  it('[MQTT-4.6.0-6] keeps the order of 1,000 messages at each QoS', async () => {
    const client = await join(version, 'me');
    await client.subscribe('a');
    for (const qos of [0, 1, 2] as const) {
      for (let n = 0; n < 1000; n++)
        client.publish('a', `${n}`, { qos, packetId: (qos && n + 1) || undefined });
      const seen: string[] = [];
      while (seen.length < 1000) {
        const packet = await client.next();
        if (packet.type === 'publish') {
          seen.push(text(packet));
          const { packetId = 0 } = packet;
          if (qos === 1) client.send({ type: 'puback', packetId, reasonCode: 0 });
          if (qos === 2) client.send({ type: 'pubrec', packetId, reasonCode: 0 });
        }
        if (packet.type === 'pubrel') {
          client.send({ type: 'pubcomp', packetId: packet.packetId, reasonCode: 0 });
        }
        if (packet.type === 'pubrec') {
          client.send({ type: 'pubrel', packetId: packet.packetId, reasonCode: 0 });
        }
      }
      expect(seen).toEqual(Array.from({ length: 1000 }, (_, n) => `${n}`));
    }
  });

  it('[MQTT-3.8.4-3] replaces a subscription to the same filter', async () => {
    const client = await join(version, 'me');
    await client.subscribe('a', 2);
    await client.subscribe('a', 0);
    client.publish('a', 'x', { qos: 1 });
    expect(await client.expect('publish')).toMatchObject({ qos: 0 });
    await client.expect('puback');
    await client.expectNothing();
    expect(broker.sessions()[0]?.subscriptions).toEqual([{ topicFilter: 'a', qos: 0 }]);
  });

  it('[MQTT-3.3.4-2] sends one copy to overlapping subscriptions, at the highest QoS', async () => {
    const client = await join(version, 'me');
    await client.subscribe([
      { topicFilter: 'a/#', qos: 0 },
      { topicFilter: 'a/+', qos: 1 },
      { topicFilter: 'a/b', qos: 0 },
    ]);
    broker.publish({ topic: 'a/b', qos: 2 });
    expect(await client.take()).toMatchObject({ qos: 1 });
    await client.expectNothing();
  });

  it('[MQTT-3.10.4-2] stops after UNSUBSCRIBE, and answers for each filter', async () => {
    const client = await join(version, 'me');
    await client.subscribe(['a', 'b/#']);
    client.send({ type: 'unsubscribe', packetId: 9, topicFilters: ['a', 'none', 'b/#'] });
    expect(await client.expect('unsuback')).toMatchObject({
      packetId: 9,
      reasonCodes: version === 5 ? [0, 0x11, 0] : [],
    });
    expect(broker.publish({ topic: 'a' })).toBe(0);
    expect(broker.publish({ topic: 'b/c' })).toBe(0);
    await client.expectNothing();
  });

  it('refuses a filter that may not be had, and takes the others', async () => {
    await broker.close();
    broker = createBroker({
      authorize: ({ action, topic, clientId }) =>
        action === 'publish' || (topic !== 'secret' && clientId === 'me'),
    });
    const client = await join(version, 'me');
    const { reasonCodes } = await client.subscribe(['a', 'secret', 'b'], 1);
    expect(reasonCodes).toEqual([1, version === 5 ? 0x87 : 0x80, 1]);
  });

  it('[MQTT-3.3.5-2] acknowledges but does not publish what may not be published', async () => {
    await broker.close();
    broker = createBroker({ authorize: ({ action }) => action === 'subscribe' });
    const client = await join(version, 'me');
    await client.subscribe('#');
    client.publish('a', 'x', { retain: true });
    client.publish('a', 'x', { qos: 1 });
    client.publish('a', 'x', { qos: 2 });
    const reasonCode = version === 5 ? 0x87 : 0;
    expect(await client.expect('puback')).toMatchObject({ reasonCode });
    expect(await client.expect('pubrec')).toMatchObject({ reasonCode });
    await client.subscribe('a');
    await client.expectNothing();
  });

  it('publishes a message of the broker', async () => {
    const client = await join(version, 'me');
    await client.subscribe('a/+');
    expect(broker.publish({ topic: 'a/b', payload: 'text' })).toBe(1);
    expect(broker.publish({ topic: 'a/b', payload: bytes('bytes') })).toBe(1);
    expect(text(await client.expect('publish'))).toBe('text');
    expect(text(await client.expect('publish'))).toBe('bytes');
    expect(() => broker.publish({ topic: 'a/#' })).toThrow(/topic/);
    const properties = { responseTopic: 'a/#' };
    expect(() => broker.publish({ topic: 'a/b', qos: 1, properties })).toThrow(/responseTopic/);
    expect(broker.sessions()).toMatchObject([{ queued: 0, inFlight: 0 }]);
  });

  it('passes a large payload unchanged', async () => {
    const client = await join(version, 'me');
    await client.subscribe('big');
    const payload = Uint8Array.from({ length: 300_000 }, (_, n) => n % 251);
    client.publish('big', '', { payload, qos: 1 });
    const packet = await client.expect('publish');
    expect(Buffer.compare(packet.payload, payload)).toBe(0);
  });
});

it('carries messages between versions, properties only to 5.0', async () => {
  const old = await join(4, 'old');
  const fresh = await join(5, 'fresh');
  await old.subscribe('a');
  await fresh.subscribe('a');
  fresh.publish('a', 'x', { properties: { contentType: 'text/plain' } });
  expect((await old.expect('publish')).properties).toBeUndefined();
  expect((await fresh.expect('publish')).properties?.contentType).toBe('text/plain');
  old.publish('a', 'y');
  expect((await fresh.expect('publish')).properties).toBeUndefined();
});

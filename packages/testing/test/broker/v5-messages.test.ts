import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker, type FakeClock, fakeClock } from '../../src/index.ts';
import { bytes, connected, type RawClient, text } from '../support/raw-client.ts';

let broker: Broker;
let clock: FakeClock;

beforeEach(() => {
  clock = fakeClock();
  broker = createBroker({ clock });
});

afterEach(() => broker.close());

const join = (clientId: string, properties = {}): Promise<RawClient> =>
  connected(broker.transport(), 5, clientId, { properties });

describe('properties of a message', () => {
  it('[MQTT-3.3.2-17] pass unaltered and in order, live and from the queue', async () => {
    const properties = {
      payloadFormatIndicator: 1,
      contentType: 'text/plain',
      responseTopic: 'answers/1',
      correlationData: Uint8Array.of(0, 1, 255),
      userProperties: [
        ['z', '1'],
        ['a', '2'],
        ['z', '1'],
      ],
    } as const;
    const publisher = await join('publisher');
    const live = await join('live');
    const away = await join('away', { sessionExpiryInterval: 100 });
    await live.subscribe('a');
    await away.subscribe('a');
    await away.leave();
    publisher.publish('a', 'x', { qos: 1, properties });
    expect((await live.expect('publish')).properties).toEqual(properties);
    const back = await connected(broker.transport(), 5, 'away', { cleanStart: false });
    expect((await back.expect('publish')).properties).toEqual(properties);
  });

  it('[MQTT-3.3.2-6] the expiry counts down in the queue, and ends the message', async () => {
    const client = await join('me', { sessionExpiryInterval: 100 });
    await client.subscribe('a');
    await client.leave();
    for (const messageExpiryInterval of [2, 10]) {
      broker.publish({ topic: 'a', qos: 1, properties: { messageExpiryInterval } });
    }
    clock.advance(3500);
    const back = await connected(broker.transport(), 5, 'me', { cleanStart: false });
    expect((await back.take()).properties?.messageExpiryInterval).toBe(7);
    await back.expectNothing();
  });

  it('a resend is not ended by its expiry', async () => {
    const client = await join('me', { sessionExpiryInterval: 100 });
    await client.subscribe('a');
    broker.publish({ topic: 'a', qos: 2, properties: { messageExpiryInterval: 2 } });
    await client.expect('publish');
    await client.drop();
    clock.advance(5000);
    const back = await connected(broker.transport(), 5, 'me', { cleanStart: false });
    expect(await back.take()).toMatchObject({
      dup: true,
      properties: { messageExpiryInterval: 0 },
    });
  });
});

describe('subscription identifiers', () => {
  it('[MQTT-3.3.4-4] come all with the one copy', async () => {
    const client = await join('me');
    await client.subscribe('a/#', 0, { subscriptionIdentifiers: [1] });
    await client.subscribe('a/+', 2, { subscriptionIdentifiers: [268_435_455] });
    await client.subscribe('a/b', 1);
    broker.publish({ topic: 'a/b', qos: 1 });
    const packet = await client.take();
    expect(packet.qos).toBe(1);
    expect([...(packet.properties?.subscriptionIdentifiers ?? [])].sort()).toEqual([
      1, 268_435_455,
    ]);
    await client.expectNothing();
  });

  it('[MQTT-3.3.4-5] come one with each copy, if the broker is told so', async () => {
    await broker.close();
    broker = createBroker({ overlappingSubscriptions: 'separate' });
    const client = await join('me');
    await client.subscribe('a/#', 0, { subscriptionIdentifiers: [1] });
    await client.subscribe('a/+', 2, { subscriptionIdentifiers: [2] });
    await client.subscribe('a/b', 1);
    broker.publish({ topic: 'a/b', qos: 2 });
    const copies = [await client.take(), await client.take(), await client.take()];
    const seen = copies.map(({ qos, properties }) => [qos, properties?.subscriptionIdentifiers]);
    expect(seen).toHaveLength(3);
    expect(seen).toContainEqual([0, [1]]);
    expect(seen).toContainEqual([2, [2]]);
    expect(seen).toContainEqual([1, undefined]);
  });

  it('come with retained messages, and change with the subscription', async () => {
    broker.publish({ topic: 'a', payload: 'x', retain: true });
    const client = await join('me');
    await client.subscribe('a', 0, { subscriptionIdentifiers: [5] });
    expect((await client.expect('publish')).properties?.subscriptionIdentifiers).toEqual([5]);
    await client.subscribe('a', 0, { subscriptionIdentifiers: [6] });
    expect((await client.expect('publish')).properties?.subscriptionIdentifiers).toEqual([6]);
    await client.subscribe('a', 0);
    expect((await client.expect('publish')).properties).toBeUndefined();
  });
});

describe('subscription options', () => {
  it('[MQTT-3.8.3-3] No Local keeps a client’s own messages from it', async () => {
    const client = await join('me');
    const other = await join('other');
    await client.subscribe([{ topicFilter: 'a', qos: 1, noLocal: true }]);
    client.publish('a', 'mine', { qos: 1 });
    expect((await client.expect('puback')).reasonCode).toBe(0x10);
    other.publish('a', 'theirs', { qos: 1 });
    expect((await other.expect('puback')).reasonCode).toBe(0);
    expect(text(await client.expect('publish'))).toBe('theirs');
  });

  it('[MQTT-3.8.3-4] No Local with a shared subscription ends the connection', async () => {
    const client = await join('me');
    // The encoder would refuse it: SUBSCRIBE, id 1, '$share/g/a' with No Local.
    const filter = [...bytes('$share/g/a')];
    client.sendBytes(0x82, 6 + filter.length, 0, 1, 0, 0, filter.length, ...filter, 0x04);
    expect(await client.end()).toMatchObject([{ type: 'disconnect', reasonCode: 0x82 }]);
  });

  it('a message to nobody is acknowledged with 0x10', async () => {
    const client = await join('me');
    client.publish('a', 'x', { qos: 1 });
    expect((await client.expect('puback')).reasonCode).toBe(0x10);
    client.publish('a', 'x', { qos: 2 });
    expect((await client.expect('pubrec')).reasonCode).toBe(0x10);
  });
});

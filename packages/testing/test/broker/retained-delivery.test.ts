import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker, type FakeClock, fakeClock } from '../../src/index.ts';
import { connected, type RawClient, text } from '../support/raw-client.ts';

let broker: Broker;
let clock: FakeClock;

beforeEach(() => {
  clock = fakeClock();
  broker = createBroker({ clock });
});

afterEach(() => broker.close());

const join = (version: 4 | 5, clientId: string): Promise<RawClient> =>
  connected(broker.transport(), version, clientId);

describe.each([4, 5] as const)('retained messages, version %i', (version) => {
  it('[MQTT-3.3.1-5] gives the latest to a new subscription, with RETAIN and at the lower QoS', async () => {
    const publisher = await join(version, 'publisher');
    publisher.publish('a/b', 'old', { retain: true });
    publisher.publish('a/b', 'new', { retain: true, qos: 1 });
    await publisher.expect('puback');
    const client = await join(version, 'me');
    await client.subscribe('a/+', 2);
    const packet = await client.take();
    expect(packet).toMatchObject({ topic: 'a/b', retain: true, qos: 1 });
    expect(text(packet)).toBe('new');
    await client.expectNothing();
  });

  it('clears the flag for a subscription that was there before', async () => {
    const client = await join(version, 'me');
    await client.subscribe('a');
    client.publish('a', 'x', { retain: true });
    expect(await client.expect('publish')).toMatchObject({ retain: false });
  });

  it('[MQTT-3.3.1-6] forgets a topic on an empty payload, and passes that on', async () => {
    const client = await join(version, 'me');
    broker.publish({ topic: 'a', payload: 'x', retain: true });
    await client.subscribe('a');
    await client.expect('publish');
    client.publish('a', '', { retain: true });
    expect(text(await client.expect('publish'))).toBe('');
    await client.subscribe('a');
    await client.expectNothing();
  });

  it('[MQTT-3.3.1-8] does not store without RETAIN, nor replace', async () => {
    const client = await join(version, 'me');
    client.publish('a', 'kept', { retain: true });
    client.publish('a', 'passing');
    await client.subscribe('a');
    expect(text(await client.expect('publish'))).toBe('kept');
    await client.expectNothing();
  });

  it('[MQTT-3.8.4-4] sends them again for the same filter', async () => {
    const client = await join(version, 'me');
    broker.publish({ topic: 'a', payload: 'x', retain: true });
    await client.subscribe('a');
    await client.expect('publish');
    await client.subscribe('a');
    await client.expect('publish');
  });

  it('outlives the session that stored it', async () => {
    const publisher = await join(version, 'publisher');
    publisher.publish('a', 'x', { retain: true });
    await publisher.leave();
    const client = await join(version, 'me');
    await client.subscribe('a');
    await client.expect('publish');
  });
});

describe('retained messages in 5.0', () => {
  it.each([
    [0, [true, true]],
    [1, [true, false]],
    [2, [false, false]],
  ] as const)('[MQTT-3.3.1-9] Retain Handling %i: new %j', async (retainHandling, expected) => {
    broker.publish({ topic: 'a', payload: 'x', retain: true });
    const client = await join(5, 'me');
    for (const sent of expected) {
      await client.subscribe([{ topicFilter: 'a', qos: 0, retainHandling }]);
      if (sent) await client.expect('publish');
      await client.expectNothing();
    }
  });

  it('[MQTT-3.3.1-13] Retain As Published keeps the flag as it was', async () => {
    const client = await join(5, 'me');
    await client.subscribe([{ topicFilter: 'a', qos: 0, retainAsPublished: true }]);
    client.publish('a', 'x', { retain: true });
    expect(await client.expect('publish')).toMatchObject({ retain: true });
    client.publish('a', 'x');
    expect(await client.expect('publish')).toMatchObject({ retain: false });
  });

  it('gives none to a shared subscription', async () => {
    broker.publish({ topic: 'a', payload: 'x', retain: true });
    const client = await join(5, 'me');
    await client.subscribe('$share/g/a');
    await client.expectNothing();
  });

  it('[MQTT-3.3.2-5] expires, and tells the time left', async () => {
    const properties = { messageExpiryInterval: 10 };
    broker.publish({ topic: 'a', payload: 'x', retain: true, properties });
    const client = await join(5, 'me');
    clock.advance(3000);
    await client.subscribe('a');
    expect((await client.expect('publish')).properties?.messageExpiryInterval).toBe(7);
    clock.advance(7000);
    await client.subscribe('a');
    await client.expectNothing();
  });

  it('[MQTT-3.8.3-3] No Local holds for them too', async () => {
    const client = await join(5, 'me');
    client.publish('a', 'mine', { retain: true });
    broker.publish({ topic: 'b', payload: 'theirs', retain: true });
    await client.subscribe([{ topicFilter: '#', qos: 0, noLocal: true }]);
    expect((await client.expect('publish')).topic).toBe('b');
    await client.expectNothing();
  });
});

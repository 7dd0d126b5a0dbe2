import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker } from '../../src/index.ts';
import { connected, type RawClient, text } from '../support/raw-client.ts';

let broker: Broker;

beforeEach(() => {
  broker = createBroker();
});

afterEach(() => broker.close());

async function member(version: 4 | 5, clientId: string, filter: string): Promise<RawClient> {
  const client = await connected(broker.transport(), version, clientId, {
    cleanStart: version === 5,
    properties: version === 5 ? { sessionExpiryInterval: 100 } : undefined,
  });
  await client.subscribe(filter, 1);
  return client;
}

describe.each([4, 5] as const)('shared subscriptions, version %i', (version) => {
  it('give each message to one member in turn', async () => {
    const members = [
      await member(version, 'a', '$share/g/t/+'),
      await member(version, 'b', '$share/g/t/+'),
      await member(version, 'c', '$share/g/t/+'),
    ];
    for (let n = 0; n < 6; n++) expect(broker.publish({ topic: 't/x', payload: `${n}` })).toBe(1);
    for (const [index, client] of members.entries()) {
      expect(text(await client.expect('publish'))).toBe(`${index}`);
      expect(text(await client.expect('publish'))).toBe(`${index + 3}`);
      await client.expectNothing();
    }
  });

  it('of several groups each get a copy, beside ordinary subscriptions', async () => {
    const one = await member(version, 'one', '$share/g1/t');
    const two = await member(version, 'two', '$share/g2/t');
    const plain = await member(version, 'plain', 't');
    expect(broker.publish({ topic: 't' })).toBe(3);
    for (const client of [one, two, plain]) {
      await client.expect('publish');
      await client.expectNothing();
    }
  });

  it('pass over members that are away, and queue when all are', async () => {
    const here = await member(version, 'here', '$share/g/t');
    const away = await member(version, 'away', '$share/g/t');
    await away.leave();
    for (const payload of ['1', '2']) {
      broker.publish({ topic: 't', payload, qos: 1 });
      expect(text(await here.take())).toBe(payload);
    }
    await here.leave();
    for (const payload of ['3', '4']) broker.publish({ topic: 't', payload, qos: 1 });
    const fields = {
      cleanStart: false,
      properties: version === 5 ? { sessionExpiryInterval: 100 } : undefined,
    };
    const got: string[] = [];
    for (const clientId of ['here', 'away']) {
      const back = await connected(broker.transport(), version, clientId, fields);
      got.push(text(await back.take()));
      await back.expectNothing();
    }
    expect(got.sort()).toEqual(['3', '4']);
  });

  it('go on with those who stay', async () => {
    const stays = await member(version, 'stays', '$share/g/t');
    const leaves = await member(version, 'leaves', '$share/g/t');
    leaves.send({ type: 'unsubscribe', packetId: 5, topicFilters: ['$share/g/t'] });
    await leaves.expect('unsuback');
    for (let n = 0; n < 3; n++) broker.publish({ topic: 't' });
    for (let n = 0; n < 3; n++) await stays.expect('publish');
    stays.send({ type: 'unsubscribe', packetId: 5, topicFilters: ['$share/g/t'] });
    await stays.expect('unsuback');
    expect(broker.publish({ topic: 't' })).toBe(0);
  });
});

it('[MQTT-4.8.2-5] does not give to another what a session took with it', async () => {
  const first = await connected(broker.transport(), 5, 'first');
  await first.subscribe('$share/g/t', 2);
  broker.publish({ topic: 't', qos: 2 });
  await first.expect('publish');
  const second = await connected(broker.transport(), 5, 'second');
  await second.subscribe('$share/g/t', 2);
  await first.drop();
  await second.expectNothing();
});

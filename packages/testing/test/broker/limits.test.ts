import { afterEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerLimits, createBroker } from '../../src/index.ts';
import { attempted, bytes, connected, type RawClient } from '../support/raw-client.ts';

let broker: Broker;

afterEach(() => broker.close());

async function join(limits: BrokerLimits, version: 4 | 5 = 5): Promise<RawClient> {
  broker = createBroker({ limits });
  return connected(broker.transport(), version, 'me');
}

async function expectDisconnect(client: RawClient, reasonCode: number): Promise<void> {
  expect(await client.end()).toMatchObject([{ type: 'disconnect', reasonCode }]);
}

describe('limits of the broker', () => {
  it('are announced, all that differ from the default and nothing else', async () => {
    broker = createBroker({
      limits: {
        receiveMaximum: 7,
        maximumQoS: 1,
        retainAvailable: false,
        maximumPacketSize: 500,
        topicAliasMaximum: 3,
        wildcardSubscriptionAvailable: false,
        subscriptionIdentifiersAvailable: false,
        sharedSubscriptionAvailable: false,
        serverKeepAlive: 11,
        sessionExpiryInterval: 60,
      },
    });
    const properties = { sessionExpiryInterval: 600 };
    const { connack } = await attempted(broker.transport(), 5, 'me', { properties });
    expect(connack.properties).toEqual({
      receiveMaximum: 7,
      maximumQoS: 1,
      retainAvailable: false,
      maximumPacketSize: 500,
      topicAliasMaximum: 3,
      wildcardSubscriptionAvailable: false,
      subscriptionIdentifiersAvailable: false,
      sharedSubscriptionAvailable: false,
      serverKeepAlive: 11,
      sessionExpiryInterval: 60,
    });
    const old = await attempted(broker.transport(), 4, 'old');
    expect(old.connack.properties).toBeUndefined();
  });

  it.each([
    ['receiveMaximum', 0],
    ['receiveMaximum', 65_536],
    ['maximumPacketSize', 1],
    ['topicAliasMaximum', -1],
    ['serverKeepAlive', 70_000],
  ])('%s of %i is refused', (name, value) => {
    broker = createBroker();
    expect(() => createBroker({ limits: { [name]: value } })).toThrow(
      new RegExp(`${name} is ${value}, it must be from`),
    );
  });

  it('[MQTT-3.2.2-12] maximum QoS: refuses such a will, lowers grants, ends on a publish', async () => {
    const client = await join({ maximumQoS: 1 });
    expect((await client.subscribe('a', 2)).reasonCodes).toEqual([1]);
    const will = { topic: 'w', payload: bytes('x'), qos: 2, retain: false } as const;
    const { connack } = await attempted(broker.transport(), 5, 'other', { will });
    expect(connack.reasonCode).toBe(0x9b);
    client.publish('a', 'x', { qos: 2 });
    await expectDisconnect(client, 0x9b);
  });

  it('[MQTT-3.2.2-13] retain: refuses such a will, ends on such a publish', async () => {
    const client = await join({ retainAvailable: false });
    const will = { topic: 'w', payload: bytes('x'), qos: 0, retain: true } as const;
    const { connack } = await attempted(broker.transport(), 5, 'other', { will });
    expect(connack.reasonCode).toBe(0x9a);
    client.publish('a', 'x', { retain: true });
    await expectDisconnect(client, 0x9a);
  });

  it.each([
    [{ wildcardSubscriptionAvailable: false }, 'a/#', 0xa2],
    [{ sharedSubscriptionAvailable: false }, '$share/g/a', 0x9e],
  ])('%j ends an MQTT 5 client that subscribes to %s', async (limits, filter, reasonCode) => {
    const client = await join(limits);
    client.send({
      type: 'subscribe',
      packetId: 1,
      subscriptions: [{ topicFilter: filter, qos: 0 }],
    });
    await expectDisconnect(client, reasonCode);
    const old = await join(limits, 4);
    expect((await old.subscribe(['plain', filter])).reasonCodes).toEqual([2, 0x80]);
  });

  it('subscription identifiers: ends on one', async () => {
    const client = await join({ subscriptionIdentifiersAvailable: false });
    client.send({
      type: 'subscribe',
      packetId: 1,
      subscriptions: [{ topicFilter: 'a', qos: 0 }],
      properties: { subscriptionIdentifiers: [1] },
    });
    await expectDisconnect(client, 0xa1);
  });

  it('maximum packet size: takes the last byte, ends on one more', async () => {
    // A QoS 0 PUBLISH to 'a' has 6 bytes beside its payload.
    const client = await join({ maximumPacketSize: 100 });
    client.publish('a', 'x'.repeat(94));
    await client.expectNothing();
    client.publish('a', 'x'.repeat(95));
    await expectDisconnect(client, 0x95);
  });

  it('server keep alive: takes the place of the client’s, in 5.0 only', async () => {
    const { fakeClock } = await import('../../src/index.ts');
    const clock = fakeClock();
    broker = createBroker({ clock, limits: { serverKeepAlive: 2 } });
    const client = await connected(broker.transport(), 5, 'me', { keepAlive: 1000 });
    const old = await connected(broker.transport(), 4, 'old', { keepAlive: 1000 });
    clock.advance(2999);
    await old.expectNothing();
    clock.advance(1);
    await expectDisconnect(client, 0x8d);
    await old.expectNothing();
  });
});

describe('receive maximum of the broker', () => {
  it('[MQTT-3.3.4-9] ends a client that sends one QoS 2 message too many', async () => {
    const client = await join({ receiveMaximum: 2 });
    const { packetId: first = 0 } = client.publish('a', '1', { qos: 2 });
    client.publish('a', '2', { qos: 2 });
    await client.expect('pubrec');
    await client.expect('pubrec');
    client.send({ type: 'pubrel', packetId: first, reasonCode: 0 });
    await client.expect('pubcomp');
    client.publish('a', '3', { qos: 2 });
    await client.expect('pubrec');
    client.publish('a', '4', { qos: 2 });
    await expectDisconnect(client, 0x93);
  });

  it('counts a QoS 1 message until its PUBACK can have been seen', async () => {
    const client = await join({ receiveMaximum: 2 });
    for (let n = 0; n < 10; n++) {
      client.publish('a', 'x', { qos: 1 });
      await client.expect('puback');
    }
    const packet = (packetId: number) =>
      ({
        type: 'publish',
        topic: 'a',
        payload: bytes('x'),
        qos: 1,
        retain: false,
        dup: false,
        packetId,
      }) as const;
    client.send(packet(100), packet(101));
    await client.expect('puback');
    await client.expect('puback');
    client.sendBytes(...[200, 201, 202].flatMap((id) => [0x32, 7, 0, 1, 0x61, 0, id, 0, 0x78]));
    const last = await client.end();
    expect(last[last.length - 1]).toMatchObject({ type: 'disconnect', reasonCode: 0x93 });
  });

  it('does not count a repeated message twice', async () => {
    const client = await join({ receiveMaximum: 1 });
    const { packetId } = client.publish('a', '1', { qos: 2 });
    await client.expect('pubrec');
    client.publish('a', '1', { qos: 2, packetId, dup: true });
    await client.expect('pubrec');
  });
});

describe('limits of the client', () => {
  async function subscriber(properties: object, version: 4 | 5 = 5): Promise<RawClient> {
    broker = createBroker();
    return connected(broker.transport(), version, 'me', { properties });
  }

  it('[MQTT-3.3.4-7] receive maximum: no more in flight, but QoS 0 and answers pass', async () => {
    const client = await subscriber({ receiveMaximum: 2 });
    await client.subscribe('a', 2);
    for (const payload of ['1', '2', '3', '4']) {
      broker.publish({ topic: 'a', payload, qos: payload === '2' ? 2 : 1 });
    }
    broker.publish({ topic: 'a', payload: 'free', qos: 0 });
    const first = await client.expect('publish');
    const second = await client.expect('publish');
    expect((await client.expect('publish')).qos).toBe(0);
    await client.expectNothing();
    expect(broker.sessions()).toMatchObject([{ queued: 2, inFlight: 2 }]);

    // PUBREC gives no quota back, PUBCOMP does, PUBACK does.
    client.send({ type: 'pubrec', packetId: second.packetId ?? 0, reasonCode: 0 });
    await client.expect('pubrel');
    await client.expectNothing();
    client.send({ type: 'pubcomp', packetId: second.packetId ?? 0, reasonCode: 0 });
    const third = await client.expect('publish');
    await client.expectNothing();
    client.send({ type: 'puback', packetId: first.packetId ?? 0, reasonCode: 0 });
    await client.expect('publish');
    client.send({ type: 'puback', packetId: third.packetId ?? 0, reasonCode: 0 });
    await client.expectNothing();
  });

  it('holds for a resend, with a new value', async () => {
    broker = createBroker();
    const connect = async (receiveMaximum: number): Promise<RawClient> =>
      connected(broker.transport(), 5, 'me', {
        cleanStart: false,
        properties: { receiveMaximum, sessionExpiryInterval: 100 },
      });
    const client = await connect(3);
    await client.subscribe('a', 1);
    for (const payload of ['1', '2', '3']) broker.publish({ topic: 'a', payload, qos: 1 });
    for (let n = 0; n < 3; n++) await client.expect('publish');
    await client.drop();
    const again = await connect(1);
    for (const packetId of [1, 2, 3]) {
      expect(await again.expect('publish')).toMatchObject({ packetId, dup: true });
      await again.expectNothing();
      again.send({ type: 'puback', packetId, reasonCode: 0 });
    }
  });

  it('an error in PUBREC ends the exchange and gives its quota back', async () => {
    const client = await subscriber({ receiveMaximum: 1 });
    await client.subscribe('a', 2);
    for (const payload of ['1', '2']) broker.publish({ topic: 'a', payload, qos: 2 });
    const { packetId = 0 } = await client.expect('publish');
    client.send({ type: 'pubrec', packetId, reasonCode: 0x97 });
    await client.take();
    await client.expectNothing();
    expect(broker.sessions()).toMatchObject([{ queued: 0, inFlight: 0 }]);
  });

  it('an acknowledgement of the wrong kind ends the connection', async () => {
    const client = await subscriber({});
    await client.subscribe('a', 2);
    broker.publish({ topic: 'a', qos: 2 });
    const { packetId = 0 } = await client.expect('publish');
    client.send({ type: 'puback', packetId, reasonCode: 0 });
    await expectDisconnect(client, 0x82);
  });

  it('answers an unknown PUBREC, and lives with unknown PUBACK and PUBCOMP', async () => {
    const client = await subscriber({});
    client.send({ type: 'puback', packetId: 5, reasonCode: 0 });
    client.send({ type: 'pubcomp', packetId: 5, reasonCode: 0 });
    client.send({ type: 'pubrec', packetId: 5, reasonCode: 0 });
    expect(await client.expect('pubrel')).toMatchObject({ packetId: 5, reasonCode: 0x92 });
    await client.expectNothing();
  });

  it('[MQTT-3.1.2-25] maximum packet size: leaves out what is larger, as if it were sent', async () => {
    const client = await subscriber({ maximumPacketSize: 50 });
    await client.subscribe('a', 2);
    for (const qos of [0, 1, 2] as const) {
      broker.publish({ topic: 'a', payload: 'x'.repeat(60), qos });
      broker.publish({ topic: 'a', payload: 'fits', qos });
      expect((await client.take()).payload).toEqual(bytes('fits'));
    }
    await client.expectNothing();
    expect(broker.sessions()).toMatchObject([{ queued: 0, inFlight: 0 }]);
  });

  it('[MQTT-3.14.2-3] maximum packet size: leaves the reason string out where it does not fit', async () => {
    const client = await subscriber({ maximumPacketSize: 20 });
    broker.disconnectClient('me', 0x98, { reasonString: 'much longer than twenty bytes' });
    const [last] = await client.end();
    expect(last).toMatchObject({ type: 'disconnect', reasonCode: 0x98 });
  });

  it('[MQTT-3.1.2-26] topic aliases: as many as the client takes, on one connection', async () => {
    const client = await subscriber({ topicAliasMaximum: 2 });
    await client.subscribe('#');
    const seen: (string | number | undefined)[] = [];
    for (const topic of ['a', 'b', 'c', 'a', 'b', 'c']) {
      broker.publish({ topic });
      const packet = await client.expect('publish');
      seen.push(packet.topic, packet.properties?.topicAlias);
    }
    expect(seen).toEqual(['a', 1, 'b', 2, 'c', undefined, '', 1, '', 2, 'c', undefined]);
  });

  it('topic aliases: one whose PUBLISH was left out is not used', async () => {
    const client = await subscriber({ topicAliasMaximum: 2, maximumPacketSize: 60 });
    await client.subscribe('#');
    broker.publish({ topic: 'long', payload: 'x'.repeat(60) });
    broker.publish({ topic: 'long', payload: 'short' });
    expect(await client.expect('publish')).toMatchObject({
      topic: 'long',
      properties: { topicAlias: 1 },
    });
  });

  it('[MQTT-3.1.2-29] no problem information: none but where it is always allowed', async () => {
    broker = createBroker({
      authorize: () => ({ reasonCode: 0x87, reasonString: 'no', userProperties: [['a', 'b']] }),
    });
    const wanted = await connected(broker.transport(), 5, 'wanted');
    wanted.publish('a', 'x', { qos: 1 });
    expect((await wanted.expect('puback')).properties).toMatchObject({
      reasonString: 'no',
      userProperties: [['a', 'b']],
    });
    const unwanted = await connected(broker.transport(), 5, 'unwanted', {
      properties: { requestProblemInformation: false },
    });
    unwanted.publish('a', 'x', { qos: 1 });
    const puback = await unwanted.expect('puback');
    expect(puback.reasonCode).toBe(0x87);
    expect(puback.properties?.reasonString).toBeUndefined();
    expect(puback.properties?.userProperties).toBeUndefined();
  });

  it('a client that takes packets of one byte gets nothing, and breaks nothing', async () => {
    broker = createBroker();
    const { RawClient: Client, connectPacket } = await import('../support/raw-client.ts');
    const client = await new Client(5).open(broker.transport());
    client.send(connectPacket(5, 'tiny', { properties: { maximumPacketSize: 1 } }));
    client.send({ type: 'pingreq' });
    expect(await client.next()).toMatchObject({ type: 'pingresp' });
  });
});

describe('topic aliases of the client', () => {
  it('[MQTT-3.3.2-12] all up to the maximum, defined and redefined', async () => {
    const client = await join({ topicAliasMaximum: 2 });
    await client.subscribe('#');
    const say = async (topic: string, topicAlias: number): Promise<string> => {
      client.publish(topic, 'x', { properties: { topicAlias } });
      const packet = await client.expect('publish');
      expect(packet.properties?.topicAlias).toBeUndefined();
      return packet.topic;
    };
    expect(await say('one', 1)).toBe('one');
    expect(await say('two', 2)).toBe('two');
    expect(await say('', 1)).toBe('one');
    expect(await say('three', 1)).toBe('three');
    expect(await say('', 1)).toBe('three');
    expect(await say('', 2)).toBe('two');
  });

  it.each([
    ['above the maximum', 'a', 3, 0x94],
    ['never defined', '', 2, 0x82],
  ])('%s ends the connection', async (_case, topic, topicAlias, reasonCode) => {
    const client = await join({ topicAliasMaximum: 2 });
    client.publish(topic, 'x', { properties: { topicAlias } });
    await expectDisconnect(client, reasonCode);
  });

  it('are not known on the next connection', async () => {
    const client = await join({ topicAliasMaximum: 2 });
    client.publish('a', 'x', { properties: { topicAlias: 1 } });
    await client.leave();
    const again = await connected(broker.transport(), 5, 'me');
    again.publish('', 'x', { properties: { topicAlias: 1 } });
    await expectDisconnect(again, 0x82);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, createBroker, type FakeClock, fakeClock } from '../../src/index.ts';
import { attempted, type RawClient, text } from '../support/raw-client.ts';

let broker: Broker;
let clock: FakeClock;

beforeEach(() => {
  clock = fakeClock();
  broker = createBroker({ clock });
});

afterEach(() => broker.close());

/** Connects to a session that outlives its connection; `present`: it must have been there. */
async function resume(
  version: 4 | 5,
  present: boolean,
  properties: object = { sessionExpiryInterval: 100 },
): Promise<RawClient> {
  const { client, connack } = await attempted(broker.transport(), version, 'me', {
    cleanStart: false,
    properties: version === 5 ? properties : undefined,
  });
  expect(connack).toMatchObject({ sessionPresent: present, reasonCode: 0 });
  return client;
}

describe.each([4, 5] as const)('sessions, version %i', (version) => {
  it('[MQTT-3.1.2-5] keeps subscriptions and messages while the client is away', async () => {
    const first = await resume(version, false);
    await first.subscribe('a', 2);
    await first.leave();
    for (const qos of [0, 1, 2] as const) broker.publish({ topic: 'a', payload: `q${qos}`, qos });
    expect(broker.sessions()).toMatchObject([{ connected: false, queued: 2 }]);
    const second = await resume(version, true);
    expect(text(await second.take())).toBe('q1');
    expect(text(await second.take())).toBe('q2');
    await second.expectNothing();
    expect(broker.sessions()).toMatchObject([{ connected: true, queued: 0, inFlight: 0 }]);
  });

  it('[MQTT-3.1.2-4] a clean start drops all of it', async () => {
    const first = await resume(version, false);
    await first.subscribe('a', 2);
    await first.leave();
    broker.publish({ topic: 'a', qos: 1 });
    const { client, connack } = await attempted(broker.transport(), version, 'me');
    expect(connack.sessionPresent).toBe(false);
    expect(broker.publish({ topic: 'a' })).toBe(0);
    await client.expectNothing();
  });

  it('does not outlive a clean connection', async () => {
    const { client } = await attempted(broker.transport(), version, 'me');
    await client.subscribe('a');
    await client.leave();
    expect(broker.sessions()).toEqual([]);
    await resume(version, false);
  });

  it('[MQTT-4.4.0-1] resends what was not acknowledged, in order, with DUP and the same ids', async () => {
    const first = await resume(version, false);
    await first.subscribe('a', 2);
    for (const [payload, qos] of [
      ['one', 1],
      ['two', 2],
      ['three', 2],
      ['four', 1],
      ['five', 2],
    ] as const) {
      broker.publish({ topic: 'a', payload, qos });
    }
    const ids: number[] = [];
    for (let n = 0; n < 5; n++) ids.push((await first.expect('publish')).packetId ?? 0);
    // 'five' and 'two' get as far as PUBREL, in this order; 'four' is done.
    first.send({ type: 'pubrec', packetId: ids[4] ?? 0, reasonCode: 0 });
    first.send({ type: 'pubrec', packetId: ids[1] ?? 0, reasonCode: 0 });
    first.send({ type: 'puback', packetId: ids[3] ?? 0, reasonCode: 0 });
    await first.expect('pubrel');
    await first.expect('pubrel');
    await first.drop();
    broker.publish({ topic: 'a', payload: 'six', qos: 1 });

    const second = await resume(version, true);
    expect(await second.expect('pubrel')).toMatchObject({ packetId: ids[4] });
    expect(await second.expect('pubrel')).toMatchObject({ packetId: ids[1] });
    const one = await second.expect('publish');
    expect([one.packetId, one.dup, text(one)]).toEqual([ids[0], true, 'one']);
    const three = await second.expect('publish');
    expect([three.packetId, three.dup, text(three)]).toEqual([ids[2], true, 'three']);
    const six = await second.expect('publish');
    expect([six.dup, text(six)]).toEqual([false, 'six']);
    expect(ids).not.toContain(six.packetId);
    await second.expectNothing();
  });

  it('[MQTT-4.3.3-10] knows the ids of unreleased QoS 2 messages after a reconnect', async () => {
    const first = await resume(version, false);
    await first.subscribe('a', 0);
    const { packetId = 0 } = first.publish('a', 'once', { qos: 2 });
    expect(text(await first.expect('publish'))).toBe('once');
    await first.expect('pubrec');
    await first.drop();
    const second = await resume(version, true);
    second.publish('a', 'once', { qos: 2, packetId, dup: true });
    await second.expect('pubrec');
    second.send({ type: 'pubrel', packetId, reasonCode: 0 });
    expect(await second.expect('pubcomp')).toMatchObject({ packetId, reasonCode: 0 });
    await second.expectNothing();
  });

  it('survives a takeover', async () => {
    const first = await resume(version, false);
    await first.subscribe('a', 1);
    broker.publish({ topic: 'a', payload: 'x', qos: 1 });
    await first.expect('publish');
    const second = await resume(version, true);
    expect(await second.take()).toMatchObject({ dup: true });
  });

  it('uses each packet id once, and never one that is in flight', async () => {
    const client = await resume(version, false);
    await client.subscribe('a', 1);
    broker.publish({ topic: 'a', payload: 'held', qos: 1 });
    const held = await client.expect('publish');
    expect(held.packetId).toBe(1);
    for (let n = 0; n < 65_535; n += 5) {
      for (let k = 0; k < 5; k++) broker.publish({ topic: 'a', qos: 1 });
      for (let k = 0; k < 5; k++) {
        const { packetId = 0 } = await client.expect('publish');
        if (packetId === held.packetId || packetId === 0) expect.unreachable();
        client.send({ type: 'puback', packetId, reasonCode: 0 });
      }
    }
  }, 30_000);

  it('drops what goes beyond its limit', async () => {
    await broker.close();
    broker = createBroker({ limits: { queuedMessages: 2 } });
    const first = await resume(version, false);
    await first.subscribe('a', 1);
    await first.leave();
    for (const payload of ['1', '2', '3']) broker.publish({ topic: 'a', payload, qos: 1 });
    const second = await resume(version, true);
    expect(text(await second.take())).toBe('1');
    expect(text(await second.take())).toBe('2');
    await second.expectNothing();
  });
});

describe('session expiry', () => {
  it('[MQTT-4.1.0-2] ends the session when it has passed', async () => {
    await (await resume(5, false)).drop();
    clock.advance(99_999);
    await (await resume(5, true)).drop();
    clock.advance(100_000);
    expect(broker.sessions()).toEqual([]);
    await resume(5, false);
  });

  it('never passes at 0xFFFFFFFF, nor in 3.1.1', async () => {
    await (await resume(5, false, { sessionExpiryInterval: 0xffffffff })).drop();
    clock.advance(1e12);
    await (await resume(4, true)).leave();
    clock.advance(1e12);
    await resume(4, true);
    expect(broker.sessions()).toMatchObject([{ expiryInterval: Number.POSITIVE_INFINITY }]);
  });

  it('may be changed by DISCONNECT', async () => {
    await (await resume(5, false)).leave(0, 5);
    clock.advance(5000);
    await (await resume(5, false)).leave(0, 0);
    await resume(5, false);
  });

  it('may not be given by DISCONNECT to a session that had none', async () => {
    const client = await resume(5, false, {});
    client.send({ type: 'disconnect', reasonCode: 0, properties: { sessionExpiryInterval: 5 } });
    expect(await client.end()).toMatchObject([{ type: 'disconnect', reasonCode: 0x82 }]);
  });

  it('is cut to the limit of the broker, which says so', async () => {
    await broker.close();
    broker = createBroker({ clock, limits: { sessionExpiryInterval: 10 } });
    const { client, connack } = await attempted(broker.transport(), 5, 'me', {
      properties: { sessionExpiryInterval: 100 },
    });
    expect(connack.properties?.sessionExpiryInterval).toBe(10);
    await client.drop();
    clock.advance(10_000);
    expect(broker.sessions()).toEqual([]);
  });
});

it('drops a connection that sends no CONNECT in time', async () => {
  await broker.close();
  broker = createBroker({ clock, connectTimeout: 500 });
  const { RawClient: Client } = await import('../support/raw-client.ts');
  const client = await new Client(5).open(broker.transport());
  clock.advance(500);
  expect(await client.end()).toEqual([]);
});

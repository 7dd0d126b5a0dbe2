import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker, faultyLink } from '../../src/index.ts';
import { attempted, bytes, connected, connectPacket, RawClient } from '../support/raw-client.ts';

let broker: Broker;

function open(options?: BrokerOptions): Broker {
  broker = createBroker(options);
  return broker;
}

beforeEach(() => {
  open();
});

afterEach(() => broker.close());

describe.each([4, 5] as const)('CONNECT, version %i', (version) => {
  it('[MQTT-3.1.4-5] lets a client in, and shows it', async () => {
    const { connack } = await attempted(broker.transport(), version, 'me', { username: 'joe' });
    expect(connack).toEqual({
      type: 'connack',
      sessionPresent: false,
      reasonCode: 0,
      properties: undefined,
    });
    expect(broker.clients()).toEqual([
      { clientId: 'me', protocolVersion: version, username: 'joe' },
    ]);
  });

  it('closes a connection that begins with another packet', async () => {
    const client = await new RawClient(version).open(broker.transport());
    client.send({ type: 'pingreq' });
    expect(await client.end()).toEqual([]);
  });

  it('[MQTT-3.1.0-2] ends a connection on a second CONNECT', async () => {
    const client = await connected(broker.transport(), version, 'me');
    client.send(connectPacket(version, 'me'));
    const last = await client.end();
    expect(last).toMatchObject(version === 5 ? [{ type: 'disconnect', reasonCode: 0x82 }] : []);
  });

  it('refuses with the code of the hook, in the words of the version', async () => {
    await broker.close();
    open({
      authenticate: ({ username, password }) =>
        username === 'joe' && new TextDecoder().decode(password) === 'secret' ? 0 : 0x86,
    });
    const { client, connack } = await attempted(broker.transport(), version, 'me', {
      username: 'joe',
      password: bytes('wrong'),
    });
    expect(connack).toMatchObject({ sessionPresent: false, reasonCode: version === 5 ? 0x86 : 4 });
    await client.end();
    expect(broker.clients()).toEqual([]);
    expect(broker.sessions()).toEqual([]);
    await connected(broker.transport(), version, 'me', {
      username: 'joe',
      password: bytes('secret'),
    });
  });

  it('[MQTT-3.1.4-6] reads nothing after a refusal', async () => {
    await broker.close();
    open({ authenticate: () => 0x87 });
    const client = await new RawClient(version).open(broker.transport());
    client.send(connectPacket(version, 'me'), {
      type: 'publish',
      topic: 'a',
      payload: bytes('x'),
      qos: 0,
      retain: true,
      dup: false,
    });
    expect(await client.expect('connack')).toMatchObject({ reasonCode: version === 5 ? 0x87 : 5 });
    expect(await client.end()).toEqual([]);
    await broker.close();
  });

  it('[MQTT-3.1.4-3] takes over from an older connection of the same client', async () => {
    const older = await connected(broker.transport(), version, 'me');
    const newer = await connected(broker.transport(), version, 'me');
    const last = await older.end();
    expect(last).toMatchObject(version === 5 ? [{ type: 'disconnect', reasonCode: 0x8e }] : []);
    await newer.expectNothing();
    expect(broker.clients()).toHaveLength(1);
  });

  it('assigns a client id where none is given', async () => {
    const { connack } = await attempted(broker.transport(), version, '');
    await connected(broker.transport(), version, '');
    expect(connack.properties?.assignedClientIdentifier).toBe(version === 5 ? 'auto1' : undefined);
    expect(broker.clients().map((client) => client.clientId)).toEqual(['auto1', 'auto2']);
  });

  it('sends a client away', async () => {
    const client = await connected(broker.transport(), version, 'me');
    expect(broker.disconnectClient('me', 0x98, { reasonString: 'enough' })).toBe(true);
    expect(await client.end()).toEqual(
      version === 5
        ? [
            expect.objectContaining({
              type: 'disconnect',
              reasonCode: 0x98,
              properties: expect.objectContaining({ reasonString: 'enough' }),
            }),
          ]
        : [],
    );
    expect(broker.disconnectClient('me')).toBe(false);
  });

  it('cuts a connection without a word', async () => {
    const client = await connected(broker.transport(), version, 'me');
    expect(broker.dropConnection('me')).toBe(true);
    expect(await client.end()).toEqual([]);
    expect(broker.dropConnection('me')).toBe(false);
  });

  it('tells all clients when it closes, and refuses from then on', async () => {
    const client = await connected(broker.transport(), version, 'me');
    await broker.close();
    await broker.close();
    expect(await client.end()).toMatchObject(
      version === 5 ? [{ type: 'disconnect', reasonCode: 0x8b }] : [],
    );
    await expect(new RawClient(version).open(broker.transport())).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('ends a connection whose bytes are no packet', async () => {
    const client = await connected(broker.transport(), version, 'me');
    // A SUBSCRIBE with wrong header flags.
    client.sendBytes(0x80, 0x00);
    expect(await client.end()).toMatchObject(
      version === 5 ? [{ type: 'disconnect', reasonCode: 0x81 }] : [],
    );
  });

  it('ends a connection on a packet that only a server sends', async () => {
    const client = await connected(broker.transport(), version, 'me');
    client.sendBytes(0xd0, 0x00);
    expect(await client.end()).toMatchObject(
      version === 5 ? [{ type: 'disconnect', reasonCode: 0x82 }] : [],
    );
  });

  it('shows packets in both directions', async () => {
    const seen: string[] = [];
    const stop = broker.onPacket(({ direction, clientId, packet }) => {
      seen.push(`${direction} ${clientId} ${packet.type}`);
    });
    const client = await connected(broker.transport(), version, 'me');
    await client.expectNothing();
    stop();
    await client.expectNothing();
    expect(seen).toEqual([
      'received me connect',
      'sent me connack',
      'received me pingreq',
      'sent me pingresp',
    ]);
  });
});

describe('CONNECT', () => {
  it.each([
    [4, 0x85, 2],
    [4, 0x8a, 5],
    [4, 3, 3],
    [5, 3, 0x88],
    [5, 4, 0x86],
  ] as const)('version %i: a hook that says %i refuses with %i', async (version, said, sent) => {
    await broker.close();
    open({ authenticate: () => said });
    const { client, connack } = await attempted(broker.transport(), version, 'me');
    expect(connack.reasonCode).toBe(sent);
    await client.end();
  });

  it('[MQTT-3.2.2-6] 3.1.1: closes without a CONNACK where no return code fits', async () => {
    await broker.close();
    open({ authenticate: () => 0x9f });
    const client = await new RawClient(4).open(broker.transport());
    client.send(connectPacket(4, 'me'));
    expect(await client.end()).toEqual([]);
  });

  it('closes in time although a client does not read', async () => {
    const link = faultyLink(broker.transport());
    await connected(link, 5, 'me');
    link.stall('both');
    await broker.close();
  });

  it('[MQTT-3.1.3-8] 3.1.1: refuses an empty client id without Clean Session', async () => {
    const { client, connack } = await attempted(broker.transport(), 4, '', { cleanStart: false });
    expect(connack.reasonCode).toBe(2);
    await client.end();
  });

  it('5.0: keeps an assigned client id with its session', async () => {
    const properties = { sessionExpiryInterval: 60 };
    const { client, connack } = await attempted(broker.transport(), 5, '', {
      cleanStart: false,
      properties,
    });
    await client.leave();
    const clientId = connack.properties?.assignedClientIdentifier ?? 'none';
    const again = await attempted(broker.transport(), 5, clientId, {
      cleanStart: false,
      properties,
    });
    expect(again.connack).toMatchObject({ sessionPresent: true, properties: undefined });
  });

  it.each([3, 6])('[MQTT-3.1.2-2] answers protocol level %i with return code 1', async (level) => {
    const client = await new RawClient(4).open(broker.transport());
    client.sendBytes(0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, level, 2, 0, 0, 0, 1, 0x61);
    expect(await client.expect('connack')).toMatchObject({ reasonCode: 1 });
    expect(await client.end()).toEqual([]);
  });

  it('5.0: answers a malformed CONNECT with a CONNACK', async () => {
    const client = await new RawClient(5).open(broker.transport());
    // Connect flags with the reserved bit.
    client.sendBytes(0x10, 14, 0, 4, 0x4d, 0x51, 0x54, 0x54, 5, 3, 0, 0, 0, 0, 1, 0x61);
    expect(await client.expect('connack')).toMatchObject({ reasonCode: 0x81 });
    expect(await client.end()).toEqual([]);
  });

  it('[MQTT-3.1.4-1] 3.1.1: closes on a malformed CONNECT without a word', async () => {
    const client = await new RawClient(4).open(broker.transport());
    client.sendBytes(0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 3, 0, 0, 0, 1, 0x61);
    expect(await client.end()).toEqual([]);
  });

  it('5.0: says more than a number if the hook does', async () => {
    await broker.close();
    open({
      authenticate: () => ({
        reasonCode: 0x9c,
        reasonString: 'busy here',
        serverReference: 'other.example',
        userProperties: [['shard', '2']],
      }),
    });
    const { connack } = await attempted(broker.transport(), 5, 'me');
    expect(connack).toMatchObject({
      reasonCode: 0x9c,
      properties: {
        reasonString: 'busy here',
        serverReference: 'other.example',
        userProperties: [['shard', '2']],
      },
    });
  });

  it('[MQTT-3.1.2-28] 5.0: gives Response Information only to who asks', async () => {
    await broker.close();
    open({ responseInformation: (clientId) => `answers/${clientId}` });
    const silent = await attempted(broker.transport(), 5, 'a');
    expect(silent.connack.properties).toBeUndefined();
    const asking = await attempted(broker.transport(), 5, 'b', {
      properties: { requestResponseInformation: true },
    });
    expect(asking.connack.properties?.responseInformation).toBe('answers/b');
  });
});

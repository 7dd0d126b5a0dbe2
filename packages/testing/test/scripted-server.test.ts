import { tcp } from '@x/transport/tcp';
import { ws } from '@x/transport/ws';
import { afterEach, describe, expect, it } from 'vitest';
import { ScriptError, type ScriptedServer, scriptedServer } from '../src/index.ts';
import { bytes, connectPacket, RawClient } from './support/raw-client.ts';

let server: ScriptedServer;

afterEach(() => server.close());

describe.each(['memory', 'tcp', 'ws'] as const)('scriptedServer over %s', (way) => {
  async function client(version: 4 | 5 = 5): Promise<RawClient> {
    const transport =
      way === 'tcp'
        ? tcp({ host: server.host, port: server.port })
        : way === 'ws'
          ? ws({ url: server.webSocketUrl })
          : server.transport();
    return new RawClient(version).open(transport);
  }

  it('plays a conversation packet by packet', async () => {
    server = await scriptedServer({ version: 4 });
    const me = await client(4);
    me.send(connectPacket(4, 'me'));
    const peer = await server.accept();
    const connect = await peer.receive('connect');
    expect([connect.clientId, peer.info.kind]).toEqual(['me', way]);
    peer.send({ type: 'connack', sessionPresent: true, reasonCode: 0 });
    expect(await me.expect('connack')).toMatchObject({ sessionPresent: true });
    me.publish('a', 'hello', { qos: 1 });
    const { packetId = 0 } = await peer.receive('publish');
    peer.send({ type: 'puback', packetId, reasonCode: 0 }, { type: 'pingresp' });
    await me.expect('puback');
    await me.expect('pingresp');
    expect(peer.received.map((packet) => packet.type)).toEqual(['connect', 'publish']);
  });

  it('sends and receives bytes as they are', async () => {
    server = await scriptedServer({ version: 5 });
    const me = await client();
    me.sendBytes(0xc0, 0x00, 0xff);
    const peer = await server.accept();
    expect(await peer.receiveBytes(2)).toEqual(Uint8Array.of(0xc0, 0x00));
    expect(await peer.receiveBytes(1)).toEqual(Uint8Array.of(0xff));
    expect(peer.receivedBytes).toEqual(Uint8Array.of(0xc0, 0x00, 0xff));
    peer.sendBytes([0xd0], Uint8Array.of(0x00));
    await me.expect('pingresp');
  });

  it('closes, and sees the client close', async () => {
    server = await scriptedServer();
    const first = await client();
    await (await server.accept()).close();
    await first.end();
    const second = await client();
    const peer = await server.accept();
    await second.hangUp();
    expect(await peer.whenEnded()).toBe('remote');
    expect(peer.ended).toBe('remote');
  });

  it('breaks the connection', async () => {
    server = await scriptedServer();
    const me = await client();
    (await server.accept()).reset();
    await me.end();
    const code = way === 'ws' ? 'WS_ABNORMAL_CLOSE' : 'ECONNRESET';
    expect(me.ended).toMatchObject({ code });
  });

  it('reads nothing while paused', async () => {
    server = await scriptedServer({ version: 5 });
    const me = await client();
    const peer = await server.accept();
    peer.pause();
    me.send({ type: 'pingreq' });
    await expect(peer.receive('pingreq', 50)).rejects.toMatchObject({ code: 'TIMEOUT' });
    peer.resume();
    await peer.receive('pingreq');
  });
});

describe('scriptedServer fails clearly', () => {
  async function met() {
    server = await scriptedServer({ over: [], timeout: 60 });
    const me = await new RawClient(5).open(server.transport());
    return { me, peer: await server.accept() };
  }

  it('when nothing comes', async () => {
    const { me, peer } = await met();
    me.send(connectPacket(5, 'me'));
    await peer.receive('connect');
    const error: unknown = await peer.receive('subscribe').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ScriptError);
    expect(error).toMatchObject({
      code: 'TIMEOUT',
      message: 'waiting for subscribe after connect: nothing within 60 ms',
    });
    await expect(server.accept()).rejects.toThrow('waiting for connection 1: nothing within 60 ms');
    await expect(peer.receiveBytes(100_000)).rejects.toThrow(
      /waiting for 100000 bytes of which \d\d came/,
    );
    await expect(peer.whenEnded()).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('when another packet comes, and goes on', async () => {
    const { me, peer } = await met();
    const waiting = peer.receive('subscribe');
    me.send(connectPacket(5, 'me'), { type: 'pingreq' });
    await expect(waiting).rejects.toThrow(/expected subscribe, received .*"clientId":"me"/);
    await peer.receive('pingreq');
  });

  it('when the connection ends', async () => {
    const { me, peer } = await met();
    const waits = Promise.allSettled([peer.receive(), peer.receiveBytes(1)]);
    await me.hangUp();
    const ended = 'the connection ended (remote)';
    expect(await waits).toMatchObject([
      {
        reason: {
          code: 'ENDED',
          message: `waiting for any packet after 0 bytes and no packet: ${ended}`,
        },
      },
      { reason: { code: 'ENDED', message: `waiting for 1 bytes of which 0 came: ${ended}` } },
    ]);
    await expect(peer.receive()).rejects.toMatchObject({ code: 'ENDED' });
  });

  it('when what comes is no packet', async () => {
    const { me, peer } = await met();
    me.sendBytes(0xff);
    await expect(peer.receive()).rejects.toMatchObject({ code: 'MALFORMED' });
    await expect(peer.receive()).rejects.toMatchObject({ code: 'MALFORMED' });
    expect(peer.receivedBytes).toEqual(Uint8Array.of(0xff));
  });

  it('when the server is closed', async () => {
    const { peer } = await met();
    const waits = [server.accept(5000), peer.receive(), peer.receiveBytes(1, 5000)];
    const outcomes = Promise.allSettled(waits);
    await server.close();
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(Array(3).fill('rejected'));
  });
});

describe('scriptedServer with a script', () => {
  it('runs it for each connection', async () => {
    server = await scriptedServer({
      over: [],
      script: async (peer, index) => {
        await peer.receive('connect');
        peer.send({ type: 'connack', sessionPresent: false, reasonCode: index === 0 ? 0x88 : 0 });
      },
    });
    for (const reasonCode of [0x88, 0, 0]) {
      const me = await new RawClient(5).open(server.transport());
      me.send(connectPacket(5, 'me'));
      expect(await me.expect('connack')).toMatchObject({ reasonCode });
    }
    expect(server.peers).toHaveLength(3);
    await server.close();
  });

  it('gives its failure to close', async () => {
    server = await scriptedServer({
      over: [],
      script: async (peer) => {
        await peer.receive('subscribe');
      },
    });
    const failing = server;
    const me = await new RawClient(5).open(failing.transport());
    me.send(connectPacket(5, 'me'));
    const peer = await failing.accept();
    await expect.poll(() => peer.received).toHaveLength(1);
    await expect(failing.close()).rejects.toThrow(/expected subscribe/);
    server = await scriptedServer({ over: [] });
  });

  it('does not count as a failure that the server was closed under it', async () => {
    server = await scriptedServer({
      over: [],
      script: async (peer) => {
        await peer.receive('subscribe');
      },
    });
    await new RawClient(5).open(server.transport());
    await server.accept();
    await server.close();
  });
});

it('sends a packet that makes no sense there', async () => {
  server = await scriptedServer({ over: [] });
  const me = await new RawClient(5).open(server.transport());
  const peer = await server.accept();
  peer.send({
    type: 'publish',
    topic: 'a',
    payload: bytes('x'),
    qos: 0,
    retain: false,
    dup: false,
  });
  expect(await me.expect('publish')).toMatchObject({ topic: 'a' });
});

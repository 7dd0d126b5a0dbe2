import { connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { SocketConnection } from '../src/socket-connection.ts';
import { tcp } from '../src/tcp.ts';
import { never } from './compliance/suite.ts';
import { Recorder } from './support/recorder.ts';
import { listen, tcpPeerServer } from './support/tcp-peer.ts';
import { settle } from './support/wait.ts';

const stops: (() => unknown)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function server(options: Parameters<typeof tcpPeerServer>[0] = {}) {
  const made = await tcpPeerServer(options);
  stops.push(made.stop);
  return made;
}

/** A port where nobody listens. */
async function deadPort(): Promise<number> {
  const closed = createServer();
  const port = await listen(closed);
  await new Promise((resolve) => closed.close(resolve));
  return port;
}

const at = (...addresses: string[]) =>
  addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('tcp: options', () => {
  it.each([
    [{ host: '' }, 'host'],
    [{ port: 0 }, 'port'],
    [{ port: 65_536 }, 'port'],
    [{ port: 1.5 }, 'port'],
    [{ localPort: -1 }, 'localPort'],
    [{ localAddress: 'localhost' }, 'localAddress'],
    [{ lingerTime: -1 }, 'lingerTime'],
    [{ lingerTime: Number.NaN }, 'lingerTime'],
    [{ writeBufferSize: -1 }, 'writeBufferSize'],
    [{ maxTransferRate: -1 }, 'maxTransferRate'],
    [{ keepAliveInitialDelay: -1 }, 'keepAliveInitialDelay'],
  ])('%j is refused, naming %s', (bad, name) => {
    const make = () => tcp({ host: 'h', port: 1, ...bad });
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(make).toThrow(new RegExp(`^${name} must be .*, got `));
  });

  it('connects from the local address and port that were asked for', async () => {
    const peers = await server();
    const localPort = await deadPort();
    const handlers = new Recorder();
    const connection = await tcp({
      host: '127.0.0.1',
      port: peers.port,
      localAddress: '127.0.0.2',
      localPort,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: 5000,
    }).dial(handlers, never());
    expect(connection.info).toEqual({
      kind: 'tcp',
      remoteAddress: '127.0.0.1',
      remotePort: peers.port,
      localAddress: '127.0.0.2',
      localPort,
    });
    connection.destroy();
    await handlers.closed();
  });

  it('writeBufferSize is the point at which write returns false', async () => {
    const peers = await server();
    // More than the system's own buffers take.
    const chunk = new Uint8Array(32_000_000);
    for (const [writeBufferSize, room] of [
      [64_000_000, true],
      [1000, false],
    ] as const) {
      const handlers = new Recorder();
      const options = { host: '127.0.0.1', port: peers.port, writeBufferSize };
      const connection = await tcp(options).dial(handlers, never());
      (await peers.accept()).stopReading();
      expect(connection.write([chunk])).toBe(room);
      connection.destroy();
      await handlers.closed();
    }
  });

  it('linger false resets instead of closing in order', async () => {
    const peers = await server();
    const handlers = new Recorder();
    const options = { host: '127.0.0.1', port: peers.port, linger: false };
    const connection = await tcp(options).dial(handlers, never());
    const peer = await peers.accept();
    await connection.close();
    expect(handlers.closes).toEqual(['local']);
    expect(await peer.ended).toBe('reset');
  });

  it('close is bounded when the server never closes its side', async () => {
    const peers = await server({ allowHalfOpen: true });
    const handlers = new Recorder();
    const options = { host: '127.0.0.1', port: peers.port, lingerTime: 0.03 };
    const connection = await tcp(options).dial(handlers, never());
    const peer = await peers.accept();
    const closed = connection.close();
    expect(await peer.ended).toBe('end');
    await closed;
    expect(handlers.closes).toEqual(['local']);
  });

  it('a server that ends its side but does not read gets no socket for ever', async () => {
    const sockets: Socket[] = [];
    const half = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.end();
    });
    const port = await listen(half);
    const handlers = new Recorder();
    const options = { host: '127.0.0.1', port, lingerTime: 0.03 };
    const connection = await tcp(options).dial(handlers, never());
    connection.write([new Uint8Array(16_000_000)]);
    expect(await handlers.closed()).toBe('remote');
    await connection.close();
    await settle(60);
    const [socket] = sockets;
    socket?.resume();
    await new Promise((resolve) => socket?.once('close', resolve));
    half.close();
  });
});

describe('tcp: names and addresses', () => {
  it('tries all addresses until one answers, and tells what it does', async () => {
    const peers = await server();
    const handlers = new Recorder();
    const connection = await tcp({
      host: 'broker.test',
      port: peers.port,
      lookup: async () => at('127.0.0.9', '::1', '127.0.0.1'),
    }).dial(handlers, never());
    expect(connection.info.remoteAddress).toBe('127.0.0.1');
    expect(handlers.statuses).toEqual([
      { type: 'lookup', host: 'broker.test', addresses: ['127.0.0.9', '::1', '127.0.0.1'] },
      { type: 'connected', address: '127.0.0.1', port: peers.port },
    ]);
    connection.destroy();
    await handlers.closed();
  });

  it('does not wait for ever for a silent address when there is another', async () => {
    const { fullBacklog } = await import('./support/full-backlog.ts');
    const full = await fullBacklog();
    stops.push(full.stop);
    const second = createServer((socket) => void socket.on('error', () => undefined));
    await listen(second, '127.0.0.3', full.port);
    const handlers = new Recorder();
    const connection = await tcp({
      host: 'broker.test',
      port: full.port,
      lookup: async () => at('127.0.0.1', '127.0.0.3'),
    }).dial(handlers, never());
    expect(connection.info.remoteAddress).toBe('127.0.0.3');
    connection.destroy();
    await handlers.closed();
    await new Promise((resolve) => second.close(resolve));
  });

  it('names the addresses that it tried when none answers', async () => {
    const port = await deadPort();
    const dialled = tcp({
      host: 'broker.test',
      port,
      lookup: async () => at('127.0.0.1', '127.0.0.2'),
    }).dial(new Recorder(), never());
    await expect(dialled).rejects.toMatchObject({
      name: 'TransportError',
      phase: 'connect',
      code: 'ECONNREFUSED',
      addresses: ['127.0.0.1', '127.0.0.2'],
      message: `connecting to broker.test:${port} failed; tried 127.0.0.1 ECONNREFUSED, 127.0.0.2 ECONNREFUSED`,
      cause: expect.any(AggregateError),
    });
  });

  it.each([
    ['ipv4', 4, ['127.0.0.1']],
    ['ipv6', 6, ['::1']],
    ['ipv6-first', 0, ['::1', '127.0.0.1']],
    [undefined, 0, ['127.0.0.1', '::1']],
  ] as const)('family %s asks for %s', async (family, asked, order) => {
    const port = await deadPort();
    const both = at('127.0.0.1', '::1');
    const asks: number[] = [];
    const dialled = tcp({
      host: 'broker.test',
      port,
      family,
      lookup: async (_host, wanted) => {
        asks.push(wanted);
        return both.filter((a) => wanted === 0 || a.family === wanted);
      },
    }).dial(new Recorder(), never());
    await expect(dialled).rejects.toMatchObject({ addresses: order });
    expect(asks).toEqual([asked]);
  });

  it('a literal address is used whatever the family, without a lookup', async () => {
    const peers = await server();
    const handlers = new Recorder();
    const lookup = () => Promise.reject(new Error('must not be called'));
    const options = { host: '127.0.0.1', port: peers.port, family: 'ipv6', lookup } as const;
    const connection = await tcp(options).dial(handlers, never());
    expect(handlers.statuses.map((s) => s.type)).toEqual(['connected']);
    connection.destroy();
    await handlers.closed();
  });

  it('skips addresses that the local address cannot reach', async () => {
    const dialled = tcp({
      host: 'broker.test',
      port: 1,
      localAddress: '127.0.0.1',
      lookup: async () => at('::1'),
    }).dial(new Recorder(), never());
    await expect(dialled).rejects.toMatchObject({ code: 'NO_ADDRESS', phase: 'lookup' });
  });

  it('says that a name is unknown', async () => {
    const dialled = tcp({ host: 'no-such-name.invalid', port: 1883 }).dial(new Recorder(), never());
    await expect(dialled).rejects.toMatchObject({
      phase: 'lookup',
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
      message: expect.stringContaining('no-such-name.invalid'),
      cause: expect.any(Error),
    });
  });
});

describe('tcp: a drain', () => {
  it('before the first task after the dial is reported', async () => {
    const peers = await server();
    const socket = connect(peers.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const handlers = new Recorder();
    const options = { linger: true, lingerMilliseconds: 1000 };
    const connection = new SocketConnection(socket, socket, { kind: 'tcp' }, handlers, options);
    socket.emit('drain');
    expect(handlers.events).toEqual(['drain']);
    connection.destroy();
    await handlers.closed();
  });
});

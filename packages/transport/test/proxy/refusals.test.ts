import { getEventListeners } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { httpConnect, socks, type Via } from '../../src/proxy.ts';
import { tcp } from '../../src/tcp.ts';
import { never } from '../compliance/suite.ts';
import { pattern, textOf } from '../support/bytes.ts';
import { httpProxy } from '../support/http-proxy.ts';
import { Recorder } from '../support/recorder.ts';
import { socksProxy } from '../support/socks-proxy.ts';
import { listen, stopServer, tcpPeerServer } from '../support/tcp-peer.ts';
import { settle } from '../support/wait.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const host = '127.0.0.1';

function kept<T extends { stop(): Promise<void> }>(made: T): T {
  stops.push(made.stop);
  return made;
}

/** A proxy that answers whatever it gets with these bytes, and then ends if it was told to. */
async function saying(answers: readonly Uint8Array[], andThen: 'end' | 'wait' = 'wait') {
  const sockets = new Set<Socket>();
  const left = [...answers];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const answer = left.shift();
      if (answer) socket.write(answer);
      if (left.length === 0 && andThen === 'end') socket.end();
    });
  });
  const port = await listen(server);
  stops.push(() => stopServer(server, sockets));
  return { port, sockets };
}

async function deadPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await stopServer(server, []);
  return port;
}

function dialling(via: Via, to: { host?: string; port?: number } = {}) {
  return tcp({ host, port: 1, via, ...to }).dial(new Recorder(), never());
}

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('a proxy that refuses', () => {
  it('HTTP: wrong credentials, missing credentials, and a target that is not there', async () => {
    const { port } = kept(await httpProxy('me:secret'));
    const target = await deadPort();
    await expect(dialling(httpConnect({ host, port }))).rejects.toMatchObject({
      phase: 'proxy',
      code: 'PROXY_AUTHENTICATION',
      status: 407,
      message: expect.stringMatching(
        /^the HTTP proxy 127\.0\.0\.1:\d+ \(to 127\.0\.0\.1:1\) did not let us in: HTTP 407/,
      ),
    });
    const wrong = httpConnect({ host, port, user: 'me', password: 'guess' });
    await expect(dialling(wrong)).rejects.toMatchObject({ code: 'PROXY_AUTHENTICATION' });
    const right = httpConnect({ host, port, user: 'me', password: 'secret' });
    await expect(dialling(right, { port: target })).rejects.toMatchObject({
      code: 'PROXY_REFUSED',
      status: 502,
    });
  });

  it('SOCKS 5: the same', async () => {
    const { port } = kept(await socksProxy('me:secret'));
    const target = await deadPort();
    const server = { version: '5', host, port } as const;
    const why =
      /^the SOCKS5 proxy 127\.0\.0\.1:\d+ \(to 127\.0\.0\.1:1\) did not let us in: it accepts none/;
    await expect(dialling(socks(server))).rejects.toMatchObject({
      phase: 'proxy',
      code: 'PROXY_AUTHENTICATION',
      message: expect.stringMatching(why),
    });
    const wrong = socks({ ...server, user: 'me', password: 'guess' });
    await expect(dialling(wrong)).rejects.toMatchObject({
      code: 'PROXY_AUTHENTICATION',
      message: expect.stringContaining('user or password is wrong'),
    });
    const right = socks({ ...server, user: 'me', password: 'secret' });
    await expect(dialling(right, { port: target })).rejects.toMatchObject({
      code: 'PROXY_REFUSED',
      status: 5,
      message: expect.stringContaining('connection refused by the target'),
    });
  });

  it('SOCKS 4: the same', async () => {
    const { port } = kept(await socksProxy('me'));
    const target = await deadPort();
    const server = { version: '4', host, port } as const;
    await expect(dialling(socks(server))).rejects.toMatchObject({ code: 'PROXY_AUTHENTICATION' });
    const right = socks({ ...server, user: 'me' });
    await expect(dialling(right, { port: target })).rejects.toMatchObject({
      code: 'PROXY_REFUSED',
      status: 91,
    });
  });

  it('is told from one that cannot be reached', async () => {
    const port = await deadPort();
    for (const via of [httpConnect({ host, port }), socks({ version: '5', host, port })]) {
      await expect(dialling(via)).rejects.toMatchObject({
        phase: 'proxy',
        code: 'ECONNREFUSED',
        addresses: [host],
        message: expect.stringContaining('cannot be reached'),
      });
    }
  });
});

describe('a proxy that lies, hangs or hangs up', () => {
  const http = (port: number) => httpConnect({ host, port });
  const five = (port: number) => socks({ version: '5', host, port });
  const four = (port: number) => socks({ version: '4', host, port });

  it.each([
    ['HTTP, no HTTP', http, [Buffer.from('SSH-2.0-x\r\n\r\n')]],
    ['HTTP, a switch of protocols', http, [Buffer.from('HTTP/1.1 100 Continue\r\n\r\nx\r\n')]],
    ['SOCKS 5, another version', five, [bytes(4, 0)]],
    ['SOCKS 5, a method that was not offered', five, [bytes(5, 2)]],
    ['SOCKS 5, another version in the reply', five, [bytes(5, 0), bytes(1, 0, 0, 1)]],
    ['SOCKS 5, an address of no type', five, [bytes(5, 0), bytes(5, 0, 0, 9)]],
    ['SOCKS 4, another version', four, [bytes(5, 90, 0, 0, 0, 0, 0, 0)]],
    ['SOCKS 4, a reply of no meaning', four, [bytes(0, 7, 0, 0, 0, 0, 0, 0)]],
  ])('%s', async (_name, via, answers) => {
    const { port, sockets } = await saying(answers);
    await expect(dialling(via(port))).rejects.toMatchObject({
      phase: 'proxy',
      code: 'PROXY_BAD_ANSWER',
    });
    for (const socket of sockets) await new Promise((resolve) => socket.once('close', resolve));
  });

  it.each([
    ['HTTP', http, [Buffer.from('HTTP/1.1 2')]],
    ['SOCKS 5', five, [bytes(5, 0), bytes(5, 0)]],
    ['SOCKS 4', four, [bytes(0, 90, 0)]],
  ])('%s, closed in the middle', async (_name, via, answers) => {
    const { port } = await saying(answers, 'end');
    await expect(dialling(via(port))).rejects.toMatchObject({
      phase: 'proxy',
      code: expect.stringMatching(/^PROXY_(CLOSED|BAD_ANSWER)$/),
    });
  });

  it.each([
    ['HTTP', http, [Buffer.from('HTTP/1.1 2')]],
    ['SOCKS 5', five, [bytes(5, 0)]],
    ['SOCKS 4', four, []],
  ])('%s, silent: the signal ends it, and nothing is left', async (_name, via, answers) => {
    const { port, sockets } = await saying(answers);
    const controller = new AbortController();
    const reason = new Error('waited long enough');
    const dialled = tcp({ host, port: 1, via: via(port) }).dial(new Recorder(), controller.signal);
    const rejected = expect(dialled).rejects.toBe(reason);
    await settle();
    controller.abort(reason);
    await rejected;
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
    for (const socket of sockets) {
      if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve));
    }
  });

  it('what follows the answer in the same packet belongs to the stream', async () => {
    const answers: [(port: number) => Via, Uint8Array[]][] = [
      [http, [Buffer.from('HTTP/1.1 200 OK\r\n\r\nhello')]],
      [five, [bytes(5, 0), Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...Buffer.from('hello')])]],
      [four, [Buffer.from([0, 90, 0, 0, 0, 0, 0, 0, ...Buffer.from('hello')])]],
    ];
    for (const [via, says] of answers) {
      const { port } = await saying(says);
      const handlers = new Recorder();
      const connection = await tcp({ host, port: 1, via: via(port) }).dial(handlers, never());
      expect(textOf(await handlers.log.atLeast(5))).toBe('hello');
      connection.destroy();
      await handlers.closed();
    }
  });
});

describe('what a proxy is asked for', () => {
  it('HTTP: the target, with credentials and more fields', async () => {
    const { port, asked, headers } = kept(await httpProxy());
    const target = await deadPort();
    const via = httpConnect({ host, port, user: 'me', password: 'é', headers: { 'X-A': 'b' } });
    await expect(dialling(via, { host: '::1', port: target })).rejects.toThrow();
    expect(asked).toEqual([`[::1]:${target}`]);
    expect(headers[0]).toMatchObject({
      host: `[::1]:${target}`,
      'x-a': 'b',
      'proxy-authorization': `Basic ${Buffer.from('me:é').toString('base64')}`,
    });
  });

  it('SOCKS: names or addresses, as remoteNames says', async () => {
    const { port, asked } = kept(await socksProxy());
    const to = { host: 'localhost', port: await deadPort() };
    const server = { host, port };
    const family = 'ipv4';
    for (const via of [
      socks({ ...server, version: '5' }),
      socks({ ...server, version: '5', remoteNames: false }),
      socks({ ...server, version: '4a' }),
      socks({ ...server, version: '4' }),
    ]) {
      await tcp({ ...to, family, via })
        .dial(new Recorder(), never())
        .then(
          () => expect.unreachable(),
          () => undefined,
        );
    }
    expect(asked).toEqual([
      `5 localhost ${to.port}`,
      `5 127.0.0.1 ${to.port}`,
      `4a localhost ${to.port}`,
      `4 127.0.0.1 ${to.port}`,
    ]);
  });

  it('SOCKS 5: an IPv6 address, and the next address when one is refused', async () => {
    const peers = kept(await tcpPeerServer());
    const { port, asked } = kept(await socksProxy());
    const via = socks({ version: '5', host, port, remoteNames: false });
    const handlers = new Recorder();
    const found = [
      { address: '::1', family: 6 },
      { address: '127.0.0.1', family: 4 },
    ];
    const lookup = async () => found;
    const connection = await tcp({ host: 'broker.test', port: peers.port, via, lookup }).dial(
      handlers,
      never(),
    );
    expect(asked).toEqual([`5 0:0:0:0:0:0:0:1 ${peers.port}`, `5 127.0.0.1 ${peers.port}`]);
    expect(handlers.statuses.at(-1)).toEqual({ type: 'proxy-connected', host, port });
    connection.write([pattern(10)]);
    await (await peers.accept()).log.atLeast(10);
    connection.destroy();
    await handlers.closed();
  });

  it('SOCKS 4 has nothing to ask for without an IPv4 address', async () => {
    const { port } = kept(await socksProxy());
    const dialled = dialling(socks({ version: '4', host, port }), { host: '::1' });
    await expect(dialled).rejects.toMatchObject({ code: 'NO_ADDRESS', phase: 'lookup' });
  });

  it.each([
    () => httpConnect({ host: '', port: 1 }),
    () => httpConnect({ host, port: 0 }),
    () => httpConnect({ host, port: 1, headers: { 'a b': 'c' } }),
    () => httpConnect({ host, port: 1, headers: { a: 'b\r\n\r\nGET /' } }),
    () => socks({ version: '5', host, port: 70_000 }),
    () => socks({ version: '4', host, port: 1, remoteNames: true }),
    () => socks({ version: '5', host, port: 1, user: 'x'.repeat(256) }),
    () => socks({ version: '4', host, port: 1, user: 'a\0b' }),
  ])('%s is refused', (make) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

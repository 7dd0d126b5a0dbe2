import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket as NodeWebSocket, WebSocketServer } from 'ws';
import { TransportError } from '../src/errors.ts';
import { ws as browserWs } from '../src/ws.browser.ts';
import { ws } from '../src/ws.node.ts';
import { never } from './compliance/suite.ts';
import { Recorder } from './support/recorder.ts';
import { listen, stopServer } from './support/tcp-peer.ts';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const WebSocket = NodeWebSocket as unknown as typeof globalThis.WebSocket;

async function serve(server: Server = createServer()): Promise<string> {
  return `ws://127.0.0.1:${await start(server)}/mqtt`;
}

async function start(server: NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  const port = await listen(server);
  stops.push(() => stopServer(server, sockets));
  return port;
}

/** A server that answers the upgrade with these header lines, and then sends `frames`. */
async function answering(lines: readonly string[], frames = new Uint8Array()): Promise<string> {
  const server = createServer();
  server.on('upgrade', (request, socket) => {
    const key = `${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = [
      'HTTP/1.1 101 Switching Protocols',
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Accept: ${accept}`,
      ...lines,
    ];
    socket.on('error', () => undefined);
    // What a client sends here is its closing frame.
    socket.once('data', () => socket.end());
    socket.write(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), frames]));
  });
  return await serve(server);
}

const MQTT = ['Sec-WebSocket-Protocol: mqtt'];

function dialling(url: string) {
  return ws({ url }).dial(new Recorder(), never());
}

describe('ws: a refused upgrade', () => {
  it.each([404, 401, 503, 200, 302])('HTTP %i is told with its status', async (status) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { Location: 'ws://127.0.0.1:1/' }).end('no');
    });
    const url = await serve(server);
    await expect(dialling(url)).rejects.toMatchObject({
      phase: 'upgrade',
      code: 'WS_STATUS',
      status,
      message: expect.stringContaining(`HTTP ${status}`),
    });
  });

  it('a missing subprotocol and a wrong one are told apart', async () => {
    const missing = await answering([]);
    await expect(dialling(missing)).rejects.toMatchObject({
      phase: 'upgrade',
      code: 'WS_NO_SUBPROTOCOL',
    });
    const wrong = await answering(['Sec-WebSocket-Protocol: stomp']);
    await expect(dialling(wrong)).rejects.toMatchObject({
      phase: 'upgrade',
      code: 'WS_WRONG_SUBPROTOCOL',
    });
  });

  it('a wrong accept key, an extension nobody asked for, and no HTTP at all', async () => {
    const extension = await answering([...MQTT, 'Sec-WebSocket-Extensions: permessage-deflate']);
    await expect(dialling(extension)).rejects.toMatchObject({ code: 'WS_BAD_UPGRADE' });
    const server = createNetServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('SSH-2.0-OpenSSH\r\n\r\n');
    });
    const port = await start(server);
    await expect(dialling(`ws://127.0.0.1:${port}/`)).rejects.toMatchObject({
      phase: 'upgrade',
      cause: expect.any(Error),
    });
  });

  it('a server that hangs up instead of answering', async () => {
    const server = createNetServer((socket) => void socket.on('data', () => socket.end()));
    const port = await start(server);
    await expect(dialling(`ws://127.0.0.1:${port}/`)).rejects.toMatchObject({
      phase: 'upgrade',
      code: 'ECONNRESET',
    });
  });

  it('in a browser names what to check, for it cannot know more', async () => {
    const url = await serve(createServer((_q, response) => void response.writeHead(404).end()));
    const dialled = browserWs({ url, WebSocket }).dial(new Recorder(), never());
    await expect(dialled).rejects.toMatchObject({
      phase: 'connect',
      code: 'WS_CONNECT_FAILED',
      message: expect.stringContaining('subprotocol mqtt'),
    });
  });

  it.each(['http://h/', 'ws://', 'mqtt://h', 'ws://h/#part', 'nonsense'])('%s is no URL', (url) => {
    expect(() => ws({ url })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
    expect(() => browserWs({ url })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

describe('ws: the upgrade request', () => {
  it('offers mqtt, no compression, and the headers that were given', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    const headers = new Promise<Record<string, unknown>>((resolve) => {
      sockets.on('connection', (_socket, request) => resolve(request.headers));
    });
    const url = (await serve(server)).replace('ws://', 'ws://me:secret@');
    const handlers = new Recorder();
    const connection = await ws({ url, headers: { 'X-Tenant': 'a' } }).dial(handlers, never());
    expect(await headers).toMatchObject({
      'sec-websocket-protocol': 'mqtt',
      'x-tenant': 'a',
      authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
    });
    expect(await headers).not.toHaveProperty('sec-websocket-extensions');
    expect(handlers.statuses.map((s) => s.type)).toEqual(['connected', 'upgraded']);
    expect(connection.info).toMatchObject({ kind: 'ws', subprotocol: 'mqtt' });
    connection.destroy();
    await handlers.closed();
  });

  it('subprotocols and headers that cannot be sent are refused, and leave no socket', async () => {
    const server = createServer();
    const url = await serve(server);
    for (const bad of [{ subprotocols: ['a b'] }, { headers: { 'X-A': 'a\r\nb' } }]) {
      const closed = new Promise((resolve) => {
        server.once('connection', (socket) => socket.once('close', resolve));
      });
      const dialled = ws({ url, ...bad }).dial(new Recorder(), never());
      await expect(dialled).rejects.toMatchObject({ code: 'INVALID_OPTION', phase: 'upgrade' });
      await closed;
    }
  });

  it('sends one binary frame for each batch', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    const frames: number[] = [];
    const done = new Promise<void>((resolve) => {
      sockets.on('connection', (socket) => {
        socket.on('message', (data, isBinary) => {
          frames.push(isBinary && data instanceof Uint8Array ? data.length : -1);
          if (frames.length === 2) resolve();
        });
      });
    });
    const url = await serve(server);
    const handlers = new Recorder();
    const connection = await ws({ url }).dial(handlers, never());
    connection.write([new Uint8Array(10), new Uint8Array(100_000), new Uint8Array(1)]);
    connection.write([new Uint8Array(7)]);
    await done;
    expect(frames).toEqual([100_011, 7]);
    connection.destroy();
    await handlers.closed();
  });
});

describe('ws: what the server may not do', () => {
  const TEXT = Buffer.from([0x81, 0x02, 0x68, 0x69]);
  const BINARY = Buffer.from([0x82, 0x01, 0x07]);

  async function cause(url: string, inBrowser: boolean) {
    const handlers = new Recorder();
    const transport = inBrowser ? browserWs({ url, WebSocket }) : ws({ url });
    const connection = await transport.dial(handlers, never());
    const closed = await handlers.closed();
    connection.destroy();
    return { closed, bytes: handlers.log.total };
  }

  it.each([false, true])('a text frame ends the connection (browser: %s)', async (inBrowser) => {
    const url = await answering(MQTT, Buffer.concat([BINARY, TEXT, BINARY]));
    const { closed } = await cause(url, inBrowser);
    expect(closed).toBeInstanceOf(TransportError);
    expect(closed).toMatchObject({ code: 'WS_TEXT_FRAME', phase: 'stream' });
  });

  it('a masked frame breaks the protocol', async () => {
    const url = await answering(MQTT, Buffer.from([0x82, 0x81, 0, 0, 0, 0, 7]));
    const { closed } = await cause(url, false);
    expect(closed).toMatchObject({ code: 'WS_ERR_UNEXPECTED_MASK', phase: 'stream' });
  });

  it('a frame longer than maxFrameSize is refused', async () => {
    const url = await answering(MQTT, Buffer.concat([Buffer.from([0x82, 100]), Buffer.alloc(100)]));
    const handlers = new Recorder();
    const connection = await ws({ url, maxFrameSize: 99 }).dial(handlers, never());
    expect(await handlers.closed()).toMatchObject({ code: 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' });
    connection.destroy();
  });

  it.each([
    [1000, 'remote'],
    [1001, 'remote'],
    [1008, { code: 'WS_CLOSE_CODE', status: 1008, message: expect.stringContaining('not you') }],
  ])('closing with code %i means %j', async (code, meaning) => {
    const reason = Buffer.from('not you');
    const body = Buffer.concat([Buffer.from([code >> 8, code & 255]), reason]);
    const url = await answering(MQTT, Buffer.concat([Buffer.from([0x88, body.length]), body]));
    for (const inBrowser of [false, true]) {
      const { closed } = await cause(url, inBrowser);
      if (typeof meaning === 'string') expect(closed).toBe(meaning);
      else expect(closed).toMatchObject(meaning);
    }
  });

  it('a browser keeps no more than pauseBufferSize while paused', async () => {
    const server = createServer();
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => {
      for (let i = 0; i < 20; i++) socket.send(new Uint8Array(100));
    });
    const url = await serve(server);
    const handlers = new Recorder();
    const options = { url, WebSocket, pauseBufferSize: 1000 };
    const connection = await browserWs(options).dial(handlers, never());
    connection.pause();
    expect(await handlers.closed()).toMatchObject({ code: 'RECEIVE_BUFFER_FULL', phase: 'stream' });
    expect(handlers.log.total).toBe(0);
  });
});

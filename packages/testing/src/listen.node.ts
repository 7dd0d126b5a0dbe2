/** Listening sockets on Node: TCP, TLS and WebSocket. */

import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WebSocketServer } from 'ws';
import type { Acceptor, Listener, ListenOptions, WebSocketListenOptions } from './listener.ts';
import { serveSocket } from './node/socket-end.ts';
import { serveWebSocket } from './node/web-socket-end.ts';

const SUBPROTOCOL = 'mqtt';
/** In bytes: the largest packet and a little more, as a client may send it. */
const LARGEST_FRAME = 268_435_460 + 65_536;

export async function listenTcp(accept: Acceptor, options: ListenOptions): Promise<Listener> {
  const { tls } = options;
  const serve = (socket: Socket): void => {
    serveSocket(socket, accept, tls === undefined ? 'tcp' : 'tls');
  };
  const server = tls === undefined ? createTcpServer(serve) : createTlsServer(tls, serve);
  return open(server, options, tls === undefined ? 'mqtt' : 'mqtts', '');
}

export async function listenWebSocket(
  accept: Acceptor,
  options: WebSocketListenOptions,
): Promise<Listener> {
  const { tls, path = '/mqtt' } = options;
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  const sockets = new WebSocketServer({
    server,
    path,
    perMessageDeflate: false,
    maxPayload: LARGEST_FRAME,
    // [MQTT-6.0.0-4]
    handleProtocols: () => SUBPROTOCOL,
    verifyClient: ({ req }, answer) => {
      if (offersMqtt(req)) answer(true);
      else answer(false, 400, 'the subprotocol mqtt is required');
    },
  });
  sockets.on('connection', (socket) => serveWebSocket(socket, accept, tls ? 'wss' : 'ws'));
  return open(server, options, tls === undefined ? 'ws' : 'wss', path);
}

function offersMqtt(request: IncomingMessage): boolean {
  const offered = request.headers['sec-websocket-protocol']?.split(',') ?? [];
  return offered.some((name) => name.trim() === SUBPROTOCOL);
}

function open(
  server: Server,
  options: ListenOptions,
  scheme: string,
  path: string,
): Promise<Listener> {
  const { port = 0, host = '127.0.0.1' } = options;
  const connected = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    connected.add(socket);
    socket.on('close', () => connected.delete(socket));
  });
  // A failed TLS handshake ends that connection only.
  server.on('tlsClientError', (_error, socket: Socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      const name = host.includes(':') ? `[${host}]` : host;
      resolve({
        port: bound,
        host,
        url: `${scheme}://${name}:${bound}${path}`,
        close: () => shut(server, connected),
      });
    });
  });
}

function shut(server: Server, connected: ReadonlySet<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of connected) socket.destroy();
  });
}

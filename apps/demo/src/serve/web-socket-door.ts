/** Clients over WebSocket, on the port of the page: the upgrade of one path becomes a stream of bytes. */

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream, type WebSocket, WebSocketServer } from 'ws';
import type { ServedLink } from './link.ts';

export const BROKER_PATH = '/mqtt';
const SUBPROTOCOL = 'mqtt';
const UNSUPPORTED_DATA = 1003;
/** In bytes: the largest packet and a little more, as a client may send it. */
const LARGEST_FRAME = 268_435_460 + 65_536;

export function openWebSocketDoor(server: Server, link: ServedLink): void {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: LARGEST_FRAME,
    // [MQTT-6.0.0-4]
    handleProtocols: () => SUBPROTOCOL,
  });
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request);
    if (refusal !== undefined) refuse(socket, refusal);
    else sockets.handleUpgrade(request, socket, head, (opened) => admit(opened, socket, link));
  });
}

function admit(webSocket: WebSocket, socket: Duplex, link: ServedLink): void {
  const stream = createWebSocketStream(webSocket);
  webSocket.on('message', (_data, isBinary) => {
    // [MQTT-6.0.0-1]
    if (!isBinary) webSocket.close(UNSUPPORTED_DATA);
  });
  link.admit({
    stream,
    reset: () => {
      socket.destroy();
      stream.destroy();
    },
  });
}

function refusalOf({ url = '', headers }: IncomingMessage): string | undefined {
  if (url.split('?')[0] !== BROKER_PATH) return '404 Not Found';
  const offered = headers['sec-websocket-protocol']?.split(',') ?? [];
  if (!offered.some((name) => name.trim() === SUBPROTOCOL)) return '400 Bad Request';
  return undefined;
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

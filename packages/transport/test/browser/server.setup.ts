/** A WebSocket server for tests in a browser, which cannot command it: what it does is told by the path. */

import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TestProject } from 'vitest/node';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen, stopServer } from '../support/tcp-peer.ts';
import { Room } from './rooms.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `ws://host:port`, without a path. */
    transportServer: string;
  }
}

const MIB = 1_048_576;

const BEHAVIOURS: Readonly<Record<string, (ws: WebSocket) => void>> = {
  '/text': (ws) => ws.send('not for us'),
  '/flood': (ws) => {
    for (let i = 0; i < 16; i++) ws.send(new Uint8Array(MIB));
  },
  '/no-subprotocol': () => undefined,
};

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const http = createServer();
  const sockets = new Set<Duplex>();
  const websockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (_offered, request) => (request.url === '/no-subprotocol' ? false : 'mqtt'),
  });
  const rooms = new Map<string, Room>();
  http.on('upgrade', (request, socket, head) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const behave = BEHAVIOURS[request.url ?? ''] ?? inRoom(rooms, request.url ?? '');
    // Any other path hangs.
    if (behave === undefined) return;
    websockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on('error', () => undefined);
      behave(ws);
    });
  });
  const port = await listen(http);
  project.provide('transportServer', `ws://127.0.0.1:${port}`);
  return async () => {
    for (const socket of sockets) socket.destroy();
    await stopServer(http, []);
  };
}

/** `/control/name` opens a room, `/room/name` enters it. */
function inRoom(rooms: Map<string, Room>, url: string): ((ws: WebSocket) => void) | undefined {
  const [, kind, name = ''] = url.split('/');
  if (kind === 'room') return (ws) => rooms.get(name)?.enter(ws);
  if (kind !== 'control') return undefined;
  return (ws) => {
    rooms.set(name, new Room(ws));
    ws.on('close', () => rooms.delete(name));
  };
}

/** A WebSocket server for tests in a browser, which cannot command it: what it does is told by the path. */

import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TestProject } from 'vitest/node';
import { type WebSocket, WebSocketServer } from 'ws';
import { listen, stopServer } from '../support/tcp-peer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `ws://host:port`, without a path. */
    transportServer: string;
  }
}

const MIB = 1_048_576;

const BEHAVIOURS: Readonly<Record<string, (ws: WebSocket) => void>> = {
  '/echo': (ws) => {
    ws.on('message', (data) => ws.send(data));
  },
  '/goodbye': (ws) => {
    for (let i = 0; i < 10; i++) ws.send(new Uint8Array(10).fill(i));
    ws.close(1000);
  },
  '/drop': (ws) => {
    ws.on('message', () => ws.terminate());
  },
  '/text': (ws) => ws.send('not for us'),
  '/flood': (ws) => {
    for (let i = 0; i < 16; i++) ws.send(new Uint8Array(MIB));
  },
  '/deaf': (ws) => ws.pause(),
  '/late': (ws) => {
    ws.pause();
    setTimeout(() => ws.resume(), 300);
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
  http.on('upgrade', (request, socket, head) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    const behave = BEHAVIOURS[request.url ?? ''];
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

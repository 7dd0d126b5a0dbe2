import { createServer, type Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { Arrivals, ByteLog, type Peer, type PeerServer } from './peer.ts';
import { listen, stopServer } from './tcp-peer.ts';

export interface WsPeerServer extends PeerServer {
  readonly url: string;
  readonly port: number;
}

function wsPeer(ws: WebSocket, socket: Socket): Peer {
  const log = new ByteLog();
  ws.on('message', (data) => {
    if (data instanceof Uint8Array) log.add(data);
  });
  ws.on('error', () => undefined);
  const ended = new Promise<'end' | 'reset'>((resolve) => {
    ws.once('close', (code) => resolve(code === 1006 ? 'reset' : 'end'));
  });
  return {
    log,
    ended,
    unsent: () => ws.bufferedAmount,
    write: (bytes) => ws.send(bytes),
    end: () => ws.close(1000),
    reset: () => void socket.resetAndDestroy(),
    stopReading: () => ws.pause(),
    startReading: () => ws.resume(),
  };
}

/** A WebSocket server for peers, over `server` or a plain HTTP server of its own. */
export async function wsPeerServer(server: HttpServer = createServer()): Promise<WsPeerServer> {
  const sockets = new Set<Socket>();
  const arrivals = new Arrivals<Peer>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  const websockets = new WebSocketServer({
    server,
    handleProtocols: (offered) => (offered.has('mqtt') ? 'mqtt' : false),
  });
  websockets.on('connection', (ws, { socket }) => {
    const raw = [...sockets].find((s) => s.remotePort === socket.remotePort);
    arrivals.push(wsPeer(ws, raw ?? socket));
  });
  const port = await listen(server);
  return {
    port,
    url: `ws://127.0.0.1:${port}/mqtt`,
    accept: () => arrivals.next(),
    stop: async () => {
      websockets.close();
      await stopServer(server, sockets);
    },
  };
}

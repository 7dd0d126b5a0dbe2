import { createServer as createHttpsServer } from 'node:https';
import type { Socket } from 'node:net';
import { createServer, type TlsOptions } from 'node:tls';
import { Arrivals, type Peer } from './peer.ts';
import { listen, socketPeer, stopServer, type TcpPeerServer } from './tcp-peer.ts';
import { type WsPeerServer, wsPeerServer } from './ws-peer.ts';

export async function tlsPeerServer(options: TlsOptions) {
  const raws = new Map<number | undefined, Socket>();
  const arrivals = new Arrivals<Peer>();
  const server = createServer(options, (socket) => {
    arrivals.push(socketPeer(socket, raws.get(socket.remotePort)));
  });
  server.on('connection', (raw) => {
    const { remotePort } = raw;
    raws.set(remotePort, raw);
    raw.on('error', () => undefined);
    raw.on('close', () => raws.delete(remotePort));
  });
  server.on('tlsClientError', () => undefined);
  const port = await listen(server);
  return {
    port,
    server,
    accept: () => arrivals.next(),
    stop: () => stopServer(server, raws.values()),
  } satisfies TcpPeerServer;
}

export async function wssPeerServer(options: TlsOptions): Promise<WsPeerServer> {
  const server = createHttpsServer(options);
  server.on('tlsClientError', () => undefined);
  const peers = await wsPeerServer(server);
  return { ...peers, url: `wss://127.0.0.1:${peers.port}/mqtt` };
}

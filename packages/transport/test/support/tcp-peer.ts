import { createServer, type Server, type Socket } from 'node:net';
import { Arrivals, ByteLog, type Peer, type PeerServer } from './peer.ts';

export interface TcpPeerServer extends PeerServer {
  readonly port: number;
  readonly server: Server;
}

/** `raw` is the TCP socket below `socket`, or the same. */
export function socketPeer(socket: Socket, raw = socket): Peer {
  const log = new ByteLog();
  socket.on('data', (chunk) => log.add(chunk));
  const ended = new Promise<'end' | 'reset'>((resolve) => {
    socket.once('end', () => resolve('end'));
    socket.once('error', () => resolve('reset'));
    socket.once('close', () => resolve('reset'));
  });
  return {
    log,
    ended,
    unsent: () => socket.writableLength,
    write: (bytes) => void socket.write(bytes),
    end: () => void socket.end(),
    reset: () => void raw.resetAndDestroy(),
    stopReading: () => void socket.pause(),
    startReading: () => void socket.resume(),
  };
}

/** Listens; with `allowHalfOpen`, the peer never ends because the client did. */
export async function tcpPeerServer(options: { allowHalfOpen?: boolean } = {}) {
  const sockets = new Set<Socket>();
  const arrivals = new Arrivals<Peer>();
  const server = createServer(options, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    arrivals.push(socketPeer(socket));
  });
  const port = await listen(server);
  return {
    port,
    server,
    accept: () => arrivals.next(),
    stop: () => stopServer(server, sockets),
  } satisfies TcpPeerServer;
}

export function listen(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

export function stopServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => server.close(() => resolve()));
}

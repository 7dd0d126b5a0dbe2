/** The server of `bench:client`, in a process of its own: acknowledges, counts, floods who subscribes. */

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WebSocketServer } from 'ws';
import { Peer } from './sink-peer.ts';
import { type Ask, HOST, type Ports, type Tally } from './target.ts';

const [keyFile = '', certFile = ''] = process.argv.slice(2);
/** What each client id has done, kept until somebody asks. */
const tallies = new Map<string, Promise<Tally>>();
// A client that just goes away is no fault.
const ignore = (): void => undefined;

function serve(socket: Socket): void {
  socket.setNoDelay(true).on('error', ignore);
  const peer = new Peer({
    write: (bytes) => socket.write(bytes),
    known: (clientId, tally) => void tallies.set(clientId, tally),
  });
  socket.on('data', (chunk) => peer.received(chunk));
  socket.on('drain', () => peer.drained());
  socket.on('close', () => peer.ended());
}

// So much waits at most, so that a flood does not wait for the sink.
const highWaterMark = 1_048_576;
const plain = createServer({ highWaterMark }, serve);
const pem = {
  highWaterMark,
  key: readFileSync(keyFile),
  cert: readFileSync(certFile),
};
const secure = createTlsServer(pem, serve);
secure.on('tlsClientError', ignore);
const http = createHttpServer();
new WebSocketServer({ server: http, perMessageDeflate: false }).on('connection', (socket) => {
  socket.on('error', ignore);
  const peer = new Peer({
    write: (bytes) => {
      socket.send(bytes);
      return true;
    },
    known: (clientId, tally) => void tallies.set(clientId, tally),
  });
  socket.on('message', (data) => peer.received(data as Buffer));
  socket.on('close', () => peer.ended());
});

process.on('message', ({ clientId }: Ask) => void answer(clientId));
process.send?.({
  tcp: await listen(plain),
  tls: await listen(secure),
  ws: await listen(http),
} satisfies Ports);

async function answer(clientId: string): Promise<void> {
  const tally = await tallies.get(clientId);
  tallies.delete(clientId);
  process.send?.({ clientId, tally });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, HOST, 4096, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

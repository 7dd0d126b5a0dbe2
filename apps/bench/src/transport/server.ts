/** The other side of `bench:transport`, in a process of its own: takes all that comes, and tells its ports. */

import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WebSocketServer } from 'ws';
import { HOST, type Ports } from './senders.ts';

const [keyFile = '', certFile = ''] = process.argv.slice(2);
// A sender that just goes away is no fault.
const ignore = (): void => undefined;

const plain = createServer((socket) => void socket.on('error', ignore).resume());
const pem = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
const secure = createTlsServer(pem, (socket) => void socket.on('error', ignore).resume());
secure.on('tlsClientError', ignore);
const http = createHttpServer();
new WebSocketServer({ server: http }).on('connection', (socket) => void socket.on('error', ignore));

process.send?.({
  tcp: await listen(plain),
  tls: await listen(secure),
  ws: await listen(http),
} satisfies Ports);

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, HOST, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

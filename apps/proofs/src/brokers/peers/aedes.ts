/** aedes, in this process, with its store in memory. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { HOST } from '../../program.ts';
import type { Peer, PeerKind } from '../peer.ts';

export const aedes: PeerKind = {
  name: 'aedes',
  versions: [4],
  limits: [
    { cases: ['resume after a restart'], says: 'its store in memory, the default, ends with it' },
    {
      cases: ['resume after a cut, QoS 2'],
      says: 'in the resumed session it answers some PUBREC with the PUBREL of another packet id; the message, which is delivered at its own PUBREL, then stays incomplete',
      sometimes: true,
    },
    { cases: ['shared subscription'], says: '`$share` is a topic like any other to it' },
  ],
  release() {
    const file = new URL('./package.json', packageOf(import.meta.resolve('aedes')));
    return /"version": "([^"]+)"/.exec(readFileSync(fileURLToPath(file), 'utf8'))?.[1] ?? '';
  },
  start,
};

/** Its exports do not let package.json out. */
function packageOf(entry: string): string {
  return entry.slice(0, entry.lastIndexOf('/aedes/') + '/aedes/'.length);
}

async function start(): Promise<Peer> {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => void broker.handle(socket));
  const http = createHttpServer();
  const webSockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  webSockets.on('connection', (socket, request) => {
    const stream = createWebSocketStream(socket);
    stream.on('error', () => socket.terminate());
    broker.handle(stream, request);
  });
  const [tcp, ws] = await Promise.all([listen(server), listen(http)]);
  return {
    urls: { tcp: `mqtt://${HOST}:${tcp}`, ws: `ws://${HOST}:${ws}` },
    restart: undefined,
    async stop() {
      for (const socket of webSockets.clients) socket.terminate();
      webSockets.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      await Promise.all(
        [server, http].map((each) => new Promise<void>((resolve) => each.close(() => resolve()))),
      );
    },
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

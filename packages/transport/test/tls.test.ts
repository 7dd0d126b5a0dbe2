import { createServer } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { tls } from '../src/tls.ts';
import { ws } from '../src/ws.node.ts';
import { compliance } from './compliance.ts';
import { issue } from './support/certificates.ts';
import { listen } from './support/tcp-peer.ts';
import { tlsPeerServer, wssPeerServer } from './support/tls-peer.ts';

const { cert, key, certificate } = issue({ names: ['127.0.0.1'] });
const authenticate = (peer: { certificate: Uint8Array }) => certificate.equals(peer.certificate);

/** Accepts connections and never says a word. */
const silent = createServer();
let silentPort = 0;
beforeAll(async () => {
  silentPort = await listen(silent);
});
afterAll(() => void silent.close());

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  compliance(`tls (${version})`, async () => {
    const server = await tlsPeerServer({ cert, key, minVersion: version, maxVersion: version });
    return {
      server,
      transport: (options) =>
        tls({ host: '127.0.0.1', port: server.port, authenticate, ...options }),
      stalled: [{ phase: 'tls', transport: tls({ host: '127.0.0.1', port: silentPort }) }],
    };
  });
}

compliance('wss', async () => {
  const server = await wssPeerServer({ cert, key });
  return {
    server,
    transport: (options) => ws({ url: server.url, authenticate, ...options }),
    stalled: [{ phase: 'tls', transport: ws({ url: `wss://127.0.0.1:${silentPort}/` }) }],
  };
});

/** The broker of @x/testing, in this process. */

import { readFileSync } from 'node:fs';
import { createBroker } from '@x/testing';
import { certificate } from '../folder.ts';
import type { PeerKind } from '../peer.ts';

export const embedded: PeerKind = {
  name: '@x/testing',
  versions: [4, 5],
  limits: [
    {
      cases: ['resume after a restart'],
      says: 'it lives in memory: its end is the end of all sessions',
    },
  ],
  release: () => 'this repository',
  async start() {
    const broker = createBroker();
    const files = certificate();
    const tls = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
    const [plain, secure, ws, wss] = await Promise.all([
      broker.listen(),
      broker.listen({ tls }),
      broker.listenWebSocket(),
      broker.listenWebSocket({ tls }),
    ]);
    return {
      urls: { tcp: plain.url, tls: secure.url, ws: ws.url, wss: wss.url },
      restart: undefined,
      stop: () => broker.close(),
    };
  },
};

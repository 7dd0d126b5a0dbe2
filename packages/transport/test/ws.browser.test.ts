import { createServer } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { WebSocket as NodeWebSocket } from 'ws';
import { ws } from '../src/ws.browser.ts';
import { compliance } from './compliance.ts';
import { listen } from './support/tcp-peer.ts';
import { wsPeerServer } from './support/ws-peer.ts';

const silent = createServer();
let silentPort = 0;
beforeAll(async () => {
  silentPort = await listen(silent);
});
afterAll(() => void silent.close());

/** The WebSocket of the ws package has the interface that browsers have. */
const WebSocket = NodeWebSocket as unknown as typeof globalThis.WebSocket;

compliance(
  'ws of a browser',
  async () => {
    const server = await wsPeerServer();
    return {
      server,
      transport: (options) => ws({ url: server.url, WebSocket, ...options }),
      stalled: [
        {
          phase: 'connect',
          transport: ws({ url: `ws://127.0.0.1:${silentPort}/`, WebSocket }),
        },
      ],
    };
  },
  {
    pauseReachesPeer: false,
    destroyIsReset: false,
    resetArrives: true,
    endArrives: true,
    direct: true,
  },
);

import { createServer } from 'node:net';
import { afterAll, beforeAll } from 'vitest';
import { ws } from '../src/ws.node.ts';
import { compliance } from './compliance.ts';
import { fullBacklog, type StalledPort } from './support/full-backlog.ts';
import { listen } from './support/tcp-peer.ts';
import { wsPeerServer } from './support/ws-peer.ts';

const silent = createServer();
let silentPort = 0;
let full: StalledPort;
beforeAll(async () => {
  silentPort = await listen(silent);
  full = await fullBacklog();
});
afterAll(async () => {
  silent.close();
  await full.stop();
});

compliance('ws', async () => {
  const server = await wsPeerServer();
  return {
    server,
    transport: (options) => ws({ url: server.url, ...options }),
    stalled: [
      { phase: 'connect', transport: ws({ url: `ws://127.0.0.1:${full.port}/` }) },
      { phase: 'upgrade', transport: ws({ url: `ws://127.0.0.1:${silentPort}/` }) },
    ],
  };
});

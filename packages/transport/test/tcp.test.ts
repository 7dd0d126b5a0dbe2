import { afterAll, beforeAll } from 'vitest';
import { tcp } from '../src/tcp.ts';
import { compliance } from './compliance.ts';
import { fullBacklog, type StalledPort } from './support/full-backlog.ts';
import { tcpPeerServer } from './support/tcp-peer.ts';

const forever = () => new Promise<never>(() => undefined);

let full: StalledPort;
beforeAll(async () => {
  full = await fullBacklog();
});
afterAll(() => full.stop());

compliance('tcp', async () => {
  const server = await tcpPeerServer();
  return {
    server,
    transport: (options) => tcp({ host: '127.0.0.1', port: server.port, ...options }),
    stalled: [
      { phase: 'lookup', transport: tcp({ host: 'slow.test', port: 1, lookup: forever }) },
      { phase: 'connect', transport: tcp({ host: '127.0.0.1', port: full.port }) },
    ],
  };
});

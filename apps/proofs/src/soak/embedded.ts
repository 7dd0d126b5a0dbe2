/** The broker of @x/testing, whose restart closes its doors and its connections, and keeps its sessions. */

import { readFileSync } from 'node:fs';
import { createBroker, type Listener, type ListenOptions } from '@x/testing';
import { wait } from '../bounded.ts';
import { certificate } from '../brokers/folder.ts';
import type { Peer } from '../brokers/peer.ts';

/** Milliseconds that nobody listens. */
const AWAY = 200;

export async function startEmbedded(): Promise<Peer> {
  const broker = createBroker();
  const files = certificate();
  const tls = { cert: readFileSync(files.cert, 'utf8'), key: readFileSync(files.key, 'utf8') };
  const doors: ((options: ListenOptions) => Promise<Listener>)[] = [
    (options) => broker.listen(options),
    (options) => broker.listen({ tls, ...options }),
    (options) => broker.listenWebSocket(options),
    (options) => broker.listenWebSocket({ tls, ...options }),
  ];
  let open = await Promise.all(doors.map((door) => door({})));
  const [tcp, secure, ws, wss] = open.map(({ url }) => url);
  if (tcp === undefined || secure === undefined || ws === undefined || wss === undefined) {
    throw new Error('the broker has too few doors');
  }
  return {
    urls: { tcp, tls: secure, ws, wss },
    async restart() {
      const ports = open.map(({ port }) => port);
      await Promise.all(open.map((listener) => listener.close()));
      await wait(AWAY);
      open = await Promise.all(doors.map((door, i) => door({ port: ports[i] })));
    },
    stop: () => broker.close(),
  };
}

/** A server of which each connection is a process of `openssl s_server`: what it reads and writes is its stdin and stdout. */

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { type TlsPeer, tls } from '../../src/tls.ts';
import type { Transport } from '../../src/transport.ts';
import type { Subject } from '../compliance/suite.ts';
import { Arrivals, ByteLog, type Peer } from './peer.ts';
import { freePort, type Running, start } from './real.ts';

const host = '127.0.0.1';

export async function sServerSubject(program: string, pem: string): Promise<Subject> {
  const arrivals = new Arrivals<Peer>();
  const running: Running[] = [];
  const serve = async () => {
    const port = await freePort();
    // The second is ours: the first connection is the look whether it listens.
    const args = [
      's_server',
      '-accept',
      `${host}:${port}`,
      '-quiet',
      '-naccept',
      '2',
      '-cert',
      pem,
    ];
    const server = await start(program, args, port);
    running.push(server);
    return { port, peer: processPeer(server.child) };
  };
  return {
    stalled: [],
    transport: (linkOptions): Transport => ({
      dial: async (handlers, signal) => {
        signal.throwIfAborted();
        const { port, peer } = await serve();
        // Not before it has turned to us: what it is told to write earlier goes to whoever looked whether it listens.
        const authenticate = (server: TlsPeer) => {
          arrivals.push(peer);
          return server.certificate.length > 0;
        };
        return await tls({ host, port, authenticate, ...linkOptions }).dial(handlers, signal);
      },
    }),
    server: {
      accept: () => arrivals.next(),
      stop: async () => {
        for (const server of running) await server.stop();
      },
    },
  };
}

function processPeer(child: ChildProcessWithoutNullStreams): Peer {
  const { stdin, stdout } = child;
  const log = new ByteLog();
  // What it prints before is not for us to count: `start` reads it too.
  stdout.on('data', (chunk) => log.add(chunk));
  stdin.on('error', () => undefined);
  const ended = new Promise<'end' | 'reset'>((resolve) => {
    child.once('close', (code) => resolve(code === 0 ? 'end' : 'reset'));
  });
  return {
    log,
    ended,
    unsent: () => stdin.writableLength,
    write: (bytes) => void stdin.write(bytes),
    end: () => void stdin.end(),
    reset: () => void child.kill('SIGKILL'),
    stopReading: () => void stdout.pause(),
    startReading: () => void stdout.resume(),
  };
}

/** A port that neither accepts nor refuses: its queue of waiting connections is full. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

// The worker listens and then never returns to its event loop, so that nothing is accepted.
const LISTENER = `
  const { createServer } = require('node:net');
  const { parentPort, workerData } = require('node:worker_threads');
  const server = createServer();
  server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage(server.address().port);
    setImmediate(() => Atomics.wait(new Int32Array(workerData), 0, 0));
  });
`;

export interface StalledPort {
  readonly port: number;
  stop(): Promise<void>;
}

export async function fullBacklog(): Promise<StalledPort> {
  const gate = new SharedArrayBuffer(4);
  const worker = new Worker(LISTENER, { eval: true, workerData: gate });
  const [port]: number[] = await once(worker, 'message');
  if (port === undefined) throw new Error('the worker gave no port');
  const fillers: Socket[] = [];
  for (let i = 0; i < 4; i++) {
    fillers.push(connect({ port, host: '127.0.0.1' }).on('error', () => undefined));
  }
  return {
    port,
    stop: async () => {
      for (const socket of fillers) socket.destroy();
      Atomics.store(new Int32Array(gate), 0, 1);
      Atomics.notify(new Int32Array(gate), 0);
      await worker.terminate();
    },
  };
}

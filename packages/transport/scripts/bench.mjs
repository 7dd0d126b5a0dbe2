/**
 * Bytes per second that the event loop is busy, in batches of 64 KiB: tcp and ws against a bare net.Socket and ws.WebSocket, in the same run.
 * node scripts/bench.mjs [MiB]; on what was built. Prints the ratios.
 */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { tcp } from '@x/transport/tcp';
import { ws } from '@x/transport/ws';
import { WebSocket, WebSocketServer } from 'ws';

const BATCH = new Uint8Array(65_536);
const host = '127.0.0.1';

/** The servers run in a thread of their own, which is not measured. */
async function serve() {
  const plain = createServer((socket) => void socket.on('error', () => undefined).resume());
  await new Promise((resolve) => plain.listen(0, host, () => resolve(undefined)));
  const sockets = new WebSocketServer({ host, port: 0 });
  await once(sockets, 'listening');
  parentPort?.postMessage({ tcp: plain.address().port, ws: sockets.address().port });
}

async function measure(write, batches) {
  const from = performance.eventLoopUtilization();
  for (let i = 0; i < batches; i++) {
    const drained = write();
    if (drained) await drained;
  }
  const used = performance.eventLoopUtilization(from);
  return (batches * BATCH.length) / (used.active / 1000);
}

async function ours(transport) {
  let wake = () => undefined;
  const handlers = { data: () => undefined, drain: () => wake(), close: () => undefined };
  const connection = await transport.dial(handlers, new AbortController().signal);
  const write = () =>
    connection.write([BATCH])
      ? undefined
      : new Promise((resolve) => {
          wake = () => resolve(undefined);
        });
  return { write, stop: () => connection.destroy() };
}

async function bareTcp(port) {
  const socket = connect({ port, host, writableHighWaterMark: 1_048_576 });
  await once(socket, 'connect');
  return {
    write: () => (socket.write(BATCH) ? undefined : once(socket, 'drain')),
    stop: () => socket.destroy(),
  };
}

async function bareWs(port) {
  const socket = new WebSocket(`ws://${host}:${port}`, 'mqtt', { perMessageDeflate: false });
  await once(socket, 'open');
  const write = () => {
    if (socket.bufferedAmount < 1_048_576) return void socket.send(BATCH);
    return new Promise((resolve) => socket.send(BATCH, resolve));
  };
  return { write, stop: () => socket.terminate() };
}

if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url));
  const [ports] = await once(worker, 'message');
  const batches = Number(process.argv[2] ?? 512) * 16;
  const pairs = {
    tcp: [() => ours(tcp({ host, port: ports.tcp })), () => bareTcp(ports.tcp)],
    ws: [() => ours(ws({ url: `ws://${host}:${ports.ws}/` })), () => bareWs(ports.ws)],
  };
  for (const [name, makers] of Object.entries(pairs)) {
    const best = [0, 0];
    for (let round = 0; round < 3; round++) {
      for (const [i, make] of makers.entries()) {
        const { write, stop } = await make();
        best[i] = Math.max(best[i] ?? 0, await measure(write, batches));
        stop();
      }
    }
    const [mine = 0, bare = 1] = best;
    const mib = (rate) => `${(rate / 1_048_576).toFixed(0)} MiB/s`;
    console.log(
      `${name}: ${mib(mine)} against ${mib(bare)}: ${((100 * mine) / bare).toFixed(0)} %`,
    );
  }
  await worker.terminate();
} else await serve();

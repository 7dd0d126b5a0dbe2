/**
 * Dials and closes many times in each mode, and prints what is left: handles, listeners, memory.
 * node scripts/leaks.mjs [count]; on what was built. Fails if a handle or listener is left.
 */

import { getEventListeners } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { memory } from '@x/transport/memory';
import { tcp } from '@x/transport/tcp';
import { ws } from '@x/transport/ws';
import { WebSocketServer } from 'ws';

const count = Number(process.argv[2] ?? 500);
const host = '127.0.0.1';

const plain = createServer((socket) => {
  socket.on('error', () => socket.destroy());
  socket.resume();
});
const http = createHttpServer();
new WebSocketServer({ server: http });
await new Promise((resolve) => plain.listen(0, host, () => resolve(undefined)));
await new Promise((resolve) => http.listen(0, host, () => resolve(undefined)));
const portOf = (server) => server.address().port;

const link = memory();
link.accept(() => ({ data: () => undefined, drain: () => undefined, close: () => undefined }));
const MODES = {
  memory: link.transport,
  tcp: tcp({ host, port: portOf(plain) }),
  ws: ws({ url: `ws://${host}:${portOf(http)}/` }),
};

const handles = () => process.getActiveResourcesInfo().filter((kind) => !kind.startsWith('TTY'));

async function cycle(transport, signal, i) {
  let closed = () => undefined;
  const end = new Promise((resolve) => {
    closed = resolve;
  });
  const handlers = { data: () => undefined, drain: () => undefined, close: closed };
  const connection = await transport.dial(handlers, signal);
  connection.write([new Uint8Array(100)]);
  if (i % 2) connection.destroy();
  else await connection.close();
  await end;
}

let isClean = true;
for (const [name, transport] of Object.entries(MODES)) {
  const { signal } = new AbortController();
  for (let i = 0; i < 20; i++) await cycle(transport, signal, i);
  await delay(50);
  globalThis.gc?.();
  const before = { handles: handles().length, rss: process.memoryUsage().rss };
  for (let i = 0; i < count; i++) await cycle(transport, signal, i);
  await delay(200);
  globalThis.gc?.();
  const after = { handles: handles().length, rss: process.memoryUsage().rss };
  const listeners = getEventListeners(signal, 'abort').length;
  const growth = ((after.rss - before.rss) / 1e6).toFixed(1);
  console.log(
    `${name}: ${count} dials, handles ${before.handles} -> ${after.handles}, listeners ${listeners}, memory +${growth} MB`,
  );
  if (after.handles > before.handles || listeners > 0) isClean = false;
}
process.exit(isClean ? 0 : 1);

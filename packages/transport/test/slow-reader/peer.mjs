/**
 * The other side of slow-reader.test.ts, in a process of its own: it reads 1 MB a second, or offers 1 GB as fast as it can.
 * node peer.mjs tcp|tls|ws|wss reads|offers; key and certificate come in KEY and CERT, the port goes to the parent.
 */

import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WebSocketServer } from 'ws';

const [kind = '', does = ''] = process.argv.slice(2);
const BATCH = Buffer.alloc(65_536, 1);
const OFFERED = 1_000_000_000;
const GULP = 100_000;
const REST = 100;

const pem = { key: process.env['KEY'], cert: process.env['CERT'] };
const server = {
  tcp: () => createServer(socketPeer),
  tls: () => createTlsServer(pem, socketPeer),
  ws: () => overWebSocket(createHttpServer()),
  wss: () => overWebSocket(createHttpsServer(pem)),
}[kind]?.();
server?.listen(0, '127.0.0.1', () => process.send?.(server.address().port));
process.on('disconnect', () => process.exit());

/** @param {import('node:net').Socket} socket */
function socketPeer(socket) {
  socket.on('error', () => undefined);
  if (does === 'offers') return offer((then) => socket.write(BATCH, then));
  readSlowly(socket, 'data');
}

/** @param {import('node:http').Server} http */
function overWebSocket(http) {
  new WebSocketServer({ server: http }).on('connection', (ws) => {
    ws.on('error', () => undefined);
    if (does === 'offers') return offer((then) => ws.send(BATCH, then));
    readSlowly(ws, 'message');
  });
  return http;
}

/** @param {(then: () => void) => void} write */
function offer(write) {
  let offered = 0;
  const next = () => {
    if (offered >= OFFERED) return;
    offered += BATCH.length;
    write(next);
  };
  next();
}

/**
 * @param {import('node:net').Socket | import('ws').WebSocket} from
 * @param {'data' | 'message'} event
 */
function readSlowly(from, event) {
  let taken = 0;
  from.on(event, (/** @type {Buffer} */ chunk) => {
    const isOver = taken >= GULP;
    taken += chunk.length;
    if (isOver || taken < GULP) return;
    from.pause();
    setTimeout(() => {
      taken = 0;
      from.resume();
    }, REST);
  });
}

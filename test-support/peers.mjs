/** Independent MQTT servers on free local ports, for tests (through peers.ts) and for scripts that Node runs directly. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Aedes } from 'aedes';
import { createWebSocketStream, WebSocketServer } from 'ws';

const HOST = '127.0.0.1';
/** Debian keeps servers here, which is not in every user's PATH. */
const SERVER_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
const READY_TRIES = 400;
const STARTS = 3;

/**
 * @typedef {object} Peer
 * @property {string} name
 * @property {readonly string[]} versions The protocol versions that it speaks: '3.1.1', '5.0'.
 * @property {string} url mqtt://host:port
 * @property {string} wsUrl ws://host:port
 * @property {string | undefined} tlsUrl mqtts://host:port
 * @property {string | undefined} wssUrl wss://host:port
 * @property {() => string} log What it has said so far.
 * @property {() => Promise<void>} stop
 */

/**
 * @typedef {object} TlsFiles Paths of PEM files.
 * @property {string} cert
 * @property {string} key
 * @property {string} [ca] Whose certificates clients must show; without it clients show none.
 */

/**
 * @typedef {object} MosquittoOptions
 * @property {TlsFiles} [tls] Adds a TLS and a WSS listener.
 * @property {string} [persistence] A folder that keeps sessions and retained messages over a restart.
 * @property {readonly string[]} [config] More lines for its configuration, before the listeners.
 */

/**
 * Where a program of this name is, or undefined; a test then skips itself, visibly.
 * With REQUIRE_REAL=1, as in CI, a missing program is an error instead.
 * @param {string} name
 * @returns {string | undefined}
 */
export function requirePeer(name) {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...SERVER_FOLDERS]) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  if (process.env['REQUIRE_REAL'] === '1') throw new Error(`${name} is not installed`);
  return undefined;
}

/**
 * Starts Eclipse Mosquitto (3.1.1 and 5.0), open to everyone, on TCP and WebSocket.
 * @param {MosquittoOptions} [options]
 * @returns {Promise<Peer>}
 */
export async function startMosquitto(options = {}) {
  const program = requirePeer('mosquitto');
  if (program === undefined) throw new Error('mosquitto is not installed');
  const folder = mkdtempSync(join(tmpdir(), 'x-mosquitto-'));
  try {
    for (let start = 1; ; start++) {
      const peer = await tryMosquitto(program, folder, options);
      if (typeof peer !== 'string') return peer;
      // Another process may have taken a port between our look and its start.
      if (start === STARTS || !peer.includes('in use')) throw new Error(`mosquitto: ${peer}`);
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * @param {string} program
 * @param {string} folder
 * @param {MosquittoOptions} options
 * @returns {Promise<Peer | string>} What it said, if it ended at once.
 */
async function tryMosquitto(program, folder, options) {
  const ports = await freePorts(options.tls ? 4 : 2);
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, mosquittoConfig(ports, options));
  const child = spawn(program, ['-c', file], { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (said += chunk));
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => {
    process.off('exit', kill);
    return 'ended';
  });
  const ready = Promise.all(ports.map(listening)).then(() => 'ready');
  if ((await Promise.race([ended, ready])) === 'ended') return said;
  const [tcp, ws, tls, wss] = ports;
  return {
    name: 'mosquitto',
    versions: ['3.1.1', '5.0'],
    url: `mqtt://${HOST}:${tcp}`,
    wsUrl: `ws://${HOST}:${ws}`,
    tlsUrl: tls === undefined ? undefined : `mqtts://localhost:${tls}`,
    wssUrl: wss === undefined ? undefined : `wss://localhost:${wss}`,
    log: () => said,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * @param {readonly number[]} ports
 * @param {MosquittoOptions} options
 */
function mosquittoConfig(ports, { tls, persistence, config = [] }) {
  const [tcp, ws, secure, secureWs] = ports;
  const lines = ['allow_anonymous true', 'log_dest stderr'];
  for (const level of ['error', 'warning', 'notice']) lines.push(`log_type ${level}`);
  // It gives up root for a user that may not read our files.
  if (process.getuid?.() === 0) lines.push('user root');
  if (persistence === undefined) lines.push('persistence false');
  else {
    mkdirSync(persistence, { recursive: true });
    lines.push('persistence true', `persistence_location ${persistence}/`);
  }
  lines.push(...config);
  lines.push(`listener ${tcp} ${HOST}`, `listener ${ws} ${HOST}`, 'protocol websockets');
  if (tls === undefined) return `${lines.join('\n')}\n`;
  const files = [`certfile ${tls.cert}`, `keyfile ${tls.key}`];
  if (tls.ca !== undefined) files.push(`cafile ${tls.ca}`, 'require_certificate true');
  lines.push(`listener ${secure} ${HOST}`, ...files);
  lines.push(`listener ${secureWs} ${HOST}`, 'protocol websockets', ...files);
  return `${lines.join('\n')}\n`;
}

/**
 * Starts aedes (3.1.1 only) in this process, on TCP and WebSocket.
 * @returns {Promise<Peer>}
 */
export async function startAedes() {
  const broker = await Aedes.createBroker();
  const server = createServer((socket) => void broker.handle(socket));
  const http = createHttpServer();
  const webSockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  webSockets.on('connection', (socket, request) => {
    const stream = createWebSocketStream(socket);
    stream.on('error', () => socket.terminate());
    broker.handle(stream, request);
  });
  const [tcp, ws] = [await listen(server), await listen(http)];
  return {
    name: 'aedes',
    versions: ['3.1.1'],
    url: `mqtt://${HOST}:${tcp}`,
    wsUrl: `ws://${HOST}:${ws}`,
    tlsUrl: undefined,
    wssUrl: undefined,
    log: () => '',
    async stop() {
      for (const socket of webSockets.clients) socket.terminate();
      webSockets.close();
      await new Promise((resolve) => broker.close(() => resolve(undefined)));
      await Promise.all(
        [server, http].map((each) => new Promise((resolve) => each.close(resolve))),
      );
    },
  };
}

/**
 * @param {import('node:net').Server} server
 * @returns {Promise<number>}
 */
async function listen(server) {
  server.listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/**
 * Ports that nothing listens on now.
 * @param {number} count
 */
export async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map(listen));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/**
 * Settles when something accepts connections on this port.
 * @param {number} port
 */
async function listening(port) {
  for (let tries = 0; tries < READY_TRIES; tries++) {
    if (await accepts(port)) return;
    await wait(25);
  }
  throw new Error(`nothing listens on port ${port}`);
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

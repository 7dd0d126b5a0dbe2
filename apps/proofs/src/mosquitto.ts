/** Starts Eclipse Mosquitto on a free local port, with persistence, and stops it. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until, within } from './bounded.ts';

export const HOST = '127.0.0.1';
/** Debian keeps servers here, which is not in every user's PATH. */
const PATH = `${process.env['PATH'] ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;

export interface Server {
  readonly name: string;
  readonly port: number;
  stop(): Promise<void>;
}

export async function startMosquitto(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'x-proofs-mosquitto-'));
  const port = await freePort();
  const file = join(folder, 'mosquitto.conf');
  writeFileSync(file, configuration(port, folder));
  const child = spawn('mosquitto', ['-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PATH },
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let ended = false;
  const end = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      said += error.message;
      resolve();
    });
  }).then(() => {
    ended = true;
  });
  const kill = () => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', kill);
  let ready = false;
  const probe = () => {
    void accepts(port).then((accepted) => {
      ready ||= accepted;
      if (!ready && !ended) setTimeout(probe, 20);
    });
  };
  probe();
  await until('the start of mosquitto', () => ready || ended);
  if (ended) throw new Error(`mosquitto: ${said}`);
  return {
    name: 'mosquitto',
    port,
    async stop() {
      child.kill('SIGTERM');
      await within(end, 'the end of mosquitto').catch(kill);
      process.off('exit', kill);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function configuration(port: number, folder: string): string {
  const lines = [
    'allow_anonymous true',
    'log_dest stderr',
    'log_type error',
    'persistence true',
    `persistence_location ${folder}/`,
    // Otherwise answers wait for the peer's delayed acknowledgement.
    'set_tcp_nodelay true',
    `listener ${port} ${HOST}`,
  ];
  // It gives up root for a user that may not read our files.
  if (process.getuid?.() === 0) lines.push('user root');
  return `${lines.join('\n')}\n`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, HOST);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

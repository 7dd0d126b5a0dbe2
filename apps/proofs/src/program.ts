/** Finds the program of a broker, runs it on free ports of its own, and ends it with all that it started. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { until } from './bounded.ts';

export const HOST = '127.0.0.1';
/** Debian keeps servers here, which is not in every user's PATH. */
const FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];
/** Milliseconds for a start: RabbitMQ takes 10 s when nothing else runs. */
const START = 90_000;
const END = 30_000;

/**
 * Where a program is, or undefined: the page then shows the broker as not run.
 * With REQUIRE_REAL=1, as in CI, a missing program is an error instead.
 */
export function findProgram(name: string): string | undefined {
  for (const folder of [...(process.env['PATH'] ?? '').split(delimiter), ...FOLDERS]) {
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

export interface Command {
  readonly program: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** It is ready when all of them accept connections. */
  readonly ports: readonly number[];
}

export interface Running {
  /** Asks it to end, and waits until its last process is gone. */
  end(): Promise<void>;
}

export async function run({ program, args = [], env = {}, ports }: Command): Promise<Running> {
  const child = spawn(program, args, {
    // A group of its own: what it starts ends with it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  child.once('error', (error) => hear(Buffer.from(error.message)));
  const { pid } = child;
  if (pid === undefined) {
    await once(child, 'error');
    throw new Error(`${program}: ${said}`);
  }
  const kill = () => signal(pid, 'SIGKILL');
  process.once('exit', kill);
  const open = new Set(ports);
  const look = async () => {
    for (const port of open) if (await accepts(port)) open.delete(port);
    if (open.size > 0 && child.exitCode === null) setTimeout(look, 50);
  };
  void look();
  await until(`the start of ${program}`, () => open.size === 0 || child.exitCode !== null, START);
  if (child.exitCode !== null) {
    process.off('exit', kill);
    throw new Error(`${program}: ${said}`);
  }
  return {
    async end() {
      signal(pid, 'SIGTERM');
      await until(`the end of ${program}`, () => !signal(pid, 0), END).catch(kill);
      process.off('exit', kill);
    },
  };
}

/** @returns whether the group still has a process */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Ports that nothing listens on now. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, HOST));
  return Promise.all(
    servers.map(async (server) => {
      if (!server.listening) await once(server, 'listening');
      const address = server.address();
      server.close();
      if (address === null || typeof address === 'string') throw new Error('no free port');
      return address.port;
    }),
  );
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

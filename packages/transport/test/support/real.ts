/** Servers of others, as processes: where one is not installed its tests are skipped, or fail with REQUIRE_REAL=1. */

import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { listen, stopServer } from './tcp-peer.ts';

/** Debian keeps servers where not every user looks. */
const MORE_FOLDERS = ['/usr/local/sbin', '/usr/sbin', '/sbin'];

/** The path of a program; undefined if it is not installed and that is allowed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS];
  const found = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (found === undefined && process.env['REQUIRE_REAL'] === '1') {
    throw new Error(`${name} is not installed, and REQUIRE_REAL=1 wants it`);
  }
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  await stopServer(server, []);
  return port;
}

export interface Running {
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts a program that is going to listen on `port`, and waits until it does. */
export async function start(
  program: string,
  args: readonly string[],
  port: number,
): Promise<Running> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-4000);
    });
  }
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw new Error(`${program} ended: ${output}`);
    await delay(10);
  }
  return { port, stop: () => stop(child) };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

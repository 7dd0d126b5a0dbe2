/** Servers of others, as processes: where one is not installed its tests are skipped, or fail with REQUIRE_REAL=1. */

import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
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

/** Below the ports that systems give to whoever asks for any: another test's socket cannot take one meanwhile. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 31_999;
/** Where processes that run side by side begin, so that they do not meet. */
let nextPort = LOWEST_PORT + ((process.pid * 100) % (HIGHEST_PORT - LOWEST_PORT));

/** A port where nobody listens, for a program that has to be told one. */
export async function freePort(): Promise<number> {
  const port = nextPort;
  nextPort = port === HIGHEST_PORT ? LOWEST_PORT : port + 1;
  return (await isFree(port)) ? port : await freePort();
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await listen(server, '127.0.0.1', port);
  } catch {
    return false;
  }
  await stopServer(server, []);
  return true;
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
): Promise<Running & { readonly child: ChildProcessWithoutNullStreams }> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-4000);
    });
  }
  while (!(await answers(port))) {
    if (hasEnded(child)) throw new Error(`${program} ended: ${output}`);
    await delay(10);
  }
  // Somebody else might have answered, while the program could not listen.
  if (hasEnded(child)) throw new Error(`${program} ended: ${output}`);
  return { port, child, stop: () => stop(child) };
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

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}

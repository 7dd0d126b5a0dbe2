/** Starts a life of the client under proof in a process of its own, and ends it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { within } from '../bounded.ts';
import type { Life } from './life.ts';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface Running {
  /** `kill -9`. */
  kill(): void;
  /** Settles with how it ended: "killed", "" for well, or what went wrong. Kills what does not end. */
  readonly ended: Promise<string>;
}

export function start(life: Life): Running {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(life)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  running.add(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const closed = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('killed');
      else resolve(code === 0 ? '' : `it ended with ${code ?? signal}: ${said.trim()}`);
    });
  });
  const kill = () => {
    child.kill('SIGKILL');
  };
  return { kill, ended: bounded(closed, kill).finally(() => running.delete(child)) };
}

async function bounded(closed: Promise<string>, kill: () => void): Promise<string> {
  try {
    return await within(closed, 'a life of the client');
  } catch (error) {
    kill();
    await closed;
    return error instanceof Error ? error.message : String(error);
  }
}

/** The built program, run as users run it: a process of its own. */

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export const BINARY = join(import.meta.dirname, '../../dist/main.js');

export interface Outcome {
  /** The exit status, or the signal that ended it. */
  readonly code: number | string;
  readonly out: Buffer;
  readonly err: string;
}

export interface Running {
  readonly process: ChildProcessWithoutNullStreams;
  readonly over: Promise<Outcome>;
  /** What it wrote so far. */
  readonly out: () => string;
  readonly err: () => string;
  /** Waits until standard output or standard error contains a text; fails if the program ends before. */
  until(text: string | RegExp): Promise<string>;
}

export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [BINARY, ...args], {
    env: { ...process.env, NO_COLOR: '', FORCE_COLOR: '', ...env },
  });
  const out: Buffer[] = [];
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  child.stdin.on('error', () => undefined);
  const over = once(child, 'close').then(([code, signal]) => ({
    code: code ?? signal,
    out: Buffer.concat(out),
    err,
  }));
  const said = () => Buffer.concat(out).toString() + err;
  return {
    process: child,
    over,
    out: () => Buffer.concat(out).toString(),
    err: () => err,
    async until(text) {
      let ended = false;
      const end = over.then(() => {
        ended = true;
      });
      for (;;) {
        const found = said().match(text);
        if (found !== null) return found[0];
        if (ended) throw new Error(`it ended without ${text}, having said: ${said()}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), end]);
      }
    },
  };
}

/** Runs it to its end, with this on standard input. */
export function runBinary(
  args: readonly string[],
  input: string | Uint8Array = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Outcome> {
  const running = start(args, env);
  running.process.stdin.end(input);
  return running.over;
}

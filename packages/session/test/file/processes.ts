/** Processes that have a journal open, to be killed: the sources, bundled once for Node. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';

const ENTRY = join(import.meta.dirname, 'child.ts');

export interface Running {
  readonly pid: number;
  /** What it has printed so far, line by line. */
  readonly lines: readonly string[];
  /** Settles with the line of that number. */
  line(number: number): Promise<string>;
  kill(): Promise<void>;
  readonly ended: Promise<void>;
}

export interface Script {
  start(...args: readonly string[]): Running;
  /** With every process that still runs. */
  remove(): void;
}

export async function bundleChild(): Promise<Script> {
  const folder = mkdtempSync(join(tmpdir(), 'x-journal-child-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    root: import.meta.dirname,
    ssr: { noExternal: true, resolve: { conditions: ['@x/source', 'node', 'import', 'default'] } },
    build: {
      ssr: ENTRY,
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  const script = join(folder, 'child.mjs');
  const children: ChildProcess[] = [];
  return {
    start: (...args) => {
      const child = spawn(process.execPath, [script, ...args], { stdio: 'pipe' });
      children.push(child);
      return running(child);
    },
    remove: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function running(child: ChildProcess): Running {
  const lines: string[] = [];
  const waiting: { number: number; resolve: (line: string) => void }[] = [];
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += String(chunk);
  });
  if (child.stdout === null || child.pid === undefined) throw new Error('it did not start');
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const { number, resolve } of waiting) if (number === lines.length) resolve(line);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on('close', () => (complaint === '' ? resolve() : reject(new Error(complaint))));
  });
  return {
    pid: child.pid,
    lines,
    line: (number) => {
      const come = new Promise<string>((resolve) => waiting.push({ number, resolve }));
      const early = ended.then(() => Promise.reject(new Error('it ended first')));
      return Promise.race([come, early]);
    },
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
    ended,
  };
}

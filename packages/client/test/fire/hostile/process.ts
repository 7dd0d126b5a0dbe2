/** Runs clients in processes of their own: the sources, bundled once for Node. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { Plan, Story } from './plan.ts';

/** Milliseconds until a process that does not end by itself is killed, and its test fails. */
const PATIENCE = 60_000;

export interface Clients {
  /** One story for each version of the plan. @throws Error if the process did not end by itself */
  run(plan: Plan): Promise<readonly Story[]>;
  remove(): void;
}

export async function bundleClients(): Promise<Clients> {
  const folder = mkdtempSync(join(tmpdir(), 'x-hostile-'));
  await build({
    configFile: false,
    logLevel: 'silent',
    root: import.meta.dirname,
    ssr: {
      noExternal: true,
      external: ['bufferutil', 'utf-8-validate'],
      resolve: { conditions: ['@x/source', 'node', 'import', 'default'] },
    },
    build: {
      ssr: join(import.meta.dirname, 'child.ts'),
      outDir: folder,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'child.mjs' } },
    },
  });
  const script = join(folder, 'child.mjs');
  return {
    run: (plan) => runClient(script, plan),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runClient(script: string, plan: Plan): Promise<readonly Story[]> {
  return new Promise((resolve, reject) => {
    const args = [script, JSON.stringify(plan)];
    execFile(process.execPath, args, { timeout: PATIENCE }, (error, output, complaint) => {
      if (error?.killed === true) return reject(new Error('the process did not end by itself'));
      if (error !== null || complaint !== '') return reject(error ?? new Error(complaint));
      const { stories, late } = JSON.parse(output) as { stories: Story[]; late: string[] };
      if (late.length > 0) return reject(new Error(`after all was over: ${late.join(', ')}`));
      resolve(stories);
    });
  });
}

/** The broker in memory comes into a browser bundle without anything of Node. */

import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('fixtures/browser-entry.ts', import.meta.url));
const OF_NODE = /from ?"(node:|ws")|__vite-browser-external|WebSocketServer/;

async function bundle(platform: 'browser' | 'node'): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@x/source', platform, 'import', 'module', 'default'] },
    build: { write: false, minify: false, lib: { entry: ENTRY, formats: ['es'] } },
  });
  const outputs = [result].flat() as Rolldown.RolldownOutput[];
  const chunks = outputs.flatMap(({ output }) => output);
  return chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('\n');
}

it('bundles for a browser without a node: module or ws', async () => {
  const code = await bundle('browser');
  expect(code).toContain('the broker was closed');
  expect(code).toContain('a browser cannot listen');
  expect(code).not.toMatch(OF_NODE);
  // What this test looks for is there where it may be.
  expect(await bundle('node')).toMatch(OF_NODE);
}, 30_000);

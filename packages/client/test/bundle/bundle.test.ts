/** What a page pays for the client, minified and compressed: no more than the README says. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** In bytes; the README has it in kB, to be lowered with every gain. */
function said(words: RegExp): number {
  return Number(words.exec(README)?.[1]) * 1000;
}

function sizeOf(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
}

async function bundle(): Promise<readonly OutputChunk[]> {
  const build = await rolldown({
    input: fileURLToPath(new URL('entry.ts', import.meta.url)),
    platform: 'browser',
    tsconfig: false,
    resolve: { conditionNames: ['@x/source', 'browser', 'import', 'default'] },
    transform: { target: 'es2023' },
  });
  const { output } = await build.generate({ format: 'esm', minify: true });
  await build.close();
  return output.filter((part) => part.type === 'chunk');
}

describe('the bundle of a page', () => {
  let chunks: readonly OutputChunk[] = [];
  /** The entry, and what it cannot start without. */
  let eager: readonly OutputChunk[] = [];

  beforeAll(async () => {
    chunks = await bundle();
    const needed = new Set(chunks.filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName));
    for (const name of needed) {
      const chunk = chunks.find(({ fileName }) => fileName === name);
      for (const imported of chunk?.imports ?? []) needed.add(imported);
    }
    eager = chunks.filter(({ fileName }) => needed.has(fileName));
  });

  it('is within its budget', () => {
    expect(sizeOf(eager)).toBeLessThan(said(/A page loads (\d+) kB at once/));
    expect(sizeOf(chunks)).toBeLessThan(said(/Used in full, .* it is (\d+) kB/));
  });

  it('loads the code of IndexedDB, and what only config can turn on, when they are used', () => {
    const modules = eager.flatMap(({ moduleIds }) => moduleIds).join('\n');
    expect(modules).toContain('/engine/driver.ts');
    const later =
      /\/idb\/|\/ssl[^/]*\.ts$|\/json\.ts$|\/code-pages\/page\.ts$|packet-lines\.ts$|\/rate-limit\.ts$/m;
    expect(modules).not.toMatch(later);
    const others = chunks.filter((chunk) => !eager.includes(chunk));
    const rest = others.flatMap(({ moduleIds }) => moduleIds).join('\n');
    expect(rest).toMatch(/\/idb\//);
    expect(rest).toMatch(/\/ssl\.ts$/m);
  });

  it('has nothing of what only Node can do', () => {
    const modules = chunks.flatMap(({ moduleIds }) => moduleIds).join('\n');
    expect(modules).not.toMatch(/\.node\.ts|tls-options|tls-failures|platform-errors|\/proxy\//);
    expect(
      chunks.flatMap(({ imports }) => imports).filter((name) => !name.endsWith('.js')),
    ).toEqual([]);
  });
});

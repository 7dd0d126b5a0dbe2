/** What a page pays for the client before it connects: the entry of its bundle, minified and compressed. */

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

/** In bytes. Lower it with every gain. */
const BUDGET = 44_000;

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
    const sizes = eager.map(({ code }) => gzipSync(code, { level: 9 }).length);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    expect(size).toBeLessThan(BUDGET);
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

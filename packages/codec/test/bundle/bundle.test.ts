/** What a page pays for `encode`, `Encoder` and `Decoder`, minified and compressed. */

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type OutputChunk, rolldown } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';

/** In bytes. Lower it with every gain: it is there to be noticed. */
const BUDGET = 9_050;

describe('the bundle of encode, Encoder and Decoder', () => {
  let chunk: OutputChunk;

  beforeAll(async () => {
    const build = await rolldown({
      input: fileURLToPath(new URL('entry.ts', import.meta.url)),
      platform: 'browser',
      tsconfig: false,
      resolve: { conditionNames: ['@x/source', 'browser', 'import', 'default'] },
      transform: { target: 'es2023' },
    });
    const { output } = await build.generate({ format: 'esm', minify: true });
    await build.close();
    [chunk] = output;
    expect(output.length).toBe(1);
  });

  it('is within its budget, and not far below it', () => {
    const size = gzipSync(chunk.code, { level: 9 }).length;
    expect(size).toBeLessThan(BUDGET);
    expect(size).toBeGreaterThan(BUDGET * 0.9);
  });

  it('needs no other package, and leaves out what it does not use', () => {
    expect(chunk.imports).toEqual([]);
    const modules = chunk.moduleIds.join('\n');
    expect(modules).toContain('/decoder.ts');
    expect(modules).not.toMatch(/topic-trie|reason-codes\.ts|node_modules/);
  });
});

/** The size of the codec in a browser: what encode, Encoder and Decoder cost, minified and compressed. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

export interface BundleSize {
  readonly minified: number;
  readonly gzip: number;
}

export async function bundleSize(): Promise<BundleSize> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-codec-'));
  try {
    const entry = join(folder, 'entry.js');
    const codec = fileURLToPath(import.meta.resolve('@x/codec'));
    await writeFile(entry, `export { encode, Encoder, Decoder } from ${JSON.stringify(codec)};\n`);
    const result = await build({
      configFile: false,
      root: folder,
      logLevel: 'silent',
      build: {
        write: false,
        target: 'es2023',
        minify: true,
        // Not 'es': Vite leaves white space in it, for the bundler that comes after.
        lib: { entry, formats: ['iife'], name: 'codec' },
      },
    });
    const [output] = Array.isArray(result) ? result : [result];
    if (output === undefined || !('output' in output)) throw new Error('nothing was built');
    const code = output.output.map((part) => (part.type === 'chunk' ? part.code : '')).join('');
    return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The size of the client in a browser, minified and compressed. */

import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface BundleSize {
  readonly minified: number;
  readonly gzip: number;
}

export async function bundleSize(): Promise<BundleSize> {
  const { outputFiles } = await build({
    stdin: {
      contents: "import { MQTT } from '@x/client'; globalThis.MQTT = MQTT;",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('nothing was built');
  const code = output.contents;
  return { minified: code.length, gzip: gzipSync(code, { level: 9 }).length };
}

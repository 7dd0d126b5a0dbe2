/** The size of the client in a browser, minified and compressed. */

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';

/** In bytes, compressed. */
export interface BundleSize {
  /** What a page loads before it can connect. */
  readonly atOnce: number;
  /** With what is loaded only when it is used. */
  readonly whole: number;
}

export async function bundleSize(): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: "import { MQTT } from '@x/client'; globalThis.MQTT = MQTT;",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    metafile: true,
    outdir: 'bundle',
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'error',
  });
  const sizes = new Map(
    outputFiles.map(({ path, contents }) => [path, gzipSync(contents, { level: 9 }).length]),
  );
  const sum = (paths: Iterable<string>): number => {
    let total = 0;
    for (const path of paths) total += sizes.get(resolve(path)) ?? 0;
    return total;
  };
  return { atOnce: sum(loadedAtOnce(metafile)), whole: sum(Object.keys(metafile.outputs)) };
}

/** The entry, and what it cannot start without. */
function loadedAtOnce({ outputs }: Metafile): ReadonlySet<string> {
  const paths = Object.keys(outputs).filter((path) => outputs[path]?.entryPoint === '<stdin>');
  const needed = new Set(paths);
  for (const path of needed) {
    for (const { kind, path: imported } of outputs[path]?.imports ?? []) {
      if (kind === 'import-statement') needed.add(imported);
    }
  }
  return needed;
}

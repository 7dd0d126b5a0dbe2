/** What applications for browsers become with the two bundlers that most of them are made with. */

import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import { BUDGETS } from './budgets.mjs';
import { refuse } from './run.mjs';

/**
 * @typedef {object} Chunk
 * @property {string} file
 * @property {string} code
 * @property {boolean} isEntry
 * @property {readonly string[]} imports The chunks that it cannot start without.
 */

/** @typedef {(folder: string, source: string) => Promise<Chunk[]>} Bundler */

/** @type {Record<string, Bundler>} */
export const BUNDLERS = {
  async esbuild(folder, source) {
    const { outputFiles, metafile } = await esbuild.build({
      stdin: { contents: source, resolveDir: folder, loader: 'js' },
      absWorkingDir: folder,
      outdir: 'out',
      bundle: true,
      splitting: true,
      minify: true,
      write: false,
      metafile: true,
      format: 'esm',
      platform: 'browser',
      target: 'es2023',
      logLevel: 'error',
    });
    return Object.entries(metafile.outputs).map(([file, { entryPoint, imports }]) => ({
      file,
      code: outputFiles.find(({ path }) => path.endsWith(file))?.text ?? '',
      isEntry: entryPoint !== undefined && file.endsWith('stdin.js'),
      imports: imports.filter(({ kind }) => kind === 'import-statement').map(({ path }) => path),
    }));
  },

  async vite(folder, source) {
    const entry = 'virtual:entry';
    const built = await vite.build({
      configFile: false,
      root: folder,
      logLevel: 'error',
      plugins: [
        {
          name: 'entry',
          resolveId: (id) => (id === entry ? join(folder, 'entry.js') : undefined),
          load: (id) => (id === join(folder, 'entry.js') ? source : undefined),
        },
      ],
      build: {
        write: false,
        target: 'es2023',
        minify: true,
        modulePreload: false,
        rolldownOptions: { input: entry, preserveEntrySignatures: 'strict' },
      },
    });
    const output = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
    return output.flatMap((part) => {
      if (part.type !== 'chunk') return [];
      const { fileName: file, code, isEntry, imports } = part;
      return [{ file, code, isEntry, imports }];
    });
  },
};

/** What must be there before the application runs. @param {readonly Chunk[]} chunks */
function eager(chunks) {
  const needed = new Set(chunks.filter(({ isEntry }) => isEntry));
  for (const { imports } of needed) {
    for (const name of imports) {
      const chunk = chunks.find(({ file }) => file === name);
      if (chunk === undefined) refuse(`a bundle imports ${name}`);
      else needed.add(chunk);
    }
  }
  if (needed.size === 0) refuse('a bundle without an entry');
  return [...needed];
}

/** @param {readonly Chunk[]} chunks */
const compressed = (chunks) =>
  eager(chunks).reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);

/** Weighs each import of the table, with each bundler. @param {string} folder */
export async function checkBudgets(folder) {
  const over = [];
  for (const { imports, from, bytes } of BUDGETS) {
    const source = `export { ${imports} } from '${from}';`;
    const sizes = [];
    for (const [name, bundle] of Object.entries(BUNDLERS)) {
      const chunks = await bundle(folder, source);
      if (chunks.some(({ code }) => /from ?"node:|require\("node:/.test(code))) {
        refuse(`${name}: ${from} brings modules of Node into a page`);
      }
      sizes.push({ name, size: compressed(chunks) });
    }
    const figures = sizes.map(({ name, size }) => `${name} ${size}`).join(', ');
    console.log(`    ${imports} from ${from}: ${figures}; budget ${bytes}`);
    if (sizes.some(({ size }) => size > bytes)) over.push(`${imports}: ${figures} > ${bytes}`);
  }
  if (over.length > 0) refuse(`over budget:\n${over.join('\n')}`);
}

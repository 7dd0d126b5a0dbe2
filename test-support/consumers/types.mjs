/** The declarations, with each compiler and each way of resolving modules that our users have, and with all checks on. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TYPED, TYPED_FOR_NODE } from './programs.mjs';
import { run } from './run.mjs';
import { compilers } from './tools.mjs';

const STRICT = {
  target: 'ES2023',
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  // Declarations of ours are checked as well.
  skipLibCheck: false,
  noEmit: true,
};

/** @type {Record<string, object>} */
const PROJECTS = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext', lib: ['ES2023'], types: ['node'] },
  bundler: { module: 'esnext', moduleResolution: 'bundler', lib: ['ES2023'], types: ['node'] },
  'bundler for browsers': {
    module: 'esnext',
    moduleResolution: 'bundler',
    customConditions: ['browser'],
    lib: ['ES2023', 'DOM'],
    types: [],
  },
};

/** @param {string} folder */
export async function checkTypes(folder) {
  for (const [name, options] of Object.entries(PROJECTS)) {
    const at = join(folder, 'typed', name.replaceAll(' ', '-'));
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(at, 'index.ts'), TYPED);
    if (!name.includes('browsers')) writeFileSync(join(at, 'node.ts'), TYPED_FOR_NODE);
    const config = { compilerOptions: { ...STRICT, ...options }, include: ['*.ts'] };
    writeFileSync(join(at, 'tsconfig.json'), JSON.stringify(config));
    await Promise.all(
      compilers().map(({ script }) => run(at, process.execPath, [script, '-p', '.'])),
    );
  }
  const versions = compilers().map(({ version }) => version);
  return `TypeScript ${versions.join(', ')}; ${Object.keys(PROJECTS).join(', ')}`;
}

/** Packs the packages as they are published, installs them in projects of their own, and looks at what is in them. */

import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, refuse, run } from './run.mjs';

const PACKAGES = join(import.meta.dirname, '../../packages');

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} tarball
 * @property {string} source The package's folder in the workspace.
 * @property {number} bytes Of the tarball.
 * @property {readonly string[]} files
 * @property {readonly string[]} siblings The packages of ours that it depends on, and those that they do.
 */

/** @param {string} to @returns {Promise<Packed[]>} */
export function packAll(to) {
  return Promise.all(
    readdirSync(PACKAGES).map(async (folder) => {
      const source = join(PACKAGES, folder);
      if (!existsSync(join(source, 'dist'))) refuse(`${folder} is not built`);
      const [report] = [
        JSON.parse(await run(source, 'pnpm', ['pack', '--json', '--pack-destination', to])),
      ].flat();
      return {
        name: String(report.name),
        tarball: String(report.filename),
        source,
        bytes: Number(report.size ?? 0),
        files: report.files.map((/** @type {{ path: string }} */ file) => file.path),
        siblings: siblingsOf(folder),
      };
    }),
  );
}

/** @param {string} folder @returns {string[]} */
function siblingsOf(folder) {
  const { dependencies = {} } = readJson(join(PACKAGES, folder, 'package.json'));
  const direct = Object.keys(dependencies).filter((name) => name.startsWith('@x/'));
  return [...new Set(direct.flatMap((name) => [name, ...siblingsOf(name.replace('@x/', ''))]))];
}

/**
 * A project that has these packages, and what they depend on from the registry.
 * @param {string} folder
 * @param {readonly Packed[]} packed
 * @param {readonly string[]} [others] More packages of the registry.
 */
export async function install(folder, packed, others = []) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--prefer-offline',
    '--loglevel=error',
  ];
  const tarballs = packed.map((each) => each.tarball);
  await run(folder, 'npm', ['install', ...quiet, ...tarballs, ...others]);
}

/**
 * What is in a package, and that its manifest names nothing else.
 * @param {string} folder Where it is installed.
 * @param {Packed} packed
 */
export function checkContents(folder, { name, source, files }) {
  const at = join(folder, 'node_modules', name);
  const manifest = readJson(join(at, 'package.json'));
  if (JSON.stringify(manifest.exports).includes('@x/source')) {
    refuse(`${name}: publishes its source condition`);
  }
  for (const [dependency, range] of Object.entries({ ...manifest.dependencies })) {
    if (String(range).startsWith('workspace:')) refuse(`${name}: ${dependency} is ${range}`);
  }
  const named = [...targets(manifest.exports), ...targets(manifest.imports)];
  for (const file of named) {
    if (!existsSync(join(at, file))) refuse(`${name}: ${file} is named and not packed`);
  }
  const doors = named.map((file) => file.replace('./', ''));
  const stray = files.filter((file) => !isWanted(file, doors, source));
  if (stray.length > 0) refuse(`${name} has files that nobody needs: ${stray.join(' ')}`);
  for (const file of ['LICENSE', 'README.md', 'package.json']) {
    if (!files.includes(file)) refuse(`${name} has no ${file}`);
  }
}

/**
 * The doors, the chunks that they share, modules for bundlers, declarations, and the sources that the maps of both lead to.
 * @param {string} file
 * @param {readonly string[]} doors
 * @param {string} source
 */
function isWanted(file, doors, source) {
  if (['LICENSE', 'README.md', 'CHANGELOG.md', 'package.json'].includes(file)) return true;
  const origin = (/** @type {string} */ path) => existsSync(join(source, path));
  const declared = /^dist\/(.*)\.d\.ts(\.map)?$/.exec(file);
  if (declared) return origin(`src/${declared[1]}.ts`);
  const [, built] = /^(dist\/.*\.js)(\.map)?$/.exec(file) ?? [];
  if (built !== undefined) {
    const [, module] = /^dist\/browser\/(.*)\.js$/.exec(built) ?? [];
    return doors.includes(built) || built.includes('/chunks/') || origin(`src/${module}.ts`);
  }
  return /^src\/.*\.ts$/.test(file) && origin(file);
}

/**
 * Every file that a manifest's `exports` or `imports` names, under whatever conditions; a source beside dist is not meant.
 * @param {unknown} target
 * @returns {string[]}
 */
function targets(target) {
  if (typeof target === 'string') return [target];
  return target === null ? [] : Object.values(Object(target)).flatMap(targets);
}

/**
 * The doors that Node can open, as a program writes them.
 * @param {string} folder
 * @param {string} name
 */
export function doorsOf(folder, name) {
  const manifest = readJson(join(folder, 'node_modules', name, 'package.json'));
  return Object.entries(manifest.exports)
    .filter(([path, target]) => path !== './package.json' && 'default' in Object(target))
    .map(([path]) => join(name, path));
}

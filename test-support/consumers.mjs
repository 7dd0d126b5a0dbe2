/**
 * Installs the packed packages as a user would, outside the workspace, and loads every entry by `import` and by
 * `require` on the Node that runs this; then @x/codec with nothing beside it, there and in Chromium. Build first; run it
 * through pnpm.
 */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { runInChromium } from './in-chromium.mjs';

const ROOT = join(import.meta.dirname, '..');

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} tarball
 * @property {Record<string, unknown>} exports As published.
 */

/** @param {string} file */
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/**
 * @param {string} cwd
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(cwd, command, args) {
  return execFileSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** @param {string} why */
function refuse(why) {
  throw new Error(why);
}

/** @param {string} to @returns {Packed[]} */
function packAll(to) {
  const packed = [];
  for (const folder of readdirSync(join(ROOT, 'packages'))) {
    const from = join(ROOT, 'packages', folder);
    const manifest = join(from, 'package.json');
    if (!existsSync(manifest) || readJson(manifest).private === true) continue;
    if (!existsSync(join(from, 'dist'))) refuse(`${folder} is not built`);
    const [report] = [
      JSON.parse(run(from, 'pnpm', ['pack', '--json', '--pack-destination', to])),
    ].flat();
    packed.push({ name: String(report.name), tarball: String(report.filename), exports: {} });
  }
  return packed;
}

/**
 * A project of its own that has these packages, and what they depend on from the registry.
 * @param {string} folder
 * @param {readonly Packed[]} packed
 */
function install(folder, packed) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'consumer', private: true }));
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  run(folder, 'npm', ['install', ...quiet, ...packed.map((each) => each.tarball)]);
}

/**
 * Every file that a manifest's `exports` or `imports` names, under whatever conditions.
 * @param {unknown} target
 * @returns {string[]}
 */
function files(target) {
  if (typeof target === 'string') return [target];
  return target === null ? [] : Object.values(Object(target)).flatMap(files);
}

/**
 * @param {string} folder
 * @param {string} name
 */
function checkManifest(folder, name) {
  const at = join(folder, 'node_modules', name);
  const manifest = readJson(join(at, 'package.json'));
  const text = JSON.stringify(manifest.exports);
  if (text.includes('@x/source')) refuse(`${name}: publishes its source condition`);
  const declared = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const [dependency, range] of declared) {
    if (String(range).startsWith('workspace:')) refuse(`${name}: ${dependency} is ${range}`);
  }
  for (const file of [...files(manifest.exports), ...files(manifest.imports)]) {
    if (!existsSync(join(at, file))) refuse(`${name}: ${file} is named and not packed`);
  }
  return manifest;
}

/**
 * Loads one entry both ways; both must give the same names.
 * @param {string} folder
 * @param {string} entry
 */
function load(folder, entry) {
  const names = 'console.log(JSON.stringify(Object.keys(got).sort()))';
  const node = (/** @type {string[]} */ ...args) => run(folder, process.execPath, args);
  const quoted = JSON.stringify(entry);
  const imported = node(
    '--input-type=module',
    '-e',
    `const got = await import(${quoted}); ${names}`,
  );
  const required = node('--no-warnings', '-e', `const got = require(${quoted}); ${names}`);
  if (imported !== required) refuse(`${entry}: import ${imported} require ${required}`);
  console.log(`  ${entry}: ${JSON.parse(imported).length} exports`);
}

/**
 * @param {string} folder
 * @param {Packed} packed
 */
function checkPackage(folder, { name }) {
  const manifest = checkManifest(folder, name);
  for (const [path, target] of Object.entries(manifest.exports)) {
    // An entry for browsers only has nothing for Node to load.
    if (path === './package.json' || target === null || !('default' in Object(target))) continue;
    load(folder, join(name, path));
  }
}

/**
 * The codec is a leaf: nothing else is installed, no module of it imports a package, and it works.
 * @param {string} folder
 */
function checkCodecAlone(folder) {
  const installed = readdirSync(join(folder, 'node_modules'), { encoding: 'utf8' });
  const beside = installed.filter((name) => !name.startsWith('.') && name !== '@x');
  const scope = readdirSync(join(folder, 'node_modules/@x'));
  if (beside.length > 0 || scope.join() !== 'codec')
    refuse(`beside codec: ${[...beside, ...scope]}`);
  const dist = join(folder, 'node_modules/@x/codec/dist');
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.js')) continue;
    const text = readFileSync(join(dist, file), 'utf8');
    for (const [, module = ''] of text.matchAll(
      /(?:from|import|import\(|require\()\s*['"]([^'"]+)['"]/g,
    )) {
      if (!module.startsWith('.')) refuse(`@x/codec: ${file} imports ${module}`);
    }
  }
  const script = `
    import assert from 'node:assert';
    import { Decoder, encode } from '@x/codec';
    const packet = { type: 'publish', topic: 'a/b', payload: new Uint8Array([1, 2]), qos: 1, retain: true, dup: false, packetId: 7 };
    for (const version of [4, 5]) {
      const [back, ...rest] = new Decoder({ version }).push(encode(packet, version));
      assert.deepStrictEqual({ ...back, payload: [...back.payload] }, { ...packet, payload: [1, 2], properties: undefined });
      assert.deepStrictEqual(rest, []);
    }`;
  run(folder, process.execPath, ['--input-type=module', '-e', script]);
}

/**
 * The same in a browser, as a bundler for one finds the package.
 * @param {string} folder
 */
async function checkCodecInChromium(folder) {
  const result = await runInChromium(
    folder,
    `
    import { Decoder, encode } from '@x/codec';
    const packet = { type: 'publish', topic: 'a/ü', payload: new Uint8Array([1, 2]), qos: 1, retain: true, dup: false, packetId: 7 };
    export const result = [4, 5].map((version) => {
      const packets = new Decoder({ version }).push(encode(packet, version));
      return packets.map(({ topic, payload, packetId }) => [topic, [...payload], packetId]);
    });`,
  );
  if (result === undefined) return 'skipped, Chromium is not installed';
  const expected = [['a/ü', [1, 2], 7]];
  if (!isDeepStrictEqual(result, [expected, expected])) {
    refuse(`@x/codec in Chromium: ${JSON.stringify(result)}`);
  }
  return 'encodes and decodes';
}

const scratch = mkdtempSync(join(tmpdir(), 'x-consumers-'));
try {
  const packed = packAll(scratch);
  if (packed.length === 0) refuse('no package to check');
  console.log(`Node ${process.versions.node}: ${packed.map((each) => each.name).join(' ')}`);
  const all = join(scratch, 'all');
  install(all, packed);
  for (const each of packed) checkPackage(all, each);
  const alone = join(scratch, 'alone');
  install(
    alone,
    packed.filter((each) => each.name === '@x/codec'),
  );
  checkCodecAlone(alone);
  console.log('  @x/codec alone: encodes and decodes, imports nothing');
  console.log(`  @x/codec alone, Chromium: ${await checkCodecInChromium(alone)}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

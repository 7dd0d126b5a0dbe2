/** What the next release will be: `changeset version`, run in a copy of the manifests. */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const CHANGESETS = join(ROOT, 'node_modules/@changesets/cli/bin.js');
const PACKAGES = readdirSync(join(ROOT, 'packages'));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const manifest = (root: string, folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));

/** The changesets that wait: which packages each names, and its first line. */
const waiting = readdirSync(join(ROOT, '.changeset'))
  .filter((file) => file.endsWith('.md'))
  .map((file) => {
    const text = readFileSync(join(ROOT, '.changeset', file), 'utf8');
    const [, head = '', body = ''] = text.split(/^---$/m);
    return {
      file,
      packages: Array.from(head.matchAll(/@x\/(\w+)/g), ([, name = '']) => name),
      line: body.trim().split('\n')[0] ?? '',
    };
  });

let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'x-versions-'));
  for (const part of ['.changeset', 'package.json', 'pnpm-workspace.yaml']) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  const areas = ['packages', 'apps'].flatMap((area) =>
    readdirSync(join(ROOT, area)).map((name) => join(area, name)),
  );
  for (const folder of [...areas, 'examples']) {
    const file = join(folder, 'package.json');
    if (existsSync(join(ROOT, file))) cpSync(join(ROOT, file), join(copy, file));
  }
  const planted = '---\n"@x/codec": minor\n---\n\nPlanted: one package alone is named.\n';
  writeFileSync(join(copy, '.changeset/planted.md'), planted);
  const { status, stderr, stdout } = spawnSync(process.execPath, [CHANGESETS, 'version'], {
    cwd: copy,
    encoding: 'utf8',
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('the next release', () => {
  it('raises the five packages together, to the next minor version', () => {
    const { version } = manifest(ROOT, 'packages/codec');
    const [major, minor] = version.split('.').map(Number);
    const next = `${major}.${(minor ?? 0) + 1}.0`;
    const versions = PACKAGES.map((name) => manifest(copy, `packages/${name}`).version);
    expect(versions).toEqual(PACKAGES.map(() => next));
  });

  it('keeps the siblings bound to the version of the workspace', () => {
    const { dependencies = {} } = manifest(copy, 'packages/client');
    const siblings = Object.entries(dependencies).filter(([name]) => name.startsWith('@x/'));
    expect(siblings.map(([, range]) => range)).toEqual(siblings.map(() => 'workspace:*'));
    expect(siblings.length).toBe(3);
  });

  it('leaves what is private as it is', () => {
    expect(manifest(copy, 'apps/demo').version).toBe(manifest(ROOT, 'apps/demo').version);
    expect(existsSync(join(copy, 'apps/demo/CHANGELOG.md'))).toBe(false);
  });

  it.each(PACKAGES)('has a changelog that says what is new in %s', (name) => {
    const changelog = readFileSync(join(copy, 'packages', name, 'CHANGELOG.md'), 'utf8');
    const { version } = manifest(copy, `packages/${name}`);
    expect(changelog.split('\n').slice(0, 3)).toEqual([`# @x/${name}`, '', `## ${version}`]);
    const lines = waiting.filter(({ packages }) => packages.includes(name)).map(({ line }) => line);
    expect(lines.filter((line) => !changelog.includes(line))).toEqual([]);
  });

  it('has used up every changeset', () => {
    expect(readdirSync(join(copy, '.changeset'))).toEqual(['config.json']);
  });

  it('knows the packages that the changesets name', () => {
    const named = waiting.flatMap(({ packages }) => packages);
    expect(named.filter((name) => !PACKAGES.includes(name))).toEqual([]);
  });
});

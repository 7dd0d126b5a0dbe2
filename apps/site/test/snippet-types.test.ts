/** Every piece of code on a page and in a README compiles against the packages. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../src/root.ts';
import { CLIENT, type Snippet, snippetsOf } from './snippets.ts';

const snippets = snippetsOf('');
const fileOf = ({ place, language }: Snippet) => `${place.replace(/\W+/g, '-')}.${language}`;

/** A file with a fault, which must be found. */
const PLANTED = 'planted.ts';

/** Within this package, so that the names of the others mean what they mean here. */
let folder = '';
const faults = new Map<string, string[]>();

beforeAll(() => {
  const parent = join(ROOT, 'apps/site/node_modules/.snippets');
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, 'run-'));
  for (const snippet of snippets) {
    writeFileSync(join(folder, fileOf(snippet)), `${snippet.whole}\nexport {};\n`);
  }
  writeFileSync(join(folder, PLANTED), `${CLIENT}await mqtt.publishEverything();\nexport {};\n`);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: join(ROOT, 'tsconfig.test.json'),
      compilerOptions: {
        types: ['node'],
        typeRoots: [join(ROOT, 'node_modules/@types')],
        noPropertyAccessFromIndexSignature: false,
        noImplicitAny: false,
      },
      include: ['*.ts', '*.js'],
    }),
  );
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: folder,
  });
  for (const line of stdout.split('\n')) {
    const [, file = '', fault = ''] = /^(?:.*\/)?([\w-]+\.[jt]s)(\(.*)$/.exec(line) ?? [];
    if (file !== '') faults.set(file, [...(faults.get(file) ?? []), fault]);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('compiles', () => {
  it.each(snippets.map((snippet) => [snippet.place, snippet] as const))('%s', (_, snippet) => {
    expect(faults.get(fileOf(snippet)) ?? []).toEqual([]);
  });
});

it('and the compiler says so where one does not', () => {
  expect(faults.get(PLANTED)).toEqual([expect.stringContaining('error TS2339')]);
});

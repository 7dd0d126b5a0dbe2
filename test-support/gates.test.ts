/** The layering gates fire: each forbidden thing, planted in a copy of the tree, is refused by the rule that names it. */

import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CYCLES, GLOBALS, IMPORTS, PLANTED, UNDECLARED, UNTYPED } from './planted.ts';

const ROOT = join(import.meta.dirname, '..');
const BIOME = join(ROOT, 'node_modules/@biomejs/biome/bin/biome');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const PACKAGES = ['codec', 'transport', 'session', 'client', 'testing'];

let copy = '';
const lint: { rule: string; file: string; message: string }[] = [];
const typecheck: Record<string, string> = {};

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'x-gates-'));
  copyTree();
  for (const { file, source } of PLANTED) plant(file, source);
  for (const { file, rule } of PLANTED) {
    if (rule !== CYCLES) continue;
    const back = file.replace(/.*\//, './');
    plant(
      join(dirname(file), 'planted-cycle.ts'),
      `import { forth } from '${back}';\nexport const back = () => forth;\n`,
    );
  }
  runLint();
  for (const { file, global } of UNTYPED)
    plant(file, `export const got = typeof ${global}.name;\n`);
  for (const name of ['codec', 'session']) runTypecheck(name);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function copyTree(): void {
  for (const file of ['biome.json', '.gitignore', 'tsconfig.base.json']) {
    cpSync(join(ROOT, file), join(copy, file));
  }
  for (const area of ['packages', 'apps']) {
    for (const name of readdirSync(join(ROOT, area))) {
      for (const part of ['src', 'test', 'package.json', 'tsconfig.json']) {
        const from = join(ROOT, area, name, part);
        if (existsSync(from)) cpSync(from, join(copy, area, name, part), { recursive: true });
      }
    }
  }
}

function plant(file: string, source: string): void {
  mkdirSync(join(copy, dirname(file)), { recursive: true });
  writeFileSync(join(copy, file), source);
}

function run(script: string, args: readonly string[]): string {
  const options = { cwd: copy, encoding: 'utf8', maxBuffer: 1 << 26 } as const;
  const { stdout, error } = spawnSync(process.execPath, [script, ...args], options);
  if (error) throw error;
  return stdout;
}

function runLint(): void {
  const output = run(BIOME, ['lint', '--reporter=json', '--max-diagnostics=none', '.']);
  const report: {
    diagnostics: { category: string; message: string; location: { path: string } }[];
  } = JSON.parse(output.slice(output.indexOf('{')));
  for (const { category, message, location } of report.diagnostics) {
    lint.push({ rule: category, file: location.path, message });
  }
}

/** Compiles the planted files and one that is in order, with the package's own options. */
function runTypecheck(name: string): void {
  const files = UNTYPED.filter((untyped) => untyped.name === name);
  plant(`packages/${name}/src/in-order.ts`, 'export const got = new Uint8Array(1);\n');
  const config = {
    extends: './tsconfig.json',
    compilerOptions: { composite: false, incremental: false, tsBuildInfoFile: null, noEmit: true },
    files: [...files.map(({ file }) => file.replace(/^.*src/, 'src')), 'src/in-order.ts'],
    include: [],
    references: [],
  };
  plant(`packages/${name}/tsconfig.gates.json`, JSON.stringify(config));
  typecheck[name] = run(TSC, ['-p', `packages/${name}/tsconfig.gates.json`, '--pretty', 'false']);
}

describe('lint refuses', () => {
  it.each(PLANTED)('$what', ({ file, rule, says }) => {
    const found = lint.filter((each) => each.file === file && each.rule === rule);
    expect(found.map((each) => each.message).join('\n')).toContain(says);
  });

  it('nothing that is in order', () => {
    const gates = [IMPORTS, GLOBALS, CYCLES, UNDECLARED];
    const found = lint.filter(
      (each) => gates.includes(each.rule) && !each.file.includes('planted'),
    );
    expect(found).toEqual([]);
  });
});

describe('the compiler refuses', () => {
  it.each(UNTYPED)('$global in $name', ({ name, global, file }) => {
    expect(typecheck[name]).toMatch(
      new RegExp(`^${file}\\(1,\\d+\\): error TS\\d+: Cannot find name '${global}'`, 'm'),
    );
  });

  it.each(['codec', 'session'])('nothing that is in order in %s', (name) => {
    const errors = (typecheck[name] ?? '').split('\n').filter((line) => line.includes('error'));
    expect(errors.filter((line) => !line.includes('/untyped-'))).toEqual([]);
  });
});

describe('a sibling resolves only where the manifest declares it', () => {
  const folders = ['packages', 'apps']
    .flatMap((area) => readdirSync(join(ROOT, area)).map((name) => join(area, name)))
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')));

  it.each(folders)('%s', (folder) => {
    const { name, dependencies, devDependencies } = JSON.parse(
      readFileSync(join(ROOT, folder, 'package.json'), 'utf8'),
    );
    const siblings = PACKAGES.map((each) => `@x/${each}`).filter((each) => each !== name);
    const declared = Object.keys({ ...dependencies, ...devDependencies });
    expect(resolving(siblings, join(ROOT, folder))).toEqual(
      siblings.filter((sibling) => declared.includes(sibling)),
    );
  });
});

/** Which of `names` an ES module in `folder` can import, as Node resolves it. */
function resolving(names: readonly string[], folder: string): string[] {
  const script = `console.log(JSON.stringify(${JSON.stringify(names)}.filter((name) => {
    try { return import.meta.resolve(name + '/package.json'); }
    catch (error) { if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error; }
  })))`;
  const args = ['--input-type=module', '-e', script];
  return JSON.parse(
    spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).stdout || '"crashed"',
  );
}

describe('the sources hold', () => {
  const sources = ['packages', 'apps'].flatMap((area) =>
    readdirSync(join(ROOT, area), { recursive: true, encoding: 'utf8' })
      .filter((file) => /^[^/]+\/src\/.*\.tsx?$/.test(file))
      .map((file) => ({
        file: join(area, file),
        text: readFileSync(join(ROOT, area, file), 'utf8'),
      })),
  );
  const holding = (pattern: RegExp, among = sources) =>
    among.filter(({ text }) => pattern.test(text)).map(({ file }) => file);

  it('the packages that this test knows', () => {
    expect(readdirSync(join(ROOT, 'packages')).sort()).toEqual([...PACKAGES].sort());
    for (const name of PACKAGES) {
      expect(sources.some(({ file }) => file.startsWith(`packages/${name}/src/`))).toBe(true);
    }
  });

  it('nothing that the type check does not see', () => {
    const args = [TSC, '-p', 'tsconfig.test.json', '--listFilesOnly'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
    const seen = new Set(stdout.split('\n'));
    const written = ['packages', 'apps'].flatMap((area) =>
      readdirSync(join(ROOT, area), { recursive: true, encoding: 'utf8' })
        .filter((file) => /^[^/]+\/(src|test)\/.*\.tsx?$/.test(file))
        .map((file) => join(ROOT, area, file)),
    );
    expect(written.length).toBeGreaterThan(PACKAGES.length);
    expect(written.filter((file) => !seen.has(file))).toEqual([]);
  });

  it('no Math.random in codec and session', () => {
    const pure = sources.filter(({ file }) => /^packages\/(codec|session)\/src\//.test(file));
    expect(pure.length).toBeGreaterThan(0);
    expect(holding(/Math\s*(\.\s*random|\[)/, pure)).toEqual([]);
  });

  it('no suppressed rule', () => {
    expect(holding(/biome-ignore|@ts-(ignore|nocheck|expect-error)|v8 ignore/)).toEqual([]);
  });
});

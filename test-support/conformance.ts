/**
 * Prints docs/conformance.md: each normative statement of both versions, who it binds, and the tests that name it.
 * A test names a statement by its title: `v3.1.1 [MQTT-2.3.1-5] …` or `v5 [MQTT-2.2.1-2] …`.
 * `vitest run -u test-support/conformance.test.ts` writes the page.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Statement {
  readonly version: '3.1.1' | '5.0';
  readonly id: string;
  /** The layers that carry it out: codec, client, server, both. */
  readonly binds: readonly string[];
  readonly text: string;
}

export interface NamedTest {
  readonly file: string;
  readonly title: string;
}

export function readStatements(): Statement[] {
  return [...readTable('3.1.1', 'statements-v311.tsv'), ...readTable('5.0', 'statements-v5.tsv')];
}

function readTable(version: Statement['version'], file: string): Statement[] {
  const [, ...lines] = readFileSync(join(ROOT, 'test-support', file), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => {
    const [id = '', binds = '', text = ''] = line.split('\t');
    return { version, id, binds: binds.split(','), text };
  });
}

const TITLE = /\b(?:it|test)(?:\.\w+)*\(\s*(['"`])(v(?:3\.1\.1|5) .*?)\1/gs;
const NAMED = /v(3\.1\.1|5)((?: \[MQTT-[\d.]+-\d+\])+)/g;

/** The key of a statement: the ids of the two versions are not distinct. */
export function keyOf(version: string, id: string): string {
  return `${version.replace('5.0', '5')} ${id}`;
}

/** The tests that name a statement, by its key. */
export function findTests(): Map<string, NamedTest[]> {
  const found = new Map<string, NamedTest[]>();
  for (const file of testFiles()) {
    for (const [, , title = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(TITLE)) {
      for (const [, version = '', ids = ''] of title.matchAll(NAMED)) {
        for (const [id] of ids.matchAll(/MQTT-[\d.]+-\d+/g)) {
          const key = keyOf(version, id);
          found.set(key, [...(found.get(key) ?? []), { file, title }]);
        }
      }
    }
  }
  return found;
}

function testFiles(): string[] {
  const files: string[] = [];
  for (const group of ['packages', 'apps']) {
    for (const name of readdirSync(join(ROOT, group))) {
      const folder = join(ROOT, group, name, 'test');
      try {
        for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (entry.endsWith('.test.ts')) files.push(relative(ROOT, join(folder, entry)));
        }
      } catch (error) {
        // A package without tests names no statement.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
      }
    }
  }
  return files.map((file) => file.split(sep).join('/')).sort();
}

/** The page. */
export function printConformance(
  statements: readonly Statement[],
  tests: ReadonlyMap<string, readonly NamedTest[]>,
): string {
  const lines = [
    '# Conformance',
    '',
    'Every normative statement of MQTT 3.1.1 and 5.0, whom it binds, and the tests that name it. Printed by',
    '`test-support/conformance.ts` from `test-support/statements-*.tsv` and the titles of all tests; do not edit.',
    '',
  ];
  for (const version of ['3.1.1', '5.0'] as const) {
    const own = statements.filter((statement) => statement.version === version);
    const tested = own.filter(({ id }) => tests.has(keyOf(version, id)));
    lines.push(
      `## MQTT ${version}`,
      '',
      `${tested.length} of ${own.length} statements have a test.`,
      '',
    );
    lines.push('| statement | binds | what | tests |', '|---|---|---|---|');
    for (const { id, binds, text } of own) {
      const named = tests.get(keyOf(version, id)) ?? [];
      const files = [...new Set(named.map(({ file }) => `[${shorten(file)}](../${file})`))];
      lines.push(
        `| ${id} | ${binds.join(', ')} | ${cell(text)} | ${files.join(', ') || 'not yet'} |`,
      );
    }
    lines.push('');
  }
  return lines.join('\n');
}

function shorten(file: string): string {
  return file.replace(/^(?:packages|apps)\/([^/]+)\/test\//, '$1: ').replace(/\.test\.ts$/, '');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

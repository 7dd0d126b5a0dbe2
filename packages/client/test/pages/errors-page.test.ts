/** docs/errors.md is what the tables print; what its prose says of numbers that are never reported is so. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../src/error-codes.ts';
import { ERROR_DOCS } from './error-docs.ts';
import { errorsPage } from './errors-page.ts';

const PAGE = '../../../../docs/errors.md';
const SOURCES = join(import.meta.dirname, '../../src');

/** `vitest -u` writes the page anew. */
it('docs/errors.md is what the tables print', async () => {
  expect(existsSync(new URL(PAGE, import.meta.url))).toBe(true);
  await expect(errorsPage()).toMatchFileSnapshot(PAGE);
});

it('has every number with its text', () => {
  const lines = errorsPage().split('\n');
  for (const [code, text] of Object.values(ERROR_CODES).flatMap((table) => Object.entries(table))) {
    const words = text.replace(/^\[\d+\] /, '');
    expect(lines.filter((line) => line.includes(code) && line.includes(words))).not.toEqual([]);
  }
});

it('says of exactly those that no code uses that they are never reported', () => {
  const code = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) =>
        file.endsWith('.ts') && !/^(?:common-errors|platform-errors|error-codes)\.ts$/.test(file),
    )
    .map((file) => readFileSync(join(SOURCES, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))
    .join('\n');
  const used = (number: string) => new RegExp(`\\b${number}\\b`).test(code);
  for (const [group, table] of Object.entries(ERROR_DOCS)) {
    for (const [number, doc] of Object.entries(table)) {
      const pointsElsewhere = typeof doc === 'string' && doc.startsWith('See ');
      if (pointsElsewhere) continue;
      expect([group, number, used(number)]).toEqual([group, number, typeof doc !== 'string']);
    }
  }
});

/** Every page of docs/ is on the site, under a name that says what it is. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isPage, SECTIONS, urlOf, WIDE } from '../src/pages.ts';
import { ROOT } from '../src/root.ts';

const pages = SECTIONS.flatMap((section) => Object.keys(section.pages));

it('shows every page of docs/', () => {
  const files = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((file) => !isPage(file))).toEqual([]);
});

it('shows nothing that is not there', () => {
  expect([...pages, ...WIDE].filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
});

it('gives each page an address of its own', () => {
  expect(new Set(pages.map(urlOf)).size).toBe(pages.length);
  expect(urlOf('docs/index.md')).toBe('/index.md');
  expect(urlOf('packages/codec/README.md')).toBe('/packages/codec.md');
});

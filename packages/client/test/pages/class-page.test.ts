/** docs/class.md is what the sources print, and has every documented member. */

import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EVENTS, METHODS, PROPERTIES } from '../reference/class.ts';
import { classPage } from './class-page.ts';

const PAGE = '../../../../docs/class.md';
const page = classPage();

/** `vitest -u` writes the page anew. */
it('docs/class.md is what the sources print', async () => {
  expect(existsSync(new URL(PAGE, import.meta.url))).toBe(true);
  await expect(page).toMatchFileSnapshot(PAGE);
});

it('every documented member has its heading, and words', () => {
  const names = [
    ...PROPERTIES.map(({ name }) => name),
    ...Object.keys(METHODS),
    ...Object.keys(EVENTS),
  ];
  for (const name of names) {
    const [, part = ''] = page.split(`\n### ${name}\n`);
    const words = part.split('\n### ')[0]?.replace(/```[\s\S]*?```/, '') ?? '';
    expect([name, words.trim().length > 20]).toEqual([name, true]);
  }
});

it('every field of an event is in its table', () => {
  for (const [name, fields] of Object.entries(EVENTS)) {
    const [part = ''] = page.split(`\n### ${name}\n`).at(-1)?.split('\n### ') ?? [];
    for (const field of Object.keys(fields)) expect(part).toContain(`| ${field} |`);
  }
});

/** What the documents for newcomers name is there: files, commands and links. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const documents = ['README.md', 'CONTRIBUTING.md'].map((name) => ({
  name,
  text: readFileSync(join(ROOT, name), 'utf8'),
}));

/** What the pattern's first group matched, each once. */
const all = (text: string, pattern: RegExp) => [
  ...new Set(Array.from(text.matchAll(pattern), (match) => match[1] ?? '')),
];

describe.each(documents)('$name', ({ text }) => {
  it('names files that exist', () => {
    const files = all(text, /`((?:packages|apps|test-support|docs|examples)\/[\w./-]+)`/g);
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = all(text, /\]\((?![a-z]+:|#)([^)#]+)/g);
    expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  });

  it('names scripts that exist', () => {
    const used = all(text, /npx -y pnpm@[\d.]+ ([a-z][\w:-]*)/g);
    const built = ['exec', 'install'];
    expect(used.filter((name) => !(name in scripts) && !built.includes(name))).toEqual([]);
  });
});

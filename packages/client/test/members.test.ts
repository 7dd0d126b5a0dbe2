/** The README's tables of members are what the code prints; `vitest -u` writes them anew. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXTENSION_SETTINGS } from '../src/settings/extensions.ts';
import { membersPage } from './members.ts';
import { EVENTS, METHODS, PROPERTIES } from './reference/class.ts';

const README = '../README.md';
const MARKS = /(<!-- members -->\n)[\s\S]*(<!-- \/members -->)/;
const page = membersPage();

it('the README has them', async () => {
  const text = readFileSync(new URL(README, import.meta.url), 'utf8');
  expect(text).toMatch(MARKS);
  await expect(
    text.replace(MARKS, (_, from, to) => `${from}\n${page}\n\n${to}`),
  ).toMatchFileSnapshot(README);
});

it('every documented member has its line', () => {
  const lines = page.split('\n');
  const first = (line: string) => /^\| (?:`(\w+)\(|(\w+) \|)/.exec(line)?.slice(1).find(Boolean);
  const names = lines.map(first).filter((name) => name !== undefined);
  for (const { name } of PROPERTIES) expect(names).toContain(name);
  for (const name of [...Object.keys(METHODS), ...Object.keys(EVENTS)])
    expect(names).toContain(name);
});

it('every documented field of an event is in its line', () => {
  for (const [name, fields] of Object.entries(EVENTS)) {
    const line = page
      .split('\n')
      .find((each) => each.startsWith(`| ${name} | `) && !each.includes('()`'));
    for (const field of Object.keys(fields))
      expect([name, line]).toEqual([name, expect.stringContaining(`\`${field}\``)]);
  }
});

it('and it counts the settings', () => {
  expect(page).toContain(
    `MQTT 35, TCPClient 19, SSL 28, Socket 4, Base 5, Extensions ${Object.keys(EXTENSION_SETTINGS).length};`,
  );
});

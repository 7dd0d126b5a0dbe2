/** The README of each package has what a newcomer looks for; its sizes are printed from the table of budgets. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUDGETS, sizeRow } from './consumers/budgets.mjs';

const PACKAGES = join(import.meta.dirname, '../packages');
const names = readdirSync(PACKAGES);

describe.each(names)('%s', (name) => {
  const file = join(PACKAGES, name, 'README.md');
  const text = readFileSync(file, 'utf8');
  const manifest = JSON.parse(readFileSync(join(PACKAGES, name, 'package.json'), 'utf8'));

  it('begins with its name, how to install it, and a snippet', () => {
    expect(text.startsWith(`# @x/${name}\n`)).toBe(true);
    const [shell, code] = Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm));
    expect(shell?.[1]).toBe('sh');
    expect(shell?.[2]).toMatch(new RegExp(`^npm install (--save-dev )?@x/${name}\n$`));
    expect(code?.[1]).toMatch(/^[jt]s$/);
  });

  it('says where it runs', () => {
    for (const where of ['Node 20.19', 'bun', 'deno', 'browser']) expect(text).toContain(where);
  });

  it('has the sizes of the table (-u prints them)', async () => {
    const rows = BUDGETS.filter((budget) => budget.package === name).map(sizeRow);
    expect(rows.length).toBeGreaterThan(0);
    const table = ['| import | at most |', '|---|---|', ...rows].join('\n');
    const printed = text.replace(
      /(<!-- sizes -->\n)[\s\S]*?(<!-- \/sizes -->)/,
      (_, begin, end) => `${begin}\n${table}\n\n${end}`,
    );
    expect(printed).toContain(table);
    await expect(printed).toMatchFileSnapshot(file);
  });

  it('has a manifest that is ready to publish', () => {
    expect(manifest).toMatchObject({
      description: expect.stringMatching(/^.{30,110}$/),
      license: 'MIT',
      homepage: expect.stringContaining(`packages/${name}#readme`),
      bugs: expect.stringContaining('/issues'),
      repository: { type: 'git', directory: `packages/${name}` },
      engines: { node: '>=20.19.0' },
      sideEffects: false,
      type: 'module',
      publishConfig: { access: 'public', provenance: true },
    });
    expect(manifest.keywords.length).toBeGreaterThan(5);
    expect(Object.keys(manifest.publishConfig.exports)).toEqual(Object.keys(manifest.exports));
  });
});

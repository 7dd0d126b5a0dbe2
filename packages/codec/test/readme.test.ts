/** Runs every snippet of the README: what it prints is what its comments say. */

import { readFileSync } from 'node:fs';
import { format } from 'node:util';
import { transformWithOxc } from 'vite';
import { describe, expect, it } from 'vitest';
import * as codec from '../src/index.ts';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const SNIPPETS = [...README.matchAll(/^## (.+?)$|^```ts\n(.*?)^```$/gms)];

describe('README', () => {
  let section = '';
  for (const [, heading, snippet] of SNIPPETS) {
    if (heading !== undefined) section = heading;
    if (snippet !== undefined) it(section, () => run(snippet));
  }

  it('has a snippet for each part', () => {
    const sections = SNIPPETS.map(([, heading]) => heading).filter((heading) => heading);
    const parts = ['Encode', 'Decode', 'Streaming', 'Topics', 'Errors', 'API'];
    expect(sections).toEqual([...parts, 'Size and runtimes']);
    expect(SNIPPETS.filter(([, , snippet]) => snippet !== undefined).length).toBe(5);
  });

  it('names every export that is a value', () => {
    for (const name of Object.keys(codec)) expect(README).toContain(name);
  });
});

async function run(snippet: string): Promise<void> {
  const imports = /^import \{ (.+) \} from '@x\/codec';$/m.exec(snippet);
  expect(imports).not.toBe(null);
  const { code } = await transformWithOxc(snippet.replace(imports?.[0] ?? '', ''), 'snippet.ts');
  const printed: string[] = [];
  const print = { log: (...values: unknown[]) => printed.push(format(...values)) };
  const body = `const { ${imports?.[1]} } = codec;\n${code}`;
  new Function('codec', 'console', body)(codec, print);
  const promised = [...snippet.matchAll(/^ *console\.log\(.*\); \/\/ (.+)$/gm)];
  expect(printed).toEqual(promised.map(([, text]) => text));
}

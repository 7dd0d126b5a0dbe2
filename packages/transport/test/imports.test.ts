import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };

const packageUrl = new URL('../', import.meta.url);

/** The specifiers that a source module imports at run time. */
async function importsOf(file: URL): Promise<string[]> {
  const source = await readFile(file, 'utf8');
  const found = source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)';/gm);
  return [...found].map(([, specifier = '']) => specifier);
}

/** The modules from outside of the package that an entry point loads, directly or not. */
async function external(entry: string): Promise<string[]> {
  const seen = new Set<string>();
  const outside = new Set<string>();
  const open = [new URL(entry, packageUrl)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file.href)) continue;
    seen.add(file.href);
    for (const specifier of await importsOf(file)) {
      if (specifier.startsWith('.')) open.push(new URL(specifier, file));
      else outside.add(specifier);
    }
  }
  return [...outside].sort();
}

/** What a bundler makes of an entry point for browsers: code and the imports that are left. */
async function browserBuild(entry: string) {
  const output = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      minify: false,
      lib: { entry: fileURLToPath(new URL(entry, packageUrl)), formats: ['es'] },
    },
  });
  const [first] = Array.isArray(output) ? output : [output];
  if (first === undefined || !('output' in first)) throw new Error('nothing was built');
  const chunks = first.output.filter((o) => o.type === 'chunk');
  const own = new Set(chunks.map((c) => c.fileName));
  const imports = chunks.flatMap((c) => c.imports).filter((name) => !own.has(name));
  return { code: chunks.map((c) => c.code).join('\n'), imports };
}

describe('what an entry point loads', () => {
  it('tcp: no ws, no TLS, no certificate library', async () => {
    expect(await external('src/tcp.ts')).toEqual(['node:net']);
  });

  it.each(['src/index.ts', 'src/internal.ts', 'src/memory.ts', 'src/ws.browser.ts'])(
    '%s: nothing from outside',
    async (entry) => {
      expect(await external(entry)).toEqual([]);
    },
  );

  it.each(['src/memory.ts', 'src/ws.browser.ts'])('%s bundles for browsers', async (entry) => {
    const { code, imports } = await browserBuild(entry);
    expect(imports).toEqual([]);
    expect(code).not.toMatch(/node:|browser-external|require\(/);
    expect(code.length).toBeGreaterThan(1000);
  });
});

describe('package.json', () => {
  const { exports, publishConfig } = manifest;

  it('gives browsers what runs there, and nothing else', () => {
    expect(exports['./ws'].browser['@x/source']).toBe('./src/ws.browser.ts');
    for (const entry of ['./tcp', './tls', './proxy', './certificate'] as const)
      expect(exports[entry].browser).toBeNull();
  });

  it('publishes the same entry points, without the sources', () => {
    const published = JSON.parse(JSON.stringify(exports), (key, value) =>
      key === '@x/source' ? undefined : value,
    );
    expect(publishConfig.exports).toEqual(published);
  });
});

/** A client that uses plain TCP must not pay for what only TLS, WebSocket, proxies and certificate stores need. */

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const packages = new URL('../../../', import.meta.url);

interface Target {
  readonly '@x/source': string;
}

/** A source of this workspace, as Node resolves it; undefined for what comes from outside. */
async function resolve(specifier: string, from: URL): Promise<URL | undefined> {
  if (specifier.startsWith('.')) return new URL(specifier, from);
  const [, name = 'client', rest = ''] = /^@x\/([^/]+)(.*)$/.exec(specifier) ?? [];
  if (!specifier.startsWith('#') && !specifier.startsWith('@x/')) return undefined;
  const manifest: {
    imports?: Record<string, Target>;
    exports: Record<string, Target>;
  } = JSON.parse(await readFile(new URL(`${name}/package.json`, packages), 'utf8'));
  const target = manifest.imports?.[specifier] ?? manifest.exports[`.${rest}`];
  return target && new URL(`${name}/${target['@x/source']}`, packages);
}

/** What is loaded with a module at once, in this workspace and from outside. */
async function loadedWith(entry: string) {
  const sources = new Set<string>();
  const outside = new Set<string>();
  const open = [new URL(entry, packages)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (sources.has(file.href)) continue;
    sources.add(file.href);
    const source = await readFile(file, 'utf8');
    const found = source.matchAll(/^(?:import|export)\s(?!type\s)[^;]*?from '([^']+)';/gm);
    for (const [, specifier = ''] of found) {
      const next = await resolve(specifier, file);
      if (next === undefined) outside.add(specifier);
      else open.push(next);
    }
  }
  const prefix = packages.href.length;
  return { sources: [...sources].map((href) => href.slice(prefix)), outside: [...outside] };
}

describe('import of @x/client', () => {
  it('loads the engine and TCP, but neither TLS nor proxies nor WebSocket', async () => {
    const { sources, outside } = await loadedWith('client/src/index.ts');
    expect(sources).toContain('client/src/engine/connector.ts');
    expect(sources).toContain('transport/src/tcp.ts');
    expect(sources.filter((file) => /transport\/src\/(?:ws|proxy)|tls\/secure/.test(file))).toEqual(
      [],
    );
    expect(outside).toContain('node:net');
    const heavy = /^(?:node:(?:tls|https?|http2)|ws|node-forge|asn1js|iconv-lite)$/;
    expect(outside.filter((name) => heavy.test(name))).toEqual([]);
  });

  it('secured connections do load TLS, so that this test would see it', async () => {
    const { outside } = await loadedWith('client/src/engine/secure.node.ts');
    expect(outside).toContain('node:tls');
  });
});

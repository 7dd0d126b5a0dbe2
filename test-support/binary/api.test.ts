/** The public types are what was approved: one report for each door, in its package's folder `api`. */

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiReport, type Door, publicDoors } from '../api-report.ts';

const PACKAGES = join(import.meta.dirname, '../../packages');
const folders = readdirSync(PACKAGES).map((name) => join(PACKAGES, name));

/** `dist/file/index.d.ts` is reported in `file-index.api.md`. */
const reportOf = ({ types }: Door) =>
  types
    .replace(/^\.\/dist\/(.*)\.d\.ts$/, '$1.api.md')
    .split('/')
    .join('-');

describe('the public types, as approved', () => {
  const doors = folders.flatMap((folder) => publicDoors(folder));

  it.each(doors.map((door) => [`${door.name} (${door.types})`, door] as const))(
    '%s',
    async (_name, door) => {
      await expect(apiReport(door)).toMatchFileSnapshot(
        join(door.packageFolder, 'api', reportOf(door)),
      );
    },
  );

  it.each(folders)('no report without its door in %s', (folder) => {
    const expected = publicDoors(folder).map((door) => reportOf(door));
    expect(readdirSync(join(folder, 'api')).sort()).toEqual(expected.sort());
  });
});

describe('a report', () => {
  const files = {
    'package.json': JSON.stringify({
      name: '@x/sample',
      exports: { '.': { types: './dist/index.d.ts' }, './internal': { types: './dist/i.d.ts' } },
      imports: { '#part': { types: './dist/deep/part.d.ts' } },
    }),
    'dist/index.d.ts': [
      '/** Prose is no part of it. */',
      "import type { Used } from './used.ts';",
      "export { Part as Piece } from '#part';",
      'export declare function make(from: Used): void;',
      'declare const hidden: 1;',
      '//# sourceMappingURL=index.d.ts.map',
    ].join('\n'),
    'dist/deep/part.d.ts': [
      "import type { Socket } from 'node:net';",
      'export interface Part {',
      '    /** Nor is this. */',
      '    readonly socket: Socket;',
      '}',
    ].join('\n'),
    'dist/used.d.ts': 'export type Used = string;\nexport type Unused = number;\n',
  };

  function reported(changes: Partial<typeof files> = {}): string {
    const folder = mkdtempSync(join(tmpdir(), 'x-api-'));
    try {
      mkdirSync(join(folder, 'dist/deep'), { recursive: true });
      for (const [name, text] of Object.entries({ ...files, ...changes })) {
        writeFileSync(join(folder, name), text);
      }
      return publicDoors(folder).map(apiReport).join('');
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('has what is exported, what that uses, and where the rest comes from', () => {
    const code = [...reported().matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text);
    expect(code).toEqual([
      'export interface Part {\n    readonly socket: Socket;\n}\nexport declare function make(from: Used): void;\nexport { Part as Piece };\n',
      'export type Used = string;\n',
      "import { Socket } from 'node:net';\n",
    ]);
  });

  it('changes with a type that is only used', () => {
    expect(reported({ 'dist/used.d.ts': 'export type Used = boolean;\n' })).not.toBe(reported());
    const unused = 'export type Used = string;\nexport type Unused = boolean;\n';
    expect(reported({ 'dist/used.d.ts': unused })).toBe(reported());
  });
});

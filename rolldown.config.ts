/**
 * How a package becomes its dist: one file for each door that its manifest names, and chunks for what several doors
 * share, so that every class exists once. A program that loads 150 small modules pays more for their number than for
 * what is in them. The declarations beside them are tsc's.
 */

import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import {
  type ChunkingContext,
  type CodeSplittingGroup,
  defineConfig,
  type InputOptions,
  type OutputOptions,
} from 'rolldown';

/**
 * What `exports` says of a door: its source, and the file that is published in its place. `browser` is null where
 * browsers cannot have it, a door of its own, or another file of the same source.
 */
interface Door {
  readonly '@x/source': string;
  readonly default: string;
  readonly browser?: null | Partial<Door>;
}

const manifest: {
  readonly exports: Readonly<Record<string, string | Door>>;
  readonly imports?: object;
} = JSON.parse(readFileSync('package.json', 'utf8'));
const doors = Object.values(manifest.exports).filter((door) => typeof door === 'object');

type Inputs = Record<string, string>;

/** All but those that are built once more for browsers, where `#names` mean other files. */
function inputsOfAll(): Inputs {
  const own = doors.flatMap((door) => (isDoor(door.browser) ? [door, door.browser] : [door]));
  return Object.fromEntries(own.map((door) => [nameOf(door.default), door['@x/source']]));
}

function inputsForBrowsers(): Inputs {
  const again = doors.flatMap((door) => {
    const file = isDoor(door.browser) ? undefined : door.browser?.default;
    return file === undefined ? [] : [[nameOf(file), door['@x/source']]];
  });
  return Object.fromEntries(again);
}

function isDoor(door: null | undefined | Partial<Door>): door is Door {
  return door?.['@x/source'] !== undefined && door.default !== undefined;
}

/** `./dist/a/b.js` and `./dist/browser/a/b.js` without what all have. */
function nameOf(file: string): string {
  return file.replace(/^\.\/dist\/(?:browser\/)?(.*)\.js$/, '$1');
}

/**
 * A page takes all of the client, and some of it later. Of a package without files of its own for browsers it takes parts,
 * and a bundler leaves out the rest if it sees each module: `sideEffects: false` speaks of files.
 */
const inModules = manifest.imports === undefined;

/**
 * A chunk that several doors of browsers share has nothing in it for Node, nor what a page loads only when it is used;
 * all else is cut where the doors need it.
 */
const forBrowsers = new Set(
  doors.flatMap((door) => {
    if (isDoor(door.browser)) return [door.browser['@x/source']];
    return door.browser === null ? [] : [door['@x/source']];
  }),
);

function isForBrowsers(id: string, context: ChunkingContext): boolean {
  const seen = new Set([id]);
  let users = 0;
  for (const each of seen) {
    if (forBrowsers.has(`./${relative('.', each)}`)) users++;
    for (const importer of context.getModuleInfo(each)?.importers ?? []) seen.add(importer);
  }
  return users > 1;
}

const SHARED: CodeSplittingGroup = {
  name: (id, context) => (isForBrowsers(id, context) ? 'shared' : null),
  minShareCount: 2,
};

function build(
  input: Inputs,
  condition: 'node' | 'browser',
): InputOptions & { output: OutputOptions } {
  return {
    input,
    platform: 'neutral',
    tsconfig: false,
    resolve: { conditionNames: ['@x/source', condition, 'import', 'default'] },
    transform: { target: 'es2023' },
    // Other packages; `#names` are files of this one.
    external: (id) => !/^[.#]/.test(id) && !isAbsolute(id),
    output: {
      dir: condition === 'node' ? 'dist' : 'dist/browser',
      format: 'esm',
      sourcemap: true,
      // The sources are in the package, beside dist.
      sourcemapExcludeSources: true,
      chunkFileNames: 'chunks/[name].js',
      ...(condition === 'browser' && inModules
        ? { preserveModules: true, preserveModulesRoot: 'src' }
        : { codeSplitting: { groups: [SHARED] } }),
      // Prose is in the declarations and in the sources; a letter beyond Latin-1 would double what V8 reads.
      comments: { jsdoc: false },
    },
  };
}

export default defineConfig(
  [build(inputsOfAll(), 'node'), build(inputsForBrowsers(), 'browser')].filter(
    ({ input }) => Object.keys(input ?? {}).length > 0,
  ),
);

/** What the layering gates must refuse: one row a planted file, with the rule that must fire and the words it must say. */

export interface Planted {
  readonly what: string;
  readonly file: string;
  readonly source: string;
  readonly rule: string;
  readonly says: string;
}

export const IMPORTS = 'lint/style/noRestrictedImports';
export const GLOBALS = 'lint/style/noRestrictedGlobals';
export const CYCLES = 'lint/suspicious/noImportCycles';
export const UNDECLARED = 'lint/correctness/noUndeclaredDependencies';

/** `file` is the folder until the table gives every row a file of its own. */
function importing(what: string, file: string, module: string, says: string): Planted {
  const source = `import { planted } from '${module}';\nexport const got = planted;\n`;
  return { what, file, source, rule: IMPORTS, says };
}

function using(what: string, file: string, code: string, name: string): Planted {
  const source = `export const got = ${code};\n`;
  return { what, file, source, rule: GLOBALS, says: `global variable ${name}` };
}

const DOORS = 'never a file of another package';
const SESSION = 'session may import only @x/codec';

export const PLANTED: readonly Planted[] = [
  importing('codec -> node:fs', 'packages/codec/src', 'node:fs', 'codec is a leaf'),
  importing('codec -> fs without its prefix', 'packages/codec/src', 'fs', 'codec is a leaf'),
  importing('codec -> @x/session', 'packages/codec/src', '@x/session', 'codec is a leaf'),
  importing('codec -> a library', 'packages/codec/src', 'zod/mini', 'codec is a leaf'),
  importing('a codec test -> @x/testing', 'packages/codec/test', '@x/testing', 'no other package'),
  importing('session -> @x/transport', 'packages/session/src', '@x/transport', SESSION),
  importing('session -> @x/transport/ws', 'packages/session/src', '@x/transport/ws', SESSION),
  importing('session -> node:fs/promises', 'packages/session/src', 'node:fs/promises', SESSION),
  importing('session -> its journal', 'packages/session/src', './file/store.ts', 'nothing in src'),
  importing(
    'session -> @x/client in its journal',
    'packages/session/src/file',
    '@x/client',
    SESSION,
  ),
  importing('session -> a file', 'packages/session/src', '../../transport/src/errors.ts', DOORS),
  importing('transport -> @x/codec', 'packages/transport/src', '@x/codec', 'no MQTT'),
  importing('client -> @x/testing', 'packages/client/src', '@x/testing', 'client may import only'),
  importing('a client test -> a file', 'packages/client/test', '../../codec/src/packet.ts', DOORS),
  importing('testing -> @x/client', 'packages/testing/src', '@x/client', 'testing may import only'),
  importing('app -> @x/client/internal', 'apps/demo/src', '@x/client/internal', 'Applications use'),
  importing('app -> a source file', 'apps/demo/src', '@x/client/src/mqtt.ts', DOORS),
  importing('app -> a built file', 'apps/demo/src', '@x/client/dist/mqtt.js', DOORS),
  importing('app -> a path', 'apps/demo/src', '../../../packages/client/src/index.ts', DOORS),
  using('Buffer in client', 'packages/client/src', 'Buffer.alloc(1)', 'Buffer'),
  using('Date in session', 'packages/session/src', 'Date.now()', 'Date'),
  using('new Date in codec', 'packages/codec/src', 'new Date()', 'Date'),
  using('performance in session', 'packages/session/src', 'performance.now()', 'performance'),
  using('setTimeout in session', 'packages/session/src', 'setTimeout(String, 1)', 'setTimeout'),
  using('setInterval in codec', 'packages/codec/src', 'setInterval(String, 1)', 'setInterval'),
  using('globalThis in session', 'packages/session/src', 'globalThis.Date', 'globalThis'),
  {
    what: 'an undeclared library',
    file: 'packages/client/src',
    source: "import { got } from 'lodash';\nexport const out = got;\n",
    rule: UNDECLARED,
    says: 'lodash',
  },
  {
    what: 'a cycle within a package',
    file: 'packages/session/src',
    source: "import { back } from './planted-cycle.ts';\nexport const forth = () => back;\n",
    rule: CYCLES,
    says: 'cycle',
  },
  {
    what: 'a cycle within an app',
    file: 'apps/demo/src',
    source: "import { back } from './planted-cycle.ts';\nexport const forth = () => back;\n",
    rule: CYCLES,
    says: 'cycle',
  },
].map((planted, index) => ({ ...planted, file: `${planted.file}/planted-${index}.ts` }));

/** Platform names that do not exist where `types` is empty: the code must not compile. */
export const UNTYPED = ['codec', 'session'].flatMap((name) =>
  ['Buffer', 'process', 'setTimeout', 'window', 'indexedDB', 'URL'].map((global, index) => ({
    name,
    global,
    file: `packages/${name}/src/untyped-${index}.ts`,
  })),
);

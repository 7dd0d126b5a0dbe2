/**
 * Prints what a door of a package shows to its users: each name that it exports, and the types which those use. It reads the
 * declarations that tsc has emitted, where every statement begins at the margin, so it needs no compiler.
 */

import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface Door {
  /** As users write it: `@x/transport/ws`. */
  readonly name: string;
  readonly packageFolder: string;
  /** Its declarations, below the package's folder. */
  readonly types: string;
}

type Target = string | null | { readonly [condition: string]: Target };

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, Target>>;
  readonly imports?: Readonly<Record<string, { readonly types?: string }>>;
}

/** Where a name of one file is declared. */
interface Origin {
  readonly module: string;
  readonly name: string;
}

interface Declarations {
  readonly own: Map<string, string>;
  readonly imported: Map<string, Origin>;
  readonly exported: Map<string, Origin>;
}

const STATEMENT = /^(?=(?:export|declare|import|abstract|class|const|function|interface|type)\b)/m;
const DECLARED =
  /^(?:export )?(?:declare )?(?:abstract )?(?:class|const|function|interface|type) ([\w$]+)/;
const FROM = /^(import|export) (?:type )?\{([^}]*)\}(?: from '([^']+)')?;/;

/** All doors for users; `./internal` is for sibling packages. */
export function publicDoors(packageFolder: string): Door[] {
  const { name, exports } = manifestOf(packageFolder);
  return Object.entries(exports)
    .filter(([path]) => path !== './internal')
    .flatMap(([path, target]) =>
      [...new Set(typesOf(target))].map((types) => ({
        name: join(name, path),
        packageFolder,
        types,
      })),
    );
}

export function apiReport(door: Door): string {
  const { imports = {} } = manifestOf(door.packageFolder);
  const files = new Map<string, Declarations>();
  const parsed = (file: string) => {
    const known = files.get(file) ?? parse(readFileSync(file, 'utf8'));
    files.set(file, known);
    return known;
  };
  const resolve = (from: string, module: string) => {
    const path = module.startsWith('#') ? imports[module]?.types : undefined;
    if (path !== undefined) return join(door.packageFolder, path);
    return module.startsWith('.')
      ? join(dirname(from), module.replace(/\.[jt]s$/, '.d.ts'))
      : undefined;
  };

  const entry = join(door.packageFolder, door.types);
  const shown = new Map<string, string>();
  const used = new Map<string, string>();
  const foreign = new Set<string>();

  /** Takes the declaration that `name` of `file` stands for into `into`, and what that uses into `used`. */
  const take = (file: string, name: string, into: Map<string, string>): void => {
    const { own, imported, exported } = parsed(file);
    const text = own.get(name);
    const origin = text === undefined ? (exported.get(name) ?? imported.get(name)) : undefined;
    if (origin !== undefined) {
      const target = resolve(file, origin.module);
      if (target !== undefined) take(target, origin.name, into);
      else foreign.add(`import { ${origin.name} } from '${origin.module}';`);
      return;
    }
    const key = `${name} ${relative(door.packageFolder, file)}`;
    if (text === undefined || shown.has(key) || (into === used && used.has(key))) return;
    used.delete(key);
    into.set(key, text);
    for (const [word] of text.matchAll(/[A-Za-z_$][\w$]*/g)) {
      if (word !== name && (own.has(word) || imported.has(word))) take(file, word, used);
    }
  };

  const { own, exported } = parsed(entry);
  const aliases: string[] = [];
  for (const [name, text] of own) if (text.startsWith('export')) take(entry, name, shown);
  for (const [name, origin] of exported) {
    const target = resolve(entry, origin.module);
    if (target === undefined) foreign.add(`export { ${name} } from '${origin.module}';`);
    else take(target, origin.name, shown);
    if (name !== origin.name) aliases.push(`export { ${origin.name} as ${name} };\n`);
  }
  return page(door, [...sorted(shown), ...aliases], sorted(used), [...foreign].sort());
}

function page(
  door: Door,
  shown: readonly string[],
  used: readonly string[],
  foreign: readonly string[],
): string {
  const block = (title: string, parts: readonly string[]) =>
    parts.length === 0 ? '' : `\n## ${title}\n\n\`\`\`ts\n${parts.join('')}\`\`\`\n`;
  return [
    `# ${door.name}\n\nThe public types of \`${door.types}\`, printed from the build. A test compares them;`,
    ' `npx -y pnpm@12.21.0 api:update` approves a change.\n',
    block('Exports', shown),
    block('Types that they use', used),
    block(
      'From other packages',
      foreign.map((line) => `${line}\n`),
    ),
  ].join('');
}

function sorted(declarations: ReadonlyMap<string, string>): string[] {
  return [...declarations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

function parse(text: string): Declarations {
  const code = text.replace(/^\s*\/\*\*[\s\S]*?\*\/\n/gm, '').replace(/^\/\/.*\n?/gm, '');
  const declarations: Declarations = {
    own: new Map(),
    imported: new Map(),
    exported: new Map(),
  };
  for (const statement of code.split(STATEMENT)) readStatement(statement, declarations);
  return declarations;
}

function readStatement(statement: string, { own, imported, exported }: Declarations): void {
  const [, name] = DECLARED.exec(statement) ?? [];
  if (name !== undefined) {
    own.set(name, `${own.get(name) ?? ''}${statement.trimEnd()}\n`);
    return;
  }
  const [, kind, names = '', module] = FROM.exec(statement) ?? [];
  for (const each of names.split(',')) {
    const [original = '', alias = original] = each
      .trim()
      .replace(/^type /, '')
      .split(' as ');
    if (original === '' || module === undefined) continue;
    (kind === 'import' ? imported : exported).set(alias, { module, name: original });
  }
}

function typesOf(target: Target): string[] {
  if (target === null || typeof target === 'string') return [];
  return Object.entries(target).flatMap(([condition, value]) =>
    condition === 'types' && typeof value === 'string' ? [value] : typesOf(value),
  );
}

function manifestOf(packageFolder: string): Manifest {
  return JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8'));
}

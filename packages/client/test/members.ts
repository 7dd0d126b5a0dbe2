/** Prints the README's tables of members from the code: rows where there are rows, sources for the rest. */

import { readFileSync } from 'node:fs';
import { PROPERTY_DOCS } from '../src/settings/docs-properties.ts';
import { ALL_PROPERTIES, type PropertyRow } from '../src/settings/engine-properties.ts';
import { initialOf, SETTINGS } from '../src/settings/tables.ts';
import { format } from '../src/settings/text-form.ts';

const source = (file: string) => readFileSync(new URL(`../src/${file}`, import.meta.url), 'utf8');
const DOC = /\/\*\*\s*([^/]*(?:\/(?!\*)[^/]*)*?)\*\//.source;

/** The whole of it, between its marks. */
export function membersPage(): string {
  const settings = Object.entries(SETTINGS).map(
    ([group, table]) => `${group} ${Object.keys(table).length}`,
  );
  return [
    table('Properties', ['Property', 'Accessors', 'Default', 'What it is'], properties()),
    table('Methods', ['Method', 'What it does'], methods('MQTTMethods')),
    table('Events', ['Event', 'Fields', 'When it fires'], events()),
    table('Extensions', ['Member', 'What it does'], methods('MQTTExtensions')),
    `**Settings**: ${settings.join(', ')}; all are in [docs/settings.md](../../docs/settings.md).`,
  ].join('\n\n');
}

function table(title: string, head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [
    `**${title}** (${rows.length})`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
  ].join('\n');
}

function properties(): string[][] {
  return ALL_PROPERTIES.map(([name, row]) => {
    const isBoolean = row.type === 'stored' ? row.kind.type === 'boolean' : row.class === 'boolean';
    const accessors = [`\`${isBoolean ? 'is' : 'get'}${name}()\``];
    if (row.type !== 'engine' || row.access === 'read-write') accessors.push(`\`set${name}(…)\``);
    return [name, accessors.join(' '), initial(name, row), firstSentence(PROPERTY_DOCS[name])];
  });
}

function initial(name: string, row: PropertyRow): string {
  if (row.type === 'object') return 'empty';
  if (row.type === 'engine') return row.initial.toLowerCase();
  const value = initialOf({ area: 'values', key: name });
  return row.kind.type === 'boolean' ? String(value) : format(row.kind, value) || '""';
}

/** The methods of an interface in api.ts, with the first sentence of their prose. */
function methods(name: string): string[][] {
  const text =
    /\{\n([\s\S]*?)\n\}/.exec(source('api.ts').split(`export interface ${name} `)[1] ?? '')?.[1] ??
    '';
  const found = text.matchAll(
    new RegExp(`${DOC}\\s+(\\[?[\\w.]+\\]?)(?:<[^>]*>)?\\(([^;]*)\\): [^;]*;`, 'g'),
  );
  return Array.from(found, ([, prose = '', member = '', parameters = '']) => [
    `\`${member}(${parameters.replaceAll(/\??: (?:[^,(]|\([^)]*\))+/g, '').trim()})\``,
    firstSentence(prose.replaceAll(/^\s*\*/gm, '')),
  ]);
}

/** From the map of events, and the classes of their objects. */
function events(): string[][] {
  const text = source('event-classes.ts');
  const map = /MQTTEventMap = \{\n([\s\S]*?)\n\}/.exec(text)?.[1] ?? '';
  return Array.from(
    map.matchAll(new RegExp(`${DOC}\\s+(\\w+): (\\w+);`, 'g')),
    ([, prose = '', name = '', type = '']) => [
      name,
      fields(text, type)
        .map((field) => `\`${field}\``)
        .join(' ') || 'none',
      prose.trim(),
    ],
  );
}

function fields(text: string, type: string): string[] {
  const body = new RegExp(`class ${type} \\{\\n([\\s\\S]*?)\\n\\}`).exec(text)?.[1] ?? '';
  return Array.from(
    body.matchAll(/^ {2}(?:readonly |get )?(\w+)(?:: |\(\): )/gm),
    ([, field = '']) => field,
  );
}

function firstSentence(prose: string): string {
  const text = prose.replaceAll(/\s+/g, ' ').trim();
  return /^.*?[.;](?= [A-Z0-9`*]|$)/.exec(text)?.[0] ?? text;
}

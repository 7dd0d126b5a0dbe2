/** Prints docs/settings.md from the rows and their prose; no program imports it. */

import { SETTING_DOCS } from './docs.ts';
import { JSON_KEY_DOCS, PROPERTY_DOCS } from './docs-properties.ts';
import { ALL_PROPERTIES, type PropertyRow } from './engine-properties.ts';
import { JSON_KEYS, type JsonKey } from './json-keys.ts';
import { CLASS_PROPERTIES } from './properties.ts';
import type { Lock, Row, StoredRow } from './row.ts';
import { findRow, initialOf, SETTINGS } from './tables.ts';
import { format } from './text-form.ts';

const INTRODUCTION = `# Properties and settings

Printed from the tables in \`packages/client/src/settings\`; a test fails when this page is stale.
Properties have accessors; settings are read with \`await mqtt.config('NAME')\`, written with \`await mqtt.config('NAME=VALUE')\`.
Names are matched in any case; a value is everything after the first \`=\`.

- *Changes*: when a value may change, and when a changed one takes effect.
- *Effect*: **applied** as documented; **mapped** to the platform's nearest notion; **none**: accepted, kept and read back, and a Log line says so.
- *Secret*: in no log line. *Extension*: beyond the documented class.`;

/** The whole page. */
export function settingsPage(): string {
  const groups = Object.entries(SETTINGS).map(([group, table]) =>
    section(
      group === 'Extensions' ? 'Extensions' : `${group} settings`,
      ['Name', 'Value', 'Default', 'Changes', 'Effect', 'What it is'],
      Object.entries<Row>(table).map(([name, row]) => settingCells(name, row)),
    ),
  );
  return `${[INTRODUCTION, propertiesSection(), ...groups, ...jsonSections()].join('\n\n')}\n`;
}

function section(title: string, head: readonly string[], rows: readonly string[][]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(escaped).join(' | ')} |`;
  return [
    `## ${title} (${rows.length})`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
  ].join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function propertiesSection(): string {
  const rows = ALL_PROPERTIES.map(([name, row]) => [
    name,
    accessors(name, row),
    ...propertyCells(name, row),
    PROPERTY_DOCS[name],
  ]);
  const head = ['Name', 'Accessors', 'Value', 'Default', 'Changes', 'What it is'];
  return section('Properties', head, rows);
}

function accessors(name: string, row: PropertyRow): string {
  const boolean = row.type === 'stored' ? row.kind.type === 'boolean' : row.class === 'boolean';
  const getter = `\`${boolean ? 'is' : 'get'}${name}()\``;
  const writable = row.type !== 'engine' || row.access === 'read-write';
  return writable ? `${getter} \`set${name}(…)\`` : getter;
}

function propertyCells(name: string, row: PropertyRow): string[] {
  if (row.type === 'object') return [row.class, `an empty ${row.class}`, 'any time; next connect'];
  if (row.type === 'engine') {
    const [value, initial] =
      row.class === 'boolean' ? ['Boolean', shown(row.initial)] : [row.class, row.initial];
    return [value, initial, row.access === 'read-only' ? 'read-only' : 'any time'];
  }
  return storedCells(row, initialOf({ area: 'values', key: name }));
}

/** Defaults as the getter gives them: no connection, so nothing overlays them. */
function storedCells(row: StoredRow<unknown>, initial: unknown): [string, string, string] {
  return [row.kind.title, shown(format(row.kind, initial)), changes(row.lock, row.used)];
}

function shown(value: string): string {
  return `\`${value === '' ? '""' : value}\``;
}

function changes(lock: Lock | undefined, used: Row['used']): string {
  if (lock === undefined) return used === 'at once' ? 'any time' : 'any time; next connect';
  const when =
    lock.during === 'busy' ? 'not while a connection is up or coming up' : 'not while connected';
  return `${when}: ${lock.code}`;
}

function settingCells(name: string, row: Row): string[] {
  const prose = SETTING_DOCS[name as keyof typeof SETTING_DOCS];
  const effects = [row.effect === 'stored' ? 'none' : row.effect];
  if (row.secret) effects.push('secret');
  if (row.extension) effects.push('extension');
  const written = row.type === 'computed' && row.indexed ? `${name}[i]` : name;
  return [written, ...valueCells(name, row), effects.join(', '), prose];
}

function valueCells(name: string, row: Row): [value: string, initial: string, changes: string] {
  switch (row.type) {
    case 'stored':
      return storedCells(row, defaultOf(name));
    case 'json':
      return [
        'JSON object',
        shown(''),
        row.access === 'read-only' ? 'read-only' : changes(undefined, row.used),
      ];
    case 'computed':
      return [row.title, row.indexed ? 'none' : computedDefault(row.initial), access(row)];
    case 'shared': {
      const property = row.with === 'ConnectionTimeout' ? undefined : CLASS_PROPERTIES[row.with];
      const target = property ?? findRow(row.with)?.row;
      return target?.type === 'stored' ? storedCells(target, defaultOf(row.with)) : ['', '', ''];
    }
  }
}

function defaultOf(setting: string): unknown {
  return initialOf(findRow(setting) ?? { area: 'values', key: setting });
}

/** What depends on the platform must not make the page differ from one machine to the next. */
function computedDefault(initial: string): string {
  return shown(
    initial.startsWith('@x/client')
      ? '@x/client VERSION; PLATFORM'
      : initial.replace(/client [\d.]+/, 'client VERSION'),
  );
}

function access(row: Row & { type: 'computed' }): string {
  return row.access === 'read-write' ? changes(undefined, row.used) : row.access;
}

const JSON_SETTINGS = {
  connack: 'ConnAckProperties',
  connect: 'ConnectProperties',
  disconnect: 'DisconnectProperties',
  publish: 'OutgoingMessageProperties',
  will: 'WillProperties',
} as const;

function jsonSections(): string[] {
  return Object.entries(JSON_KEYS).map(([group, table]) => {
    const setting = JSON_SETTINGS[group as keyof typeof JSON_SETTINGS];
    const head = ['Key', 'Value', 'When absent', 'MQTT 5 property', 'What it is'];
    return section(
      `Keys of ${setting}`,
      head,
      Object.entries<JsonKey<unknown>>(table).map(keyCells),
    );
  });
}

function keyCells([name, row]: readonly [string, JsonKey<unknown>]): string[] {
  const kind = row.kind === 'pairs' ? '"name:value"' : row.kind.title;
  const notes = [
    JSON_KEY_DOCS[name as keyof typeof JSON_KEY_DOCS],
    row.alias === undefined ? '' : `${row.alias}, the documented spelling, is understood.`,
    row.readOnly === true ? 'Read-only.' : '',
    row.extension === true ? 'Extension.' : '',
  ];
  return [name, kind, row.absent, row.property, notes.filter((note) => note !== '').join(' ')];
}

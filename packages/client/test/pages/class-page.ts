/** Prints docs/class.md: every member of the class, from the interface that editors show and from the rows. */

import { ERROR_CODES } from '../../src/error-codes.ts';
import { ALL_PROPERTIES, type PropertyRow } from '../../src/settings/engine-properties.ts';
import { initialOf } from '../../src/settings/tables.ts';
import { format } from '../../src/settings/text-form.ts';
import { declarationOf, type Member } from './source.ts';

const INTRODUCTION = `# Class MQTT

You find every member of the client: what it takes, what it gives, its default, and which errors it has.

\`\`\`js
import { MQTT } from '@x/client';

const mqtt = new MQTT();
\`\`\`

The constructor takes nothing. What is beyond these members is a [setting](settings.md), read and written with \`config\`. Error numbers are explained
in [Errors](errors.md). Printed from the source; a test fails when this page is stale.`;

const NUMBERS = new Set(Object.values(ERROR_CODES).flatMap((table) => Object.keys(table)));

export function classPage(): string {
  const properties = declarationOf('api.ts', 'MQTTProperties');
  const methods = declarationOf('api.ts', 'MQTTMethods');
  const extensions = declarationOf('api.ts', 'MQTTExtensions');
  return `${[
    INTRODUCTION,
    `## Properties\n\n${body(properties.prose)}`,
    ...properties.members.map(property),
    `## Methods\n\n${body(methods.prose)}`,
    ...methods.members.map((member) => entry(member.name, member)),
    '## Listening, and more',
    ...merged(extensions.members).map((member) => entry(member.name, member)),
    EVENTS,
    ...declarationOf('event-classes.ts', 'MQTTEventMap').members.map(event),
    '## Messages, proxies, enumerations',
    ...TYPES.map(([file, name]) => type(file, name)),
  ].join('\n\n')}\n`;
}

const EVENTS = `## Events

\`mqtt.on('Name', (event) => …)\` registers a listener. Listeners run at once and in the order in which they were registered. Only those of \`Connected\` are
waited for when they are async. The fields of \`event\`:`;

const TYPES = [
  ['message.ts', 'MQTTMessage'],
  ['message.ts', 'MQTTMessageList'],
  ['firewall.ts', 'Firewall'],
  ['versions.ts', 'MQTTVersions'],
  ['versions.ts', 'MQTTSSLProviders'],
  ['versions.ts', 'FirewallTypes'],
  ['versions.ts', 'CertStoreTypes'],
] as const;

function property(member: Member): string {
  const name = member.name.replace(/^(?:is|get)/, '');
  const row = ALL_PROPERTIES.find(([each]) => each === name)?.[1];
  if (row === undefined) throw new Error(`${name} has no row`);
  return entry(name, member, defaultOf(name, row));
}

function defaultOf(name: string, row: PropertyRow): string {
  if (row.type === 'object') return `an empty ${row.class}`;
  if (row.type === 'engine') return row.initial.toLowerCase();
  const initial = initialOf({ area: 'values', key: name });
  if (row.kind.type === 'boolean') return `\`${String(initial)}\``;
  return `\`${format(row.kind, initial) || '""'}\``;
}

/** Overloads of one name, which the interface declares one by one. */
function merged(members: readonly Member[]): Member[] {
  return members.filter(({ prose }) => prose !== '');
}

function entry(name: string, { signatures, prose }: Member, initial?: string): string {
  const code = ['```typescript', ...signatures, '```'].join('\n');
  const given = initial === undefined ? [] : [`Default: ${initial}.`];
  return [`### ${name.replace(/^\[(.*)\]$/, '$1')}`, code, ...given, body(prose)].join('\n\n');
}

/** Paragraphs: what it is, what it returns, what goes wrong. */
function body(prose: string): string {
  return prose
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/ ?@returns /, '\n\nReturns ')
    .replace(/ ?@throws MQTTError:? /, '\n\nThrows: ')
    .replace(/ ?Rejects: /, '\n\nRejects: ')
    .split('\n\n')
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) =>
      /^(?:Rejects|Throws)|MQTTError|Rejects with/.test(paragraph) ? linked(paragraph) : paragraph,
    )
    .join('\n\n');
}

function linked(text: string): string {
  return text.replaceAll(/(?<![\d,.])\d{3,5}(?![\d,]\d)/g, (number) =>
    NUMBERS.has(number) ? `[${number}](errors.md#e${number})` : number,
  );
}

function event({ name, signatures, prose }: Member): string {
  const [, className = ''] = /: (\w+)/.exec(signatures[0] ?? '') ?? [];
  const fields = declarationOf('event-classes.ts', className).members;
  return [`### ${name}`, body(prose), fieldTable(fields)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function fieldTable(fields: readonly Member[]): string {
  if (fields.length === 0) return '';
  const lines = fields.map(({ name, signatures, prose }) => {
    const type = (signatures[0] ?? '').replace(/^(?:readonly )?(?:\[.*?\]|\w+)(?:: )?/, '');
    const words = body(prose).replaceAll('\n\n', ' ');
    return `| ${name} | \`${type.replaceAll('|', '\\|')}\` | ${words} |`;
  });
  return ['| Field | Type | What it is |', '| --- | --- | --- |', ...lines].join('\n');
}

/** A class of values, a list, or an enumeration; the methods that only repeat a field are named together. */
function type(file: string, name: string): string {
  const { prose, members } = declarationOf(file, name);
  const fields = members.filter(
    ({ prose: words, signatures }) => words !== '' || !/\(/.test(signatures[0] ?? ''),
  );
  const methods = members.filter((member) => !fields.includes(member));
  const also = methods.map((member) => `\`${member.name}()\``).join(', ');
  const parts = [
    `### ${name}`,
    body(prose),
    name.startsWith('MQTTMessage') || name === 'Firewall'
      ? fieldTable(fields)
      : enumeration(members),
  ];
  return [...parts, also === '' ? '' : `The same as methods: ${also}.`]
    .filter((part) => part !== '')
    .join('\n\n');
}

function enumeration(members: readonly Member[]): string {
  const lines = members.map(({ signatures, prose }) => {
    const [name, value] = (signatures[0] ?? '').split(': ');
    return `| ${name} | ${value} | ${body(prose)} |`;
  });
  return ['| Name | Number | |', '| --- | --- | --- |', ...lines].join('\n');
}

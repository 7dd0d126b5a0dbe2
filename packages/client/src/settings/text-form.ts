/** The text form of a setting's value: what `config` and the JSON settings read and write. */

import type { Kind } from './kinds.ts';
import { Refusal } from './refusal.ts';

/** In any case; reads back as True or False. */
const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

/** Decimal; how a value was written is not kept. */
const INTEGER = /^[+-]?\d{1,16}$/;
const NOTATIONS = { hex: /^0x[0-9a-f]{1,8}$/i, fraction: /^\d{1,15}(\.\d+)?$/ } as const;

export function parse<T>(kind: Kind<T>, text: string): T | Refusal {
  const value = read(kind, text);
  return value instanceof Refusal ? value : (kind.refuse(value as T) ?? (value as T));
}

export function format<T>({ type, absent, element }: Kind<T>, value: T): string {
  if (value === undefined) return absent?.shown ?? '';
  if (type === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value) && element !== undefined) {
    return value.map((each) => format(element, each)).join(',');
  }
  return String(value);
}

function read<T>(kind: Kind<T>, text: string): unknown {
  const trimmed = text.trim();
  if (kind.absent?.spellings.includes(trimmed)) return undefined;
  switch (kind.type) {
    case 'boolean':
      return WORDS.get(trimmed.toLowerCase()) ?? new Refusal('must be True or False');
    case 'number':
      return numberOf(kind, trimmed);
    case 'string':
      return text;
    case 'list':
      return kind.element === undefined ? [] : elementsOf(kind.element, trimmed);
  }
}

/** What is no number at all is refused in the words for one out of range. */
function numberOf<T>(kind: Kind<T>, text: string): number | Refusal {
  const { notation } = kind;
  const known = notation !== undefined && NOTATIONS[notation].test(text);
  if (known || (notation !== 'fraction' && INTEGER.test(text))) return Number(text);
  return new Refusal(kind.refuse(Number.NaN as T)?.reason ?? 'must be a number');
}

/** Comma-separated, blanks around each ignored; "" is the empty list. */
function elementsOf(element: Kind<unknown>, text: string): readonly unknown[] | Refusal {
  if (text === '') return Object.freeze([]);
  const elements: unknown[] = [];
  for (const part of text.split(',')) {
    const parsed = parse(element, part);
    if (parsed instanceof Refusal) {
      return new Refusal(`element ${elements.length}: ${parsed.reason}`, parsed.code);
    }
    elements.push(parsed);
  }
  return Object.freeze(elements);
}

/** The kinds of a setting's value: each parses, checks and formats in one place, so that a stored value is always a valid one. */

import type { ErrorCode } from '../error-codes.ts';
import { Refusal } from './refusal.ts';

export interface Kind<T> {
  /** For people: "integer 0 to 65535". */
  readonly title: string;
  /** What a JavaScript value of this kind is. */
  readonly type: 'boolean' | 'number' | 'string' | 'list';
  parse(text: string): T | Refusal;
  /** Why a value of the right type is refused all the same. */
  refuse(value: T): Refusal | undefined;
  format(value: T): string;
}

/** The way in for a JavaScript value: its type first, then its range. */
export function checked<T>(kind: Kind<T>, value: unknown): T | Refusal {
  if (typeof value !== kind.type) return new Refusal(`must be a ${kind.type}: ${kind.title}`);
  return kind.refuse(value as T) ?? (value as T);
}

const accept = (): undefined => undefined;

/** True False 1 0 Yes No, in any case; reads back as True or False. */
export const bool: Kind<boolean> = {
  title: 'Boolean',
  type: 'boolean',
  parse: (text) => {
    const word = text.trim().toLowerCase();
    if (word === 'true' || word === '1' || word === 'yes') return true;
    if (word === 'false' || word === '0' || word === 'no') return false;
    return new Refusal('must be True or False');
  },
  refuse: accept,
  format: (value) => (value ? 'True' : 'False'),
};

export const UINT16 = 65_535;
export const INT32 = 2_147_483_647;
export const UINT32 = 4_294_967_295;

/** Decimal, and 0x with the notation 'hex'; always reads back in decimal. */
export function int(
  min: number,
  max: number,
  options: { readonly notation?: 'hex'; readonly code?: ErrorCode } = {},
): Kind<number> {
  const title = `integer ${min} to ${max}`;
  const outside = new Refusal(`must be an integer from ${min} to ${max}`, options.code);
  const refuse = (value: number): Refusal | undefined =>
    Number.isInteger(value) && value >= min && value <= max ? undefined : outside;
  return {
    title: options.notation === 'hex' ? `${title}, decimal or 0x` : title,
    type: 'number',
    parse: (text) => {
      const number = integerOf(text.trim(), options.notation);
      if (number === undefined) return new Refusal(`must be an integer from ${min} to ${max}`);
      return refuse(number) ?? number;
    },
    refuse,
    format: String,
  };
}

function integerOf(text: string, notation: 'hex' | undefined): number | undefined {
  if (/^[+-]?\d{1,16}$/.test(text)) return Number(text);
  return notation === 'hex' && /^0x[0-9a-f]{1,8}$/i.test(text) ? Number(text) : undefined;
}

/** Seconds, fractions allowed. */
export const seconds: Kind<number> = {
  title: 'seconds, 0 or more',
  type: 'number',
  parse: (text) => {
    const number = /^\d{1,15}(\.\d+)?$/.test(text.trim()) ? Number(text) : Number.NaN;
    return seconds.refuse(number) ?? number;
  },
  refuse: (value) =>
    Number.isFinite(value) && value >= 0 ? undefined : new Refusal('must be 0 or more seconds'),
  format: String,
};

/** One of a few numbers. */
export function oneOf<const T extends number>(
  values: readonly T[],
  options: { readonly code?: ErrorCode } = {},
): Kind<T> {
  const title = values.join(', ');
  const outside = new Refusal(`must be one of ${title}`, options.code);
  const find = (value: number): T | undefined => values.find((each) => each === value);
  return {
    title,
    type: 'number',
    parse: (text) => {
      const number = integerOf(text.trim(), undefined);
      if (number === undefined) return new Refusal(`must be one of ${title}`);
      return find(number) ?? outside;
    },
    refuse: (value) => (find(value) === undefined ? outside : undefined),
    format: String,
  };
}

/** A value that may be absent; `shown` is what an absent one reads as, `spellings` what makes it absent again. */
export function optional<T>(
  kind: Kind<T>,
  shown: string,
  spellings: readonly string[] = [],
): Kind<T | undefined> {
  const also = spellings.filter((each) => each !== '').join(', ');
  return {
    title: also === '' ? kind.title : `${kind.title}, ${also} for none`,
    type: kind.type,
    parse: (text) => (spellings.includes(text.trim()) ? undefined : kind.parse(text)),
    refuse: (value) => (value === undefined ? undefined : kind.refuse(value)),
    format: (value) => (value === undefined ? shown : kind.format(value)),
  };
}

/** Text that is kept exactly as it was given; `why` tells what is wrong with it. */
export function textWhere(
  title: string,
  why: (text: string) => string | undefined,
  code?: ErrorCode,
): Kind<string> {
  const refuse = (value: string): Refusal | undefined => {
    const reason = why(value);
    return reason === undefined ? undefined : new Refusal(reason, code);
  };
  return {
    title,
    type: 'string',
    parse: (value) => refuse(value) ?? value,
    refuse,
    format: (value) => value,
  };
}

export const text = textWhere('string', accept);

/** The kinds of a setting's value: what it may be, checked before it is stored. text-form.ts has its way from and to text. */

import type { ErrorCode } from '../error-codes.ts';
import { Refusal } from './refusal.ts';

export interface Kind<T> {
  /** For people: "integer 0 to 65535". */
  readonly title: string;
  /** What a JavaScript value of this kind is. */
  readonly type: 'boolean' | 'number' | 'string' | 'list';
  /** What the text of a number may be beside decimal digits. */
  readonly notation?: Notation | undefined;
  /** Of a value that may be absent: how that reads, and the texts that make it so. */
  readonly absent?: { readonly shown: string; readonly spellings: readonly string[] } | undefined;
  /** Of a list. */
  readonly element?: Kind<unknown> | undefined;
  /** Why a value of the right type is refused all the same. */
  refuse(value: T): Refusal | undefined;
}

/** With 'hex' 0x and hexadecimal digits; with 'fraction' digits behind a point. */
type Notation = 'hex' | 'fraction';

/** The way in for a JavaScript value: its type first, then its range. */
export function checked<T>(kind: Kind<T>, value: unknown): T | Refusal {
  if (typeof value !== kind.type) return new Refusal(`must be a ${kind.type}: ${kind.title}`);
  return kind.refuse(value as T) ?? (value as T);
}

const accept = (): undefined => undefined;

export const bool: Kind<boolean> = { title: 'Boolean', type: 'boolean', refuse: accept };

export const UINT16 = 65_535;
export const INT32 = 2_147_483_647;
export const UINT32 = 4_294_967_295;

export function int(
  min: number,
  max: number,
  { notation }: { readonly notation?: 'hex' } = {},
): Kind<number> {
  const title = `integer ${min} to ${max}`;
  const outside = new Refusal(`must be an integer from ${min} to ${max}`);
  return {
    title: notation === 'hex' ? `${title}, decimal or 0x` : title,
    type: 'number',
    notation,
    refuse: (value) =>
      Number.isInteger(value) && value >= min && value <= max ? undefined : outside,
  };
}

export const seconds: Kind<number> = {
  title: 'seconds, 0 or more',
  type: 'number',
  notation: 'fraction',
  refuse: (value) =>
    Number.isFinite(value) && value >= 0 ? undefined : new Refusal('must be 0 or more seconds'),
};

/** One of a few numbers. */
export function oneOf<const T extends number>(values: readonly T[], code?: ErrorCode): Kind<T> {
  const title = values.join(', ');
  const outside = new Refusal(`must be one of ${title}`, code);
  return {
    title,
    type: 'number',
    refuse: (value) => (values.includes(value) ? undefined : outside),
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
    ...kind,
    title: also === '' ? kind.title : `${kind.title}, ${also} for none`,
    absent: { shown, spellings },
    refuse: (value) => (value === undefined ? undefined : kind.refuse(value)),
  };
}

/** Text that is kept exactly as it was given; `why` tells what is wrong with it. */
export function textWhere(title: string, why: (text: string) => string | undefined): Kind<string> {
  return {
    title,
    type: 'string',
    refuse: (value) => {
      const reason = why(value);
      return reason === undefined ? undefined : new Refusal(reason);
    },
  };
}

export const text = textWhere('string', accept);

/** The documented table of errors. */

import { COMMON_ERRORS } from './common-errors.ts';
import { PLATFORM_ERRORS } from './platform-errors.ts';

type Groups = Readonly<Record<string, Readonly<Record<number, string>>>>;
type Merged<A, B> = { readonly [G in keyof A]: A[G] & (G extends keyof B ? B[G] : unknown) };

/** Every documented error, by group: 101 rows, 99 distinct numbers (301 and 302 have two meanings). */
export const ERROR_CODES = /* @__PURE__ */ merged(COMMON_ERRORS, PLATFORM_ERRORS);

type KeysOf<T> = T extends T ? keyof T : never;
/** A number of the error table. */
export type ErrorCode = KeysOf<(typeof ERROR_CODES)[keyof typeof ERROR_CODES]>;

function merged<A extends Groups, B extends Groups>(common: A, platform: B): Merged<A, B> {
  const groups = Object.entries(common).map(([group, texts]) => [
    group,
    { ...texts, ...platform[group] },
  ]);
  return Object.fromEntries(groups) as Merged<A, B>;
}

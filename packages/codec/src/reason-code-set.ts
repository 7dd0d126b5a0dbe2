/** Which reason codes a packet may carry, by sender: look-ups, and the checks in both directions. */

import { Fault } from './errors.ts';
import type { Reader } from './reader.ts';
import { checkInteger, type Writer } from './writer.ts';

/** Which codes a packet may carry: for each code the senders as bits. */
export type ReasonCodeSet = Uint8Array;

/** The codes that both sides may send, and those that only one may. */
export function reasonCodeSet(
  both: readonly number[],
  server: readonly number[] = [],
  client: readonly number[] = [],
): ReasonCodeSet {
  const set = new Uint8Array(256);
  for (const code of both) set[code] = 3;
  for (const code of server) set[code] = 2;
  for (const code of client) set[code] = 1;
  return set;
}

/** Refuses a code that `set` does not hold for the sending side. */
export function checkReasonCode(
  code: number,
  set: ReasonCodeSet,
  side: Reader | Writer,
  statement4?: string,
  statement5?: string,
): void {
  if (((set[code] ?? 0) & side.senders) !== 0) return;
  throw new Fault(
    'REASON_CODE',
    `reason code 0x${code.toString(16)} is not allowed here`,
    statement4,
    statement5,
  );
}

/** Checks a reason code that a caller gave; a missing one counts as 0. */
export function reasonCodeToWrite(
  value: unknown,
  set: ReasonCodeSet,
  writer: Writer,
  statement5?: string,
): number {
  const code = value === undefined ? 0 : checkInteger(value, 'reasonCode', 0, 255);
  checkReasonCode(code, set, writer, undefined, statement5);
  return code;
}

/** Which reason codes a packet may carry, by sender and version: one check in both directions. */

import type { Cursor } from './cursor.ts';
import { fault } from './errors.ts';

/** Senders are bits, 1 client and 2 server; this one stands for both in 3.1.1. */
const VERSION_4 = 4;

interface Codes {
  /** Those that both sides may send, in MQTT 5. */
  readonly both: readonly number[];
  readonly server?: readonly number[];
  readonly client?: readonly number[];
  /** The return codes of 3.1.1. */
  readonly v4?: readonly number[];
}

/** Refuses a reason code that the packet may not carry. */
export type CheckCode = (io: Cursor, code: number, is4?: boolean) => void;

export function reasonCodes(
  { both, server = [], client = [], v4 = [0] }: Codes,
  statement5: string,
  statement4 = '',
): CheckCode {
  const allowed = new Uint8Array(256);
  for (const code of both) allowed[code] = 3;
  for (const code of server) allowed[code] = 2;
  for (const code of client) allowed[code] = 1;
  for (const code of v4) allowed[code] = (allowed[code] as number) | VERSION_4;
  return (io, code, is4 = io.version === 4) => {
    if ((allowed[code] as number) & (is4 ? VERSION_4 : io.senders)) return;
    throw fault('REASON_CODE', `reasonCode 0x${code.toString(16)}`, statement5, statement4);
  };
}

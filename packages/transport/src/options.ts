/** Checks the options that several transports share, and fills in their defaults. */

import { invalidOption } from './errors.ts';

/** How long `close` waits for the peer, in milliseconds, where lingerTime is absent or 0. */
const DEFAULT_LINGER = 10_000;
/** High-water mark of what waits to be sent, in bytes. */
export const DEFAULT_WRITE_BUFFER = 1_048_576;
/** The longest delay that a timer takes, in milliseconds. */
const LONGEST_TIMER = 2_147_483_647;

export function checkRange(name: string, value: number | undefined, least: number, most: number) {
  if (value === undefined) return;
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw invalidOption(name, `a number from ${least} to ${most}`, value);
}

export function checkInteger(name: string, value: number, least: number, most: number) {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalidOption(name, `an integer from ${least} to ${most}`, value);
}

/** Seconds, with 0 and undefined meaning the default, as milliseconds. */
export function lingerMilliseconds(lingerTime: number | undefined): number {
  checkRange('lingerTime', lingerTime, 0, LONGEST_TIMER / 1000);
  return lingerTime === undefined || lingerTime === 0 ? DEFAULT_LINGER : lingerTime * 1000;
}

/** Bytes, with 0 and undefined meaning the default. */
export function writeBufferBytes(writeBufferSize: number | undefined): number {
  checkRange('writeBufferSize', writeBufferSize, 0, Number.MAX_SAFE_INTEGER);
  return writeBufferSize === undefined || writeBufferSize === 0
    ? DEFAULT_WRITE_BUFFER
    : writeBufferSize;
}

export function transferRate(maxTransferRate: number | undefined): number {
  checkRange('maxTransferRate', maxTransferRate, 0, Number.MAX_SAFE_INTEGER);
  return maxTransferRate ?? 0;
}

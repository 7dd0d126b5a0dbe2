/** Memory as in a process that has run for a while. */

import { setTimeout } from 'node:timers/promises';

/**
 * The C library gives freed memory back to the system until the first large block was freed, and a benchmark falls on
 * either side of that by chance. Free one first, as any process has that ran for a while.
 */
export async function settleAllocator(): Promise<void> {
  let large: Uint8Array | undefined = new Uint8Array(25_165_824).fill(1);
  large = large.length > 0 ? undefined : large;
  globalThis.gc?.();
  await setTimeout(20);
  globalThis.gc?.();
}

/** Memory for frames, used again: what is new to the process costs the system more than to copy and mask into it. */

/** Room for a batch of 64 KiB with its last packet, in bytes. */
const SLAB = 131_072;
/** A frame shorter than this would leave too much of a slab unused, while it waits to be sent. */
const LEAST = 32_768;
/** For all connections together; more are left to the garbage collector. */
const MOST_FREE = 16;

const free: Buffer[] = [];

/** At least so many bytes, with anything in them. */
export function takeMemory(length: number): Buffer {
  if (length < LEAST || length > SLAB) return Buffer.allocUnsafe(length);
  return free.pop() ?? Buffer.allocUnsafeSlow(SLAB);
}

/** Once nobody reads it any more. */
export function giveBack(memory: Buffer): void {
  if (memory.length === SLAB && free.length < MOST_FREE) free.push(memory);
}

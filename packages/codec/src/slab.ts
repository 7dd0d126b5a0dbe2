/** The memory into which packets are written: one slab, which grows, is given away in batches, and may come back. */

import { Cursor, NO_BYTES } from './cursor.ts';

const FIRST_SLAB = 1024;
/** Larger ones cost more a byte: the system hands out and takes back their pages each time (measured on Linux). */
const LARGEST_SLAB = 16_384;

/** A batch from this size on is copied out of the slab, which then is used again: cheaper than a new slab (measured). */
const COPY_FROM = 2048;

/** A slab that grew larger for one batch is given away with it. */
const LARGEST_KEPT = 262_144;

/** So many slabs that came back are kept for the next batches. */
const MOST_SPARE = 16;

const NO_SLABS: Uint8Array[] = [];

/** bytes[start, end) is written and not taken; what is being written goes from `end` to `at`. */
export abstract class Slab extends Cursor {
  start = 0;
  /** Slabs that were given away whole, once anybody gives them back; and those that came back. */
  #lent: Uint8Array[] | undefined = undefined;
  #spare: Uint8Array[] = NO_SLABS;

  /** Room for `count` more bytes at the cursor. */
  reserve(count: number): void {
    if (this.at + count > this.bytes.length) this.#grow(count);
  }

  /** A new slab with what is not taken; the old one belongs to those who took from it. */
  #grow(count: number): void {
    const { bytes, start, end, at } = this;
    const kept = at - start;
    let capacity = Math.min(LARGEST_SLAB, Math.max(FIRST_SLAB, bytes.length * 2));
    // Twice what is kept, so that a long batch is not copied again for each packet.
    const needed = kept > 0 ? 2 * (kept + count) : count;
    while (capacity < needed) capacity *= 2;
    this.#use(new Uint8Array(capacity));
    this.bytes.set(bytes.subarray(start, at));
    this.end = end - start;
    this.at = kept;
  }

  /** The finished packets, which are not ours any more: a view of the slab, or a copy if they are many. */
  cut(): Uint8Array {
    const { bytes, start, end } = this;
    if (start === end) return NO_BYTES;
    const batch = new Uint8Array(bytes.buffer, start, end - start);
    this.start = end;
    if (batch.length < COPY_FROM || bytes.length > LARGEST_KEPT) return batch;
    if (this.#lent !== undefined) {
      if (this.#lent.length < MOST_SPARE) this.#lent.push(bytes);
      this.#use(this.#spare.pop() ?? new Uint8Array(bytes.length));
      return batch;
    }
    this.start = start;
    this.end = start;
    return new Uint8Array(batch);
  }

  /** Nobody needs any more what was cut so far: from now on slabs go out whole, and are used again. */
  recycle(): void {
    const lent = this.#lent ?? [];
    this.#lent = [];
    this.#spare = lent.concat(this.#spare).slice(0, MOST_SPARE);
  }

  /** Lets go of all that is kept for the next batches. */
  trim(): void {
    this.#lent = undefined;
    this.#spare = NO_SLABS;
    if (this.start === this.end) this.#use(NO_BYTES);
  }

  #use(slab: Uint8Array): void {
    this.bytes = slab;
    this.start = 0;
    this.end = 0;
    this.at = 0;
  }
}

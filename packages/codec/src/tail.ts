/** The beginning of a packet that came in pieces: its bytes in one buffer, which grows with what was received. */

import { NO_BYTES } from './cursor.ts';

/** Small packets are put one behind the other in buffers: of the first size, later of the other (measured). */
const FIRST_SLAB = 4096;
const LATER_SLAB = 16_384;

/** Up to this size a packet gets its whole buffer at once. */
const SMALL = 16_384;

/** A large packet's buffer is at most this many times as large as what was received of it. */
const GROWTH = 4;

export class Tail {
  bytes: Uint8Array = NO_BYTES;
  /** bytes[start, end) is the packet so far. Never written again once the packet is whole: views of it live on. */
  start = 0;
  end = 0;
  /** What the packet takes, as far as that is known. */
  wanted = 0;

  get size(): number {
    return this.end - this.start;
  }

  append(chunk: Uint8Array, from: number, to: number): void {
    const count = to - from;
    if (this.end + count > this.bytes.length) this.#grow(this.size + count);
    const { bytes, end } = this;
    if (count < 16) for (let i = 0; i < count; i++) bytes[end + i] = chunk[from + i] as number;
    else bytes.set(chunk.subarray(from, to), end);
    this.end = end + count;
  }

  #grow(needed: number): void {
    const slab = this.bytes.length > 0 ? LATER_SLAB : FIRST_SLAB;
    const trusted = Math.min(this.wanted, Math.max(SMALL, needed * GROWTH));
    const bytes = new Uint8Array(Math.max(slab, needed, trusted));
    bytes.set(this.bytes.subarray(this.start, this.end));
    this.bytes = bytes;
    this.end = this.size;
    this.start = 0;
  }
}

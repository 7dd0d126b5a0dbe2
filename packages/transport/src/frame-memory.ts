/** Memory for frames, used again: what is new to the process costs the system far more than to copy and mask into it. */

/** Room for a large batch of the client, in bytes. */
const SLAB = 131_072;
/** For all connections together; more are left to the garbage collector. */
const MOST_FREE = 16;

/** Frames one behind the other. */
export class Slab {
  readonly bytes: Buffer;
  /** The same memory. */
  readonly words: Int32Array;
  /** So many bytes are taken; a multiple of four. */
  used = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.words = new Int32Array(this.bytes.buffer);
  }
}

const free: Slab[] = [];

/** What one connection has written and the system has not taken yet. */
export class FrameMemory {
  #slab: Slab | undefined;
  #full: Slab[] | undefined;

  /** @returns a slab with room for so many bytes, a multiple of four, and anything in them */
  slabFor(size: number): Slab {
    const slab = this.#slab;
    if (slab !== undefined && slab.used + size <= slab.bytes.length) return slab;
    if (slab !== undefined) {
      this.#full ??= [];
      this.#full.push(slab);
    }
    const next = size > SLAB ? new Slab(size) : (free.pop() ?? new Slab(SLAB));
    this.#slab = next;
    return next;
  }

  /** Nobody reads the frames any more. */
  recycle(): void {
    if (this.#slab === undefined) return;
    giveBack(this.#slab);
    this.#slab = undefined;
    if (this.#full === undefined) return;
    for (const slab of this.#full) giveBack(slab);
    this.#full = undefined;
  }
}

function giveBack(slab: Slab): void {
  slab.used = 0;
  if (slab.bytes.length === SLAB && free.length < MOST_FREE) free.push(slab);
}

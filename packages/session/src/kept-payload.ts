/** The payload of a message that the session keeps: its bytes, but no view of them until somebody looks. */

/** Copies of small payloads share a buffer: a typed array of its own costs several times the copy. */
const ARENA_SIZE = 16_384;
/** Larger ones get a buffer of their own, so that one kept message pins little beside itself. */
const SHARED_MAX = 1024;

/** Where small payloads are put, one after the other; a full buffer belongs to the messages in it. */
export class PayloadArena {
  buffer: Uint8Array | undefined;
  used = 0;

  /** @returns the buffer that has room for so many bytes from `used` on */
  room(size: number): Uint8Array {
    if (this.buffer === undefined || this.used + size > ARENA_SIZE) {
      this.buffer = new Uint8Array(ARENA_SIZE);
      this.used = 0;
    }
    return this.buffer;
  }
}

export abstract class KeptPayload {
  #bytes: Uint8Array;
  #offset = 0;
  /** -1: all of `#bytes`. */
  #length = -1;

  constructor(payload: Uint8Array) {
    this.#bytes = payload;
  }

  get payload(): Uint8Array {
    if (this.#length < 0) return this.#bytes;
    return this.#bytes.subarray(this.#offset, this.#offset + this.#length);
  }

  /** Until now the bytes were somebody else's; from now on nobody can change them. */
  keepPayload(arena: PayloadArena): void {
    const payload = this.payload;
    const size = payload.length;
    if (size > SHARED_MAX) {
      this.#bytes = payload.slice();
      this.#length = -1;
      return;
    }
    const buffer = arena.room(size);
    const offset = arena.used;
    buffer.set(payload, offset);
    arena.used = offset + size;
    this.#bytes = buffer;
    this.#offset = offset;
    this.#length = size;
  }

  /** Whether a sink may refer to the payload instead of copying it: a small one is copied after it was written. */
  static isLarge(payload: Uint8Array): boolean {
    return payload.length > SHARED_MAX;
  }
}

/** Bytes that nobody else changes. */
export function copyOf(payload: Uint8Array, arena: PayloadArena): Uint8Array {
  const size = payload.length;
  if (size > SHARED_MAX) return payload.slice();
  const buffer = arena.room(size);
  const offset = arena.used;
  buffer.set(payload, offset);
  arena.used = offset + size;
  return buffer.subarray(offset, arena.used);
}

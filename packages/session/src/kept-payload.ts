/** The payload of a message that the session keeps: its bytes, but no view of them until somebody looks. */

/** Copies of small payloads share a buffer: a typed array of its own costs several times the copy. */
const ARENA_SIZE = 16_384;
/** Larger ones get a buffer of their own, so that one kept message pins little beside itself. */
const SHARED_MAX = 1024;

/** Where small payloads are put, one after the other; a full buffer belongs to the messages in it. */
export class PayloadArena {
  buffer: Uint8Array = new Uint8Array();
  used = 0;

  /** @returns where the copy begins in `buffer` */
  put(payload: Uint8Array): number {
    const size = payload.length;
    if (this.buffer.length < this.used + size) {
      this.buffer = new Uint8Array(ARENA_SIZE);
      this.used = 0;
    }
    const offset = this.used;
    this.buffer.set(payload, offset);
    this.used = offset + size;
    return offset;
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
    if (KeptPayload.isLarge(payload)) {
      this.#bytes = payload.slice();
      this.#length = -1;
      return;
    }
    this.#offset = arena.put(payload);
    this.#bytes = arena.buffer;
    this.#length = payload.length;
  }

  /** Whether a sink may refer to the payload instead of copying it: a small one is copied after it was written. */
  static isLarge(payload: Uint8Array): boolean {
    return payload.length > SHARED_MAX;
  }
}

/** Bytes that nobody else changes. */
export function copyOf(payload: Uint8Array, arena: PayloadArena): Uint8Array {
  if (KeptPayload.isLarge(payload)) return payload.slice();
  const offset = arena.put(payload);
  return arena.buffer.subarray(offset, offset + payload.length);
}

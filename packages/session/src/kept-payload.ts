/** The payload of a message that the session keeps: its bytes, but no view of them until somebody looks. */

/** Copies of small payloads share a buffer: a typed array of its own costs several times the copy. */
const BUFFER_SIZE = 16_384;
/** Larger ones get a buffer of their own, so that one kept message pins little beside itself. */
const SHARED_MAX = 4096;
/** Buffers kept for the next payloads: half a MiB, and only after as much was outstanding at once. */
const MOST_SPARE = 32;
const NOTHING = new Uint8Array();

export class SharedBuffer {
  readonly bytes = new Uint8Array(BUFFER_SIZE);
  used = 0;
  /** Payloads in it that are still kept. */
  kept = 0;
  /** Somebody has a view of it, and may look at any time. */
  seen = false;
}

/** Where small payloads are put, one after the other; a buffer is used again when nothing in it is kept or was seen. */
export class PayloadArena {
  #current: SharedBuffer | undefined;
  readonly #spare: SharedBuffer[] = [];

  /** @returns the buffer with a copy of the payload at its end */
  put(payload: Uint8Array): SharedBuffer {
    const size = payload.length;
    let buffer = this.#current;
    if (buffer === undefined || buffer.used + size > BUFFER_SIZE) {
      buffer = this.#spare.pop() ?? new SharedBuffer();
      this.#current = buffer;
    }
    buffer.bytes.set(payload, buffer.used);
    buffer.used += size;
    buffer.kept++;
    return buffer;
  }

  /** One payload in it is no longer kept. */
  release(buffer: SharedBuffer): void {
    if (--buffer.kept > 0 || buffer.seen) return;
    buffer.used = 0;
    if (buffer !== this.#current && this.#spare.length < MOST_SPARE) this.#spare.push(buffer);
  }
}

export abstract class KeptPayload {
  /** The whole payload; undefined while it is in `#shared`. */
  #bytes: Uint8Array | undefined = undefined;
  #shared: SharedBuffer | undefined = undefined;
  #offset = 0;
  #length = 0;

  get payload(): Uint8Array {
    if (this.#bytes !== undefined) return this.#bytes;
    const shared = this.#shared;
    if (shared === undefined) return NOTHING;
    shared.seen = true;
    return shared.bytes.subarray(this.#offset, this.#offset + this.#length);
  }

  /** Somebody else's bytes, until `keepPayload`. */
  borrowPayload(payload: Uint8Array): void {
    this.#bytes = payload;
  }

  /** Until now the bytes were somebody else's; from now on nobody can change them. */
  keepPayload(arena: PayloadArena): void {
    const payload = this.payload;
    if (KeptPayload.isLarge(payload)) {
      this.#bytes = payload.slice();
      return;
    }
    const shared = arena.put(payload);
    this.#shared = shared;
    this.#length = payload.length;
    this.#offset = shared.used - payload.length;
    this.#bytes = undefined;
  }

  /** Its bytes are needed no more; views of them that somebody took stay as they are. */
  releasePayload(arena: PayloadArena): void {
    const shared = this.#shared;
    this.#bytes = undefined;
    this.#shared = undefined;
    if (shared !== undefined) arena.release(shared);
  }

  /** Whether a sink may refer to the payload instead of copying it: a small one is copied after it was written. */
  static isLarge(payload: Uint8Array): boolean {
    return payload.length > SHARED_MAX;
  }
}

/** Bytes that nobody else changes. */
export function copyOf(payload: Uint8Array, arena: PayloadArena): Uint8Array {
  if (KeptPayload.isLarge(payload)) return payload.slice();
  const shared = arena.put(payload);
  shared.seen = true;
  return shared.bytes.subarray(shared.used - payload.length, shared.used);
}

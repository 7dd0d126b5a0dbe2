/** Copies of small payloads share a buffer: a typed array of its own costs five times the copy. */

const ARENA_SIZE = 8192;
/** Larger ones get a buffer of their own, so that one kept message pins little beside itself. */
const SHARED_MAX = 1024;

export class PayloadArena {
  #buffer: Uint8Array | undefined;
  #used = 0;

  /** @returns bytes that nobody else changes. */
  copy(payload: Uint8Array): Uint8Array {
    const size = payload.length;
    if (size > SHARED_MAX) return payload.slice();
    let buffer = this.#buffer;
    if (buffer === undefined || this.#used + size > ARENA_SIZE) {
      buffer = new Uint8Array(ARENA_SIZE);
      this.#buffer = buffer;
      this.#used = 0;
    }
    const start = this.#used;
    this.#used = start + size;
    buffer.set(payload, start);
    return buffer.subarray(start, this.#used);
  }
}

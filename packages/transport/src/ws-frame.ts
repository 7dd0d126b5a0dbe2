/**
 * Makes the frame that carries one batch to a WebSocket server (RFC 6455, section 5). The ws package would mask byte by
 * byte what was copied together before; here the copy is masked in place, by words.
 */

import { randomFillSync } from 'node:crypto';
import type { Slab } from './frame-memory.ts';

/** FIN, and the opcode of a binary message. */
const FINAL_BINARY = 0x82;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
const KEY_BYTES = 4;
/** The payload begins here, so that its words are aligned; the header ends here, whatever its length. */
const PAYLOAD_OFFSET = 16;

/** Keys that nobody can predict [RFC 6455, 5.3], made many at a time. */
const keys = new Int32Array(2048);
let nextKey = keys.length;

/** Room for the frame of a batch of so many bytes: whole words. */
export function frameRoom(length: number): number {
  return PAYLOAD_OFFSET + ((length + 3) & ~3);
}

/** Writes the frame of a batch behind what is in the slab, which has the room. @returns its bytes, a view of the slab */
export function maskedFrame(
  chunks: readonly Uint8Array[],
  length: number,
  slab: Slab,
): Uint8Array<ArrayBufferLike> {
  const { bytes, used } = slab;
  const payload = used + PAYLOAD_OFFSET;
  let end = payload;
  for (const chunk of chunks) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  slab.used = used + frameRoom(length);
  // Key and payload have the byte order of the machine, whichever that is.
  const key = takeKey();
  slab.words[(payload - KEY_BYTES) >> 2] = key;
  mask(slab.words, payload >> 2, slab.used >> 2, key);
  return bytes.subarray(writeHeader(bytes, payload - KEY_BYTES, length), end);
}

function takeKey(): number {
  if (nextKey === keys.length) {
    randomFillSync(keys);
    nextKey = 0;
  }
  return keys[nextKey++] as number;
}

/** Writes it so that it ends where the key stands, and returns where it begins. */
function writeHeader(bytes: Buffer, end: number, length: number): number {
  if (length < LENGTH_IN_16_BITS) {
    bytes[end - 2] = FINAL_BINARY;
    bytes[end - 1] = MASKED | length;
    return end - 2;
  }
  if (length < 65_536) {
    bytes[end - 4] = FINAL_BINARY;
    bytes[end - 3] = MASKED | LENGTH_IN_16_BITS;
    bytes.writeUInt16BE(length, end - 2);
    return end - 4;
  }
  bytes[end - 10] = FINAL_BINARY;
  bytes[end - 9] = MASKED | LENGTH_IN_64_BITS;
  bytes.writeUIntBE(0, end - 8, 2);
  bytes.writeUIntBE(length, end - 6, 6);
  return end - 10;
}

/** Four words a step take half the time of one, and signed words stay small integers (measured on V8). */
function mask(words: Int32Array, start: number, end: number, key: number): void {
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    words[i] = (words[i] as number) ^ key;
    words[i + 1] = (words[i + 1] as number) ^ key;
    words[i + 2] = (words[i + 2] as number) ^ key;
    words[i + 3] = (words[i + 3] as number) ^ key;
  }
  for (; i < end; i++) words[i] = (words[i] as number) ^ key;
}

/**
 * Makes the frame that carries one batch to a WebSocket server (RFC 6455, section 5). The ws package would mask byte by
 * byte what was copied together before; here the copy is masked in place, a word at a time.
 */

import { randomFillSync } from 'node:crypto';

/** FIN, and the opcode of a binary message. */
const FINAL_BINARY = 0x82;
const MASKED = 0x80;
const LENGTH_IN_16_BITS = 126;
const LENGTH_IN_64_BITS = 127;
const KEY_BYTES = 4;
/** The payload begins here, so that its words are aligned; the header ends here, whatever its length. */
const PAYLOAD_OFFSET = 16;
/** Below this, in bytes, a view of words costs more than it saves. */
const FEW = 64;

/** Keys that nobody can predict [RFC 6455, 5.3], made many at a time. */
const keys = new Uint32Array(2048);
const keyBytes = new Uint8Array(keys.buffer);
let nextKey = keys.length;

/** Room for the frame of a batch of so many bytes. */
export function frameRoom(length: number): number {
  return PAYLOAD_OFFSET + length;
}

/** Writes the frame of a batch into `frame`, which has the room, and returns the part of it that is the frame. */
export function maskedFrame(
  chunks: readonly Uint8Array[],
  length: number,
  frame: Buffer,
): Uint8Array {
  let offset = PAYLOAD_OFFSET;
  for (const chunk of chunks) {
    frame.set(chunk, offset);
    offset += chunk.length;
  }
  const key = takeKey();
  mask(frame, length, key);
  return frame.subarray(writeHeader(frame, length, key), offset);
}

function takeKey(): number {
  if (nextKey === keys.length) {
    randomFillSync(keys);
    nextKey = 0;
  }
  return nextKey++;
}

/** Writes it in front of the payload, and returns where it begins. */
function writeHeader(frame: Buffer, length: number, key: number): number {
  const start = PAYLOAD_OFFSET - headerLength(length);
  frame[start] = FINAL_BINARY;
  if (length < LENGTH_IN_16_BITS) {
    frame[start + 1] = MASKED | length;
  } else if (length < 65_536) {
    frame[start + 1] = MASKED | LENGTH_IN_16_BITS;
    frame.writeUInt16BE(length, start + 2);
  } else {
    frame[start + 1] = MASKED | LENGTH_IN_64_BITS;
    frame.writeUIntBE(0, start + 2, 2);
    frame.writeUIntBE(length, start + 4, 6);
  }
  const from = key * KEY_BYTES;
  frame.set(keyBytes.subarray(from, from + KEY_BYTES), PAYLOAD_OFFSET - KEY_BYTES);
  return start;
}

function headerLength(length: number): number {
  if (length < LENGTH_IN_16_BITS) return 2 + KEY_BYTES;
  return length < 65_536 ? 4 + KEY_BYTES : 10 + KEY_BYTES;
}

function mask(frame: Buffer, length: number, key: number): void {
  const words = length < FEW ? 0 : length >> 2;
  if (words > 0) maskWords(frame, words, keys[key] ?? 0);
  const from = key * KEY_BYTES;
  for (let i = words * 4; i < length; i++) {
    const at = PAYLOAD_OFFSET + i;
    frame[at] = (frame[at] ?? 0) ^ (keyBytes[from + (i & 3)] ?? 0);
  }
}

/** Key and payload have the byte order of the machine, whichever that is. Node aligns its buffers to eight bytes. */
function maskWords(frame: Buffer, count: number, key: number): void {
  const words = new Uint32Array(frame.buffer, frame.byteOffset + PAYLOAD_OFFSET, count);
  for (let i = 0; i < count; i++) words[i] = (words[i] ?? 0) ^ key;
}

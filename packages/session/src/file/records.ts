/**
 * The bytes of a journal file: a header, then records of one change each.
 *
 *     file    "@x/mqtt" | version 1 | base u32 | CRC-32 of these 12 bytes | records
 *     record  length u32 | back u32 | CRC-32 of the JSON | CRC-32 of these 12 bytes | JSON
 *
 * Numbers are big-endian. `base` is the size that the file had when it got its name, all of it durable. `back` is the
 * distance from the record to the first one of the same commit: a commit begins only when the one before is durable, so
 * a readable record proves that all before its commit was.
 */

import { crc32 } from 'node:zlib';

export const HEADER_SIZE = 16;
export const RECORD_HEADER_SIZE = 16;
export const FORMAT_VERSION = 1;
const MAGIC = Buffer.from('@x/mqtt', 'latin1');
const CHECKED = 12;
/** In bytes, of the memory that a commit begins with: as much as the one before took, within these. */
const LEAST_CAPACITY = 4096;
const MOST_CAPACITY = 1 << 20;
/** `{}` */
const LEAST_LENGTH = 2;

/** A new file that holds the records of `commit`, or none. */
export function encodeFile(commit: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(HEADER_SIZE + commit.length);
  bytes.set(MAGIC);
  bytes[MAGIC.length] = FORMAT_VERSION;
  bytes.writeUInt32BE(bytes.length, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, CHECKED)), CHECKED);
  bytes.set(commit, HEADER_SIZE);
  return bytes;
}

/** Records that wait for their commit. */
export class Commit {
  #bytes = Buffer.alloc(0);
  #length = 0;
  #usual = LEAST_CAPACITY;

  get length(): number {
    return this.#length;
  }

  /** Takes the JSON of a change; returns the size of its record. */
  add(json: string): number {
    const length = Buffer.byteLength(json);
    const size = RECORD_HEADER_SIZE + length;
    const at = this.#length;
    if (at + size > this.#bytes.length) this.#grow(at + size);
    const bytes = this.#bytes;
    const start = at + RECORD_HEADER_SIZE;
    bytes.write(json, start, 'utf8');
    bytes.writeUInt32BE(length, at);
    bytes.writeUInt32BE(at, at + 4);
    bytes.writeUInt32BE(crc32(bytes.subarray(start, start + length)), at + 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(at, at + CHECKED)), at + CHECKED);
    this.#length = at + size;
    return size;
  }

  /** All records so far; the caller owns them, the next ones go to memory of their own. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#usual = Math.min(Math.max(this.#length, LEAST_CAPACITY), MOST_CAPACITY);
    this.#bytes = Buffer.alloc(0);
    this.#length = 0;
    return taken;
  }

  #grow(least: number): void {
    const bytes = Buffer.allocUnsafe(Math.max(this.#usual, least, this.#bytes.length * 2));
    bytes.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = bytes;
  }
}

/** How a file begins. `base` counts only for `journal`. */
export interface FileHeader {
  readonly kind: 'journal' | 'damaged' | 'foreign' | 'other-version';
  readonly base: number;
}

export function readHeader(bytes: Buffer): FileHeader {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return { kind: 'foreign', base: 0 };
  if (bytes.length > MAGIC.length && bytes[MAGIC.length] !== FORMAT_VERSION) {
    return { kind: 'other-version', base: 0 };
  }
  if (bytes.length < HEADER_SIZE || !isChecked(bytes, 0)) return { kind: 'damaged', base: 0 };
  return { kind: 'journal', base: bytes.readUInt32BE(8) };
}

/** Calls `visit` with the JSON and the offset of each record; returns where the readable ones end. */
export function readRecords(bytes: Buffer, visit: (json: string, offset: number) => void): number {
  let at = HEADER_SIZE;
  while (isRecord(bytes, at)) {
    const start = at + RECORD_HEADER_SIZE;
    const end = start + bytes.readUInt32BE(at);
    visit(bytes.toString('utf8', start, end), at);
    at = end;
  }
  return at;
}

/** Whether something durable is missing at `end`, where the readable records do: not just the rest of a last, torn commit. */
export function wasDurable(bytes: Buffer, base: number, end: number): boolean {
  if (end < base) return true;
  const last = bytes.length - RECORD_HEADER_SIZE - LEAST_LENGTH;
  for (let at = end + 1; at <= last; at += 1) {
    if (isRecordHeader(bytes, at) && at - bytes.readUInt32BE(at + 4) > end) return true;
  }
  return false;
}

function isRecord(bytes: Buffer, at: number): boolean {
  if (!isRecordHeader(bytes, at)) return false;
  const start = at + RECORD_HEADER_SIZE;
  const end = start + bytes.readUInt32BE(at);
  return end <= bytes.length && crc32(bytes.subarray(start, end)) === bytes.readUInt32BE(at + 8);
}

/** The cheap questions first: it is asked at every byte of a damaged file. */
function isRecordHeader(bytes: Buffer, at: number): boolean {
  if (at + RECORD_HEADER_SIZE > bytes.length) return false;
  const length = bytes.readUInt32BE(at);
  if (length < LEAST_LENGTH || bytes.readUInt32BE(at + 4) > at - HEADER_SIZE) return false;
  return isChecked(bytes, at);
}

function isChecked(bytes: Buffer, at: number): boolean {
  return crc32(bytes.subarray(at, at + CHECKED)) === bytes.readUInt32BE(at + CHECKED);
}

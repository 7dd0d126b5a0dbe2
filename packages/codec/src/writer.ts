/** A cursor over the bytes being written, and the checks of JavaScript values that every packet shares. */

import { Fault } from './errors.ts';
import type { ProtocolVersion } from './packet.ts';
import { NO_BYTES, TopicMemory, zeroPacketId } from './reader.ts';
import { illFormed, MAX_FIELD, nullCharacter, textSize, writeUtf8 } from './utf8.ts';

export class Writer {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  readonly version: ProtocolVersion;
  /** Who sends this, as bits: 1 client, 2 server. */
  readonly senders: number;
  readonly topics: TopicMemory = new TopicMemory();
  /** Payloads of at least this many bytes are left in `passed` instead of being copied. */
  readonly passFrom: number;
  /** The payload of the packet just written, if it was not copied. */
  passed: Uint8Array | undefined = undefined;
  /** What `measure` found for `write`: the sizes of the packet's property section and of the will's. */
  propertiesSize = 0;
  willPropertiesSize = 0;

  constructor(version: ProtocolVersion, senders: number, passFrom: number) {
    this.version = version;
    this.senders = senders;
    this.passFrom = passFrom;
  }

  byte(value: number): void {
    this.bytes[this.at++] = value;
  }

  uint16(value: number): void {
    const at = this.at;
    this.bytes[at] = value >>> 8;
    this.bytes[at + 1] = value;
    this.at = at + 2;
  }

  uint32(value: number): void {
    this.uint16(value >>> 16);
    this.uint16(value & 0xffff);
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.bytes[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }

  /** The fixed header: `first` and the remaining length. */
  header(first: number, size: number): void {
    this.bytes[this.at++] = first;
    this.varint(size);
  }

  text(text: string): void {
    const start = this.at + 2;
    const end = writeUtf8(this.bytes, start, text);
    this.uint16(end - start);
    this.at = end;
  }

  binary(data: Uint8Array): void {
    this.uint16(data.length);
    this.raw(data);
  }

  raw(data: Uint8Array): void {
    const size = data.length;
    const at = this.at;
    if (size > 24) {
      this.bytes.set(data, at);
    } else {
      const bytes = this.bytes;
      for (let i = 0; i < size; i++) bytes[at + i] = data[i] as number;
    }
    this.at = at + size;
  }
}

/** The bytes of a variable byte integer. */
export function varintSize(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : 4;
}

/** The bytes of a text field with its length, after checking `value`. */
export function measureText(value: unknown, field: string): number {
  if (typeof value !== 'string') throw wrongType(field, 'a string');
  const size = textSize(value);
  if (size < 0) throw value.includes('\0') ? nullCharacter(field) : illFormed(field);
  if (size > MAX_FIELD) throw tooLong(field);
  return 2 + size;
}

/** The bytes of a binary field with its length, after checking `value`. */
export function measureBinary(value: unknown, field: string): number {
  const size = checkBytes(value, field).length;
  if (size > MAX_FIELD) throw tooLong(field);
  return 2 + size;
}

export function checkBytes(value: unknown, field: string): Uint8Array {
  if (!isBytes(value)) throw wrongType(field, 'a Uint8Array');
  return value;
}

/** Also one of another realm, where instanceof says no. */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    value instanceof Uint8Array || Object.prototype.toString.call(value) === '[object Uint8Array]'
  );
}

/** An integer of a range; a missing one counts as 0. */
export function checkInteger(value: unknown, field: string, min: number, max: number): number {
  const number = value === undefined ? 0 : value;
  if (typeof number !== 'number') throw wrongType(field, 'a number');
  if (!Number.isInteger(number) || number < min || number > max) throw outOfRange(field, min, max);
  return number;
}

/** A boolean; a missing one counts as false. */
export function checkBoolean(value: unknown, field: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw wrongType(field, 'a boolean');
  return value === true;
}

export function checkQos(value: unknown, field: string): number {
  if (value === undefined || value === 0 || value === 1 || value === 2) return value ?? 0;
  if (value === 3) throw new Fault('INVALID_QOS', `${field} must be 0, 1 or 2`);
  return checkInteger(value, field, 0, 2);
}

export function checkPacketId(value: unknown): void {
  if (value === 0 || value === undefined) throw zeroPacketId();
  checkInteger(value, 'packetId', 1, 65_535);
}

export function checkList(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw wrongType(field, 'an array');
  return value;
}

export function wrongType(field: string, expected: string): Fault {
  return new Fault('INVALID_TYPE', `${field} must be ${expected}`);
}

export function outOfRange(field: string, min: number, max: number): Fault {
  return new Fault('OUT_OF_RANGE', `${field} must be ${min} to ${max}`);
}

function tooLong(field: string): Fault {
  return new Fault('OUT_OF_RANGE', `${field} must be at most 65535 bytes`, '4.7.3-3', '4.7.3-3');
}

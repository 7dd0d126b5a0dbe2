/** What reading and writing share: a place in some bytes, the version and the side, and what a field is made of. */

import { CodecError, fault } from './errors.ts';
import type { ProtocolVersion, Sender } from './packet.ts';
import { BOTH, SIDES } from './packet-types.ts';
import type { PropertySet, Values } from './property-section.ts';
import { checkTopicName } from './topic.ts';
import { wrongType } from './utf8.ts';

export const NO_BYTES: Uint8Array = new Uint8Array(0);

/** The most that a remaining length can say, and its header. */
const LARGEST_PACKET = 268_435_455 + 5;

/** Bytes of a topic. */
const LONGEST_KEPT = 128;

export interface CursorOptions {
  readonly version: ProtocolVersion;
  readonly from?: Sender | undefined;
  readonly maxPacketSize?: number | undefined;
}

/** One entry of a list; `given` as in {@link Cursor}. */
export type Item<T> = (io: Cursor, given: never, field: string) => T;

/** A reason code with properties, as the caller gave them. */
export interface Outcome {
  readonly reasonCode?: number;
  readonly properties?: object | undefined;
}

/**
 * The layout of a packet is said once for both directions: every method takes what the caller gave and returns what
 * stands in the packet. A Writer checks and writes what was given, a Reader ignores it and reads.
 */
export abstract class Cursor {
  bytes: Uint8Array = NO_BYTES;
  at = 0;
  /** Reading: the end of the packet, or of its property section. Writing: the end of the packets before. */
  end = 0;
  /** Where the last text begins. */
  textAt = 0;
  /** 0 until the CONNECT, if the version comes from there. */
  version: ProtocolVersion | 0;
  /** Who may have sent this, as bits: 1 client, 2 server. */
  readonly senders: number;
  /** Bytes of a whole packet. */
  readonly maxPacketSize: number;
  /** That of the last outcome. */
  reasonCode = 0;
  /** The last good topic that is not too long, and its bytes: streams repeat topics, and these are quick to compare or copy. */
  lastTopic = '';
  lastTopicBytes: Uint8Array = NO_BYTES;
  /** One for each length, so that a change of topics allocates nothing. */
  #topicBuffers: Uint8Array[] | undefined = undefined;

  constructor({ version, from, maxPacketSize = LARGEST_PACKET }: CursorOptions) {
    checkOption(version === 4 || version === 5, 'version', '4 or 5');
    checkOption(
      Number.isInteger(maxPacketSize) && maxPacketSize > 1,
      'maxPacketSize',
      'an integer from 2',
    );
    const senders = from === undefined ? BOTH : SIDES.indexOf(from) + 1;
    checkOption(senders > 0, 'from', "'client' or 'server'");
    this.version = version;
    this.senders = senders;
    this.maxPacketSize = maxPacketSize;
  }

  /** A number of so many bytes. */
  abstract uint(given: unknown, field: string, size: number, max?: number, min?: number): number;
  abstract varint(given: unknown, field: string, max?: number, min?: number): number;
  abstract text(given: unknown, field: string): string;
  /** Two texts. */
  abstract pair(given: unknown, field: string): readonly unknown[];
  abstract binary(given: unknown, field: string): Uint8Array;
  /** The items up to the end of the packet. */
  abstract items<T>(given: unknown, field: string, item: Item<T>): readonly T[];
  /** The property section; `undefined` if it is empty, and in 3.1.1, which has none. */
  abstract properties(given: unknown, set: PropertySet): Values | undefined;
  /** A reason code and properties, left out where they say nothing (sections 3.4.2.1, 3.14.2.1). */
  abstract outcome(given: Outcome, set: PropertySet): Values | undefined;

  packetId(given: unknown = 0): number {
    return this.uint(given, 'packetId', 2, 0xffff, 1);
  }

  boolean(given: unknown, field: string): boolean {
    return this.uint(bit(given, field, 1), field, 1, 1) === 1;
  }

  /** Checks the topic that ends here, and keeps it for the next packet. It may be empty. */
  keepTopic(topic: string): string {
    const { bytes, textAt, at } = this;
    if (topic !== '') checkTopicName(topic, 'topic');
    const size = at - textAt;
    if (size > LONGEST_KEPT) return topic;
    this.#topicBuffers ??= [];
    let own = this.#topicBuffers[size];
    if (own === undefined) {
      own = new Uint8Array(size);
      this.#topicBuffers[size] = own;
    }
    for (let i = 0; i < size; i++) own[i] = bytes[textAt + i] as number;
    this.lastTopicBytes = own;
    this.lastTopic = topic;
    return topic;
  }

  checkSize(size: number): void {
    const limit = this.maxPacketSize;
    if (size > limit) throw fault('PACKET_TOO_LARGE', `${size} bytes, the limit is ${limit}`);
  }
}

export function checkOption(valid: boolean, name: string, rule: string): void {
  if (!valid) throw new CodecError('INVALID_OPTION', `${name} must be ${rule}`);
}

/** Checks a boolean that a caller gave, and returns its bit; a missing one counts as false. */
export function bit(given: unknown, field: string, value: number): number {
  if (given !== undefined && typeof given !== 'boolean') throw wrongType(field, 'a boolean');
  return given ? value : 0;
}

/** Refuses a number outside its field's range. */
export function checkRange(value: number, field: string, max: number, min: number): number {
  if (value >= min && value <= max) return value;
  const rule = `${field} must be ${min} to ${max}`;
  if (value === 0 && field === 'packetId') throw fault('PACKET_ID', rule, '2.2.1-3', '2.3.1-1');
  if (value === 0 && field === 'topicAlias') throw fault('TOPIC_ALIAS', rule, '3.3.2-8', '');
  throw fault('OUT_OF_RANGE', rule);
}

export function checkList(given: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(given)) throw wrongType(field, 'an array');
  return given;
}

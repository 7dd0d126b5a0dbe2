/** What a sequence is: bytes that a server sends at one point of a connection, and what a client has to do about them. */

import type { Bytes } from './wire.ts';

/** 4 is MQTT 3.1.1, 5 is MQTT 5.0. */
export type Version = 4 | 5;

/** Where the bytes come. */
export type Phase =
  /** After CONNECT, instead of CONNACK or before it. */
  | 'before CONNACK'
  /** Right behind CONNACK, nothing under way. */
  | 'connected'
  /** With one exchange of each kind half done: see `IDS`. */
  | 'mid-exchange';

/** The packet ids of what is under way in 'mid-exchange'. */
export const IDS = {
  /** PUBLISH of QoS 1 sent. */
  puback: 1,
  /** PUBLISH of QoS 2 sent. */
  pubrec: 2,
  /** SUBSCRIBE for two filters sent. */
  suback: 3,
  /** UNSUBSCRIBE for two filters sent. */
  unsuback: 4,
  /** PUBLISH of QoS 2 and its PUBREL sent. */
  pubcomp: 5,
  /** PUBLISH of QoS 2 received, PUBREC sent. */
  pubrel: 9,
  unknown: 99,
} as const;

export type Reaction =
  /** Ends the connection; in 5.0 after a DISCONNECT with one of `codes`. */
  | {
      readonly kind: 'closes';
      readonly codes: readonly number[];
      readonly answers: readonly Bytes[];
    }
  /** Answers with exactly these packets and goes on. */
  | {
      readonly kind: 'lives';
      readonly answers: readonly Bytes[];
      readonly delivers: readonly string[];
    }
  /** The server itself has said that this is the end: the client closes, and has nothing to say. */
  | { readonly kind: 'ends'; readonly code: number };

export interface Sequence {
  readonly name: string;
  readonly version: Version;
  readonly phase: Phase;
  readonly bytes: Bytes;
  readonly reaction: Reaction;
  /** Configuration strings for the client before it connects. */
  readonly settings: readonly string[];
  /** The CONNACK of the phases after it. */
  readonly connack: Bytes;
}

/** The reason codes that the specification leaves a choice between where it names none (section 4.13.1 of 5.0). */
export const MALFORMED: readonly number[] = [0x81];
export const PROTOCOL_ERROR: readonly number[] = [0x82];
export const EITHER: readonly number[] = [0x81, 0x82];

/** `answers`: what the packets before the fault deserve. */
export const closes = (codes: readonly number[], ...answers: readonly Bytes[]): Reaction => ({
  kind: 'closes',
  codes,
  answers,
});
export const lives = (...answers: readonly Bytes[]): Reaction => ({
  kind: 'lives',
  answers,
  delivers: [],
});
export const delivers = (topics: readonly string[], ...answers: readonly Bytes[]): Reaction => ({
  kind: 'lives',
  answers,
  delivers: topics,
});
/** `code`: what the client tells its user, 0 for an end that is nobody's fault. */
export const ends = (code: number): Reaction => ({ kind: 'ends', code });

export interface Place {
  readonly version: Version;
  readonly phase: Phase;
  readonly settings?: readonly string[];
  readonly connack?: Bytes;
}

export const ACCEPTED: Readonly<Record<Version, Bytes>> = {
  4: [0x20, 2, 0, 0],
  5: [0x20, 3, 0, 0, 0],
};

export function sequence(place: Place, name: string, bytes: Bytes, reaction: Reaction): Sequence {
  const { version, phase, settings = [], connack = ACCEPTED[version] } = place;
  const title = `${version === 4 ? '3.1.1' : '5.0'}, ${phase}: ${name}`;
  return { name: title, version, phase, bytes, reaction, settings, connack };
}

export const VERSIONS: readonly Version[] = [4, 5];
export const PHASES: readonly Phase[] = ['before CONNACK', 'connected', 'mid-exchange'];

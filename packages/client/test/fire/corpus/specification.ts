/**
 * What the specification says about each packet, property and reason code that a server sends, written down from its
 * text. The codec's tables only say what there is to ask about: a name that they have and this file has not, or the
 * other way round, does not compile.
 */

import type { PacketType, PROPERTIES } from '@x/codec';
import { EITHER, MALFORMED, PROTOCOL_ERROR } from './sequence.ts';
import { type Bytes, text, u8, u16, u32 } from './wire.ts';

/** The packets of a server with a property section. */
export type Carrier =
  | 'connack'
  | 'publish'
  | 'puback'
  | 'pubrec'
  | 'pubrel'
  | 'pubcomp'
  | 'suback'
  | 'unsuback'
  | 'disconnect'
  | 'auth';

export const CARRIERS: readonly Carrier[] = [
  'connack',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'suback',
  'unsuback',
  'disconnect',
  'auth',
];

/** A value as it stands behind the identifier. */
export interface Value {
  readonly what: string;
  readonly bytes: Bytes;
}

export interface BadValue extends Value {
  /** The reason codes that fit. */
  readonly codes: readonly number[];
}

export interface PropertyRule {
  readonly id: number;
  /** Table 2-4, the packets of a server. */
  readonly in: readonly Carrier[];
  readonly mayRepeat?: true;
  readonly good: readonly Value[];
  readonly bad: readonly BadValue[];
}

const value = (what: string, bytes: Bytes): Value => ({ what, bytes });
const bad = (what: string, codes: readonly number[], bytes: Bytes): BadValue => ({
  what,
  codes,
  bytes,
});

/** Section 1.5.4: no ill-formed UTF-8, no surrogates, no U+0000. */
const NO_TEXT: readonly BadValue[] = [
  bad('U+0000', MALFORMED, [0, 1, 0]),
  bad('a surrogate', MALFORMED, [0, 3, 0xed, 0xa0, 0x80]),
  bad('an overlong form', MALFORMED, [0, 2, 0xc0, 0xaf]),
  bad('half a character', MALFORMED, [0, 2, 0x61, 0xe2]),
  bad('a stray continuation', MALFORMED, [0, 1, 0x80]),
  bad('a code point above U+10FFFF', MALFORMED, [0, 4, 0xf4, 0x90, 0x80, 0x80]),
];

const flag = { good: [value('0', [0]), value('1', [1])] };
/** "It is a Protocol Error to … have a value other than 0 or 1". */
const strictFlag = {
  ...flag,
  bad: [bad('2', PROTOCOL_ERROR, [2]), bad('255', PROTOCOL_ERROR, [255])],
};
const string = {
  good: [
    value('a text', text('abc')),
    value('no characters', text('')),
    value('U+FEFF', text('\uFEFF')),
  ],
  bad: NO_TEXT,
};
const number = {
  good: [value('0', u32(0)), value('1', u32(1)), value('the largest', u32(0xffff_ffff))],
  bad: [],
};
const bytes = { good: [value('bytes', [0, 2, 0, 0xff]), value('no bytes', [0, 0])], bad: [] };

export const PROPERTY_RULES = {
  payloadFormatIndicator: {
    id: 0x01,
    in: ['publish'],
    ...flag,
    bad: [bad('2', EITHER, [2]), bad('255', EITHER, [255])],
  },
  messageExpiryInterval: { id: 0x02, in: ['publish'], ...number },
  contentType: { id: 0x03, in: ['publish'], ...string },
  responseTopic: {
    id: 0x08,
    in: ['publish'],
    good: [value('a topic', text('a/b'))],
    // Section 3.3.2.3.5 forbids wildcards and 4.7.3 an empty name; neither names a code.
    bad: [
      ...NO_TEXT,
      bad('a +', EITHER, text('a/+')),
      bad('a #', EITHER, text('#')),
      bad('no characters', EITHER, text('')),
    ],
  },
  correlationData: { id: 0x09, in: ['publish'], ...bytes },
  subscriptionIdentifiers: {
    id: 0x0b,
    in: ['publish'],
    mayRepeat: true,
    good: [
      value('1', [1]),
      value('128', [0x80, 1]),
      value('the largest', [0xff, 0xff, 0xff, 0x7f]),
    ],
    bad: [
      bad('0', PROTOCOL_ERROR, [0]),
      bad('1 in two bytes', MALFORMED, [0x81, 0]),
      bad('five bytes', MALFORMED, [0x80, 0x80, 0x80, 0x80, 1]),
    ],
  },
  sessionExpiryInterval: { id: 0x11, in: ['connack'], ...number },
  assignedClientIdentifier: {
    id: 0x12,
    in: ['connack'],
    good: [value('a text', text('given'))],
    bad: NO_TEXT,
  },
  serverKeepAlive: {
    id: 0x13,
    in: ['connack'],
    good: [value('0', u16(0)), value('1000', u16(1000)), value('the largest', u16(0xffff))],
    bad: [],
  },
  authenticationMethod: {
    id: 0x15,
    in: ['connack', 'auth'],
    good: [],
    bad: [...NO_TEXT, bad('another method', PROTOCOL_ERROR, text('other'))],
  },
  authenticationData: { id: 0x16, in: ['connack', 'auth'], ...bytes },
  requestProblemInformation: { id: 0x17, in: [], ...strictFlag },
  willDelayInterval: { id: 0x18, in: [], ...number },
  requestResponseInformation: { id: 0x19, in: [], ...strictFlag },
  responseInformation: { id: 0x1a, in: ['connack'], ...string },
  serverReference: { id: 0x1c, in: ['connack', 'disconnect'], ...string },
  reasonString: {
    id: 0x1f,
    in: [
      'connack',
      'puback',
      'pubrec',
      'pubrel',
      'pubcomp',
      'suback',
      'unsuback',
      'disconnect',
      'auth',
    ],
    ...string,
  },
  receiveMaximum: {
    id: 0x21,
    in: ['connack'],
    good: [value('1', u16(1)), value('the largest', u16(0xffff))],
    bad: [bad('0', PROTOCOL_ERROR, u16(0))],
  },
  topicAliasMaximum: {
    id: 0x22,
    in: ['connack'],
    good: [value('0', u16(0)), value('the largest', u16(0xffff))],
    bad: [],
  },
  topicAlias: {
    id: 0x23,
    in: ['publish'],
    good: [value('1', u16(1)), value('our maximum', u16(3))],
    bad: [
      bad('0', [0x94], u16(0)),
      bad('above our maximum', [0x94], u16(4)),
      bad('the largest', [0x94], u16(0xffff)),
    ],
  },
  maximumQoS: { id: 0x24, in: ['connack'], ...strictFlag },
  retainAvailable: { id: 0x25, in: ['connack'], ...strictFlag },
  userProperties: {
    id: 0x26,
    in: [...CARRIERS],
    mayRepeat: true,
    good: [
      value('a pair', [...text('a'), ...text('b')]),
      value('two empty texts', [...text(''), ...text('')]),
    ],
    bad: [
      ...NO_TEXT.map((fault) =>
        bad(`${fault.what} as name`, MALFORMED, [...fault.bytes, ...text('b')]),
      ),
      ...NO_TEXT.map((fault) =>
        bad(`${fault.what} as value`, MALFORMED, [...text('a'), ...fault.bytes]),
      ),
    ],
  },
  maximumPacketSize: {
    id: 0x27,
    in: ['connack'],
    good: [value('100', u32(100)), value('the largest', u32(0xffff_ffff))],
    bad: [bad('0', PROTOCOL_ERROR, u32(0))],
  },
  wildcardSubscriptionAvailable: { id: 0x28, in: ['connack'], ...strictFlag },
  subscriptionIdentifiersAvailable: { id: 0x29, in: ['connack'], ...strictFlag },
  sharedSubscriptionAvailable: { id: 0x2a, in: ['connack'], ...strictFlag },
} as const satisfies Record<keyof typeof PROPERTIES, PropertyRule>;

/** Numbers that no property has. */
export const NO_PROPERTIES: readonly Value[] = [
  ...[0x00, 0x04, 0x07, 0x0a, 0x10, 0x14, 0x1b, 0x1e, 0x20, 0x2b, 0x7f].map((id) =>
    value(`0x${id.toString(16)}`, u8(id)),
  ),
  value('128', [0x80, 0x01]),
  value('an identifier in two bytes where one is enough', [0x81, 0x00]),
  value('an identifier of five bytes', [0x80, 0x80, 0x80, 0x80, 0x01]),
];

/** The reason codes that a server may put into each packet: the tables of sections 3.2 to 3.15 of 5.0. */
export const SERVER_CODES: Readonly<Record<Exclude<Carrier, 'publish'>, readonly number[]>> = {
  connack: [
    0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97,
    0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
  ],
  puback: [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
  pubrec: [0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99],
  pubrel: [0x00, 0x92],
  pubcomp: [0x00, 0x92],
  suback: [0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2],
  unsuback: [0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91],
  disconnect: [
    0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96,
    0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2,
  ],
  auth: [0x00, 0x18],
};

/** Table 2-1 and 2-2: number, and the flags that the specification lists. PUBLISH has its own rules. */
export const HEADERS: Readonly<
  Record<PacketType, { readonly id: number; readonly flags: number }>
> = {
  connect: { id: 1, flags: 0 },
  connack: { id: 2, flags: 0 },
  publish: { id: 3, flags: 0 },
  puback: { id: 4, flags: 0 },
  pubrec: { id: 5, flags: 0 },
  pubrel: { id: 6, flags: 2 },
  pubcomp: { id: 7, flags: 0 },
  subscribe: { id: 8, flags: 2 },
  suback: { id: 9, flags: 0 },
  unsubscribe: { id: 10, flags: 2 },
  unsuback: { id: 11, flags: 0 },
  pingreq: { id: 12, flags: 0 },
  pingresp: { id: 13, flags: 0 },
  disconnect: { id: 14, flags: 0 },
  auth: { id: 15, flags: 0 },
};

/** A good packet of each kind that a server sends with properties, where it belongs, and what a client does about it. */

import { delivers, ends, IDS, lives, type Place, type Reaction, type Version } from './sequence.ts';
import type { Carrier } from './specification.ts';
import { type Bytes, packet, properties, text, u16 } from './wire.ts';

export interface Use {
  readonly place: Place;
  /** `section`: the properties with their length, absent in 3.1.1. */
  build(section: Bytes, code?: number): Bytes;
  /** To the packet with reason code 0 (AUTH: 0x18). */
  readonly reaction: Reaction;
  /** Properties without which the packet would not be good. */
  readonly own: readonly Bytes[];
}

export const METHOD = 'm';
export const METHOD_PROPERTY: Bytes = [0x15, ...text(METHOD)];

/** Of a client that authenticates; its server names the method in CONNACK. */
export const AUTHENTICATING = {
  settings: [`AuthenticationMethod=${METHOD}`],
  connack: packet(0x20, [0, 0], properties(METHOD_PROPERTY)),
} as const;

/** What the client of the corpus says to each challenge: AUTH 0x18 with the method, and nothing more. */
export const AUTH_ANSWER: Bytes = packet(0xf0, [0x18], properties(METHOD_PROPERTY));

/** PUBACK, PUBREC, PUBREL, PUBCOMP as a client writes them when all is well. */
export const ack = (first: number, id: number): Bytes => packet(first, u16(id));

export const MID_TOPIC = 'mid';

const acknowledgement = (first: number, id: number, reaction: Reaction): Omit<Use, 'place'> => ({
  build: (section, code = 0) =>
    section.length === 0 ? packet(first, u16(id)) : packet(first, u16(id), [code], section),
  reaction,
  own: [],
});

const WITHOUT_PLACE: Readonly<Record<Carrier, Omit<Use, 'place'>>> = {
  connack: {
    build: (section, code = 0) => packet(0x20, [0, code], section),
    reaction: lives(),
    own: [],
  },
  publish: {
    build: (section) => packet(0x32, text('t'), u16(7), section, [0x78]),
    reaction: delivers(['t'], ack(0x40, 7)),
    own: [],
  },
  puback: acknowledgement(0x40, IDS.puback, lives()),
  pubrec: acknowledgement(0x50, IDS.pubrec, lives(ack(0x62, IDS.pubrec))),
  pubrel: acknowledgement(0x62, IDS.pubrel, delivers([MID_TOPIC], ack(0x70, IDS.pubrel))),
  pubcomp: acknowledgement(0x70, IDS.pubcomp, lives()),
  suback: {
    build: (section, code = 0) => packet(0x90, u16(IDS.suback), section, [code, 1]),
    reaction: lives(),
    own: [],
  },
  unsuback: {
    build: (section, code = 0) => packet(0xb0, u16(IDS.unsuback), section, [code, 0x11]),
    reaction: lives(),
    own: [],
  },
  disconnect: {
    build: (section, code = 0) => packet(0xe0, [code], section),
    reaction: ends(0),
    own: [],
  },
  auth: {
    build: (section, code = 0x18) => packet(0xf0, [code], section),
    reaction: lives(AUTH_ANSWER),
    own: [METHOD_PROPERTY],
  },
};

/** Where the packet belongs. */
export function use(carrier: Carrier, version: Version): Use {
  return { ...WITHOUT_PLACE[carrier], place: placeOf(carrier, version) };
}

function placeOf(carrier: Carrier, version: Version): Place {
  switch (carrier) {
    case 'connack':
      return { version, phase: 'before CONNACK', connack: [] };
    case 'auth':
      return { version, phase: 'before CONNACK', ...AUTHENTICATING };
    case 'publish':
      return { version, phase: 'connected', settings: ['ClientTopicAliasMax=3'] };
    case 'disconnect':
      return { version, phase: 'connected' };
    default:
      return { version, phase: 'mid-exchange' };
  }
}

/** Packets that end inside a field, and packets with bytes behind their last one. */

import { AUTHENTICATING, ack, METHOD_PROPERTY } from './carriers.ts';
import {
  closes,
  EITHER,
  ends,
  IDS,
  lives,
  MALFORMED,
  type Place,
  type Reaction,
  type Sequence,
  sequence,
  VERSIONS,
  type Version,
} from './sequence.ts';
import { type Bytes, packet, text, u16 } from './wire.ts';

interface Shape {
  readonly name: string;
  readonly place: Place;
  readonly first: number;
  readonly body: Bytes;
  /** The reaction to the body's first bytes, where that is not a malformed packet. */
  readonly short?: Readonly<Record<number, Reaction>>;
  /** To one byte more; undefined where it is payload. */
  readonly overlong: Reaction | undefined;
}

export function lengthSequences(): Sequence[] {
  return VERSIONS.flatMap((version) => shapes(version).flatMap(resized));
}

function resized({ name, place, first, body, short = {}, overlong }: Shape): Sequence[] {
  const sequences = body.map((_, length) =>
    sequence(
      place,
      `${name} of ${length} instead of ${body.length} bytes`,
      packet(first, body.slice(0, length)),
      short[length] ?? closes(MALFORMED),
    ),
  );
  if (overlong === undefined) return sequences;
  return [
    ...sequences,
    ...[1, 2, 200].map((count) =>
      sequence(
        place,
        `${name} with ${count} bytes behind it`,
        packet(first, body, new Array<number>(count).fill(0)),
        overlong,
      ),
    ),
  ];
}

function shapes(version: Version): Shape[] {
  const before: Place = { version, phase: 'before CONNACK' };
  const connected: Place = { version, phase: 'connected' };
  const mid: Place = { version, phase: 'mid-exchange' };
  const is5 = version === 5;
  const section: Bytes = is5 ? [0] : [];
  const malformed = closes(MALFORMED);
  // One code for two filters [MQTT-3.8.4-5] of 3.1.1, [MQTT-3.8.4-6] of 5.0; none at all may be malformed as well.
  const counts: Record<number, Reaction> = is5
    ? { 3: closes(EITHER), 4: closes([0x82]) }
    : { 2: closes(EITHER), 3: closes([0x82]) };
  const shared: Shape[] = [
    { name: 'CONNACK', place: before, first: 0x20, body: [0, 0, ...section], overlong: malformed },
    ...[0x30, 0x32, 0x34].map(
      (first): Shape => ({
        name: `PUBLISH 0x${first.toString(16)}`,
        place: connected,
        first,
        body: [...text('a/b'), ...(first === 0x30 ? [] : u16(7)), ...section],
        overlong: undefined,
      }),
    ),
    {
      name: 'SUBACK',
      place: mid,
      first: 0x90,
      body: [...u16(IDS.suback), ...section, 0, 1],
      short: counts,
      overlong: closes([0x82]),
    },
    {
      name: 'UNSUBACK',
      place: mid,
      first: 0xb0,
      body: [...u16(IDS.unsuback), ...section, ...(is5 ? [0, 0] : [])],
      short: is5 ? counts : {},
      overlong: is5 ? closes([0x82]) : malformed,
    },
    { name: 'PINGRESP', place: connected, first: 0xd0, body: [], overlong: malformed },
  ];
  return [...shared, ...acknowledgements(mid), ...(is5 ? ofVersion5(connected) : [])];
}

/** Two bytes are a whole one; in 5.0 so are three and four, if the last is an empty section (section 3.4.2.1). */
function acknowledgements(mid: Place): Shape[] {
  const reactions: readonly (readonly [string, number, number, Reaction])[] = [
    ['PUBACK', 0x40, IDS.puback, lives()],
    ['PUBREC', 0x50, IDS.pubrec, lives(ack(0x62, IDS.pubrec))],
    ['PUBREL', 0x62, IDS.unknown, notFound(mid.version)],
    ['PUBCOMP', 0x70, IDS.pubcomp, lives()],
  ];
  return reactions.map(([name, first, id, reaction]) => ({
    name,
    place: mid,
    first,
    body: mid.version === 5 ? [...u16(id), 0, 0] : u16(id),
    short: mid.version === 5 ? { 2: reaction, 3: reaction } : {},
    overlong: closes(MALFORMED),
  }));
}

const notFound = (version: Version): Reaction =>
  lives(packet(0x70, u16(IDS.unknown), version === 5 ? [0x92] : []));

function ofVersion5(connected: Place): Shape[] {
  const authenticating: Place = { ...connected, phase: 'before CONNACK', ...AUTHENTICATING };
  return [
    {
      name: 'DISCONNECT',
      place: connected,
      first: 0xe0,
      body: [0, 0],
      short: { 0: ends(0), 1: ends(0) },
      overlong: closes(MALFORMED),
    },
    {
      name: 'AUTH',
      place: authenticating,
      first: 0xf0,
      body: [0x18, METHOD_PROPERTY.length, ...METHOD_PROPERTY],
      // Nothing is a success (section 3.15.2.1), which a server does not say before CONNACK [MQTT-4.12.0-2]; a reason
      // code without its method is cut short or breaks section 3.15.2.2.2.
      short: { 0: closes([0x82]), 1: closes(EITHER) },
      overlong: closes(MALFORMED),
    },
  ];
}

/** Each property in each packet of a server: good, out of range, repeated, cut short, and where it does not belong. */

import type { PROPERTIES } from '@x/codec';
import { AUTHENTICATING, METHOD, type Use, use } from './carriers.ts';
import { closes, MALFORMED, PROTOCOL_ERROR, type Sequence, sequence } from './sequence.ts';
import {
  CARRIERS,
  type Carrier,
  NO_PROPERTIES,
  PROPERTY_RULES,
  type PropertyRule,
  type Value,
} from './specification.ts';
import { type Bytes, properties, text, varint } from './wire.ts';

type Name = keyof typeof PROPERTIES;

const NAMES = Object.keys(PROPERTY_RULES) as Name[];
const USER_PROPERTY: Bytes = [0x26, ...text('a'), ...text('b')];

export function propertySequences(): Sequence[] {
  return CARRIERS.flatMap((carrier) => [
    ...NAMES.flatMap((name) => {
      const rule: PropertyRule = PROPERTY_RULES[name];
      return rule.in.includes(carrier)
        ? allowed(carrier, name, rule)
        : misplaced(carrier, name, rule);
    }),
    ...unknown(carrier),
    ...sections(carrier),
  ]);
}

/** The carrier, for this property: one of authentication belongs to a client that authenticates. */
function useFor(carrier: Carrier, name: Name): Use {
  const usual = use(carrier, 5);
  if (carrier === 'auth') return name === 'authenticationMethod' ? { ...usual, own: [] } : usual;
  if (carrier !== 'connack' || !name.startsWith('authentication')) return usual;
  const own = name === 'authenticationMethod' ? [] : use('auth', 5).own;
  return { ...usual, own, place: { ...usual.place, settings: AUTHENTICATING.settings } };
}

function goodValues(name: Name, rule: PropertyRule): readonly Value[] {
  if (name !== 'authenticationMethod') return rule.good;
  return [{ what: 'that of CONNECT', bytes: text(METHOD) }];
}

function allowed(carrier: Carrier, name: Name, rule: PropertyRule): Sequence[] {
  const { place, build, reaction, own } = useFor(carrier, name);
  const title = `${name} of ${carrier}`;
  const good = goodValues(name, rule);
  const property = (bytes: Bytes): Bytes => [rule.id, ...bytes];
  const with_ = (...list: readonly Bytes[]): Bytes => build(properties(...own, ...list));
  const first = property(good[0]?.bytes ?? []);
  return [
    ...good.map(({ what, bytes }) =>
      sequence(place, `${title} is ${what}`, with_(property(bytes)), reaction),
    ),
    ...rule.bad.map(({ what, bytes, codes }) =>
      sequence(place, `${title} is ${what}`, with_(property(bytes)), closes(codes)),
    ),
    sequence(
      place,
      `${title} stands twice`,
      with_(first, first),
      rule.mayRepeat ? reaction : closes(PROTOCOL_ERROR),
    ),
    ...cut(carrier, name, first),
  ];
}

/** The packet, or the section, ends inside the property. */
function cut(carrier: Carrier, name: Name, property: Bytes): Sequence[] {
  const { place, build, own } = useFor(carrier, name);
  const before = own.flat();
  const sequences: Sequence[] = [];
  for (let length = 1; length < property.length; length++) {
    const part = property.slice(0, length);
    const rest = property.slice(length);
    const title = `${name} of ${carrier} after ${length} of ${property.length} bytes`;
    const whole = [...varint(before.length + property.length), ...before, ...part];
    const packet = cutBehind(build(whole), carrier);
    sequences.push(
      sequence(place, `the packet ends in ${title}`, packet, closes(MALFORMED)),
      sequence(
        place,
        `the section ends in ${title}`,
        build([...properties(...own, part), ...rest]),
        closes(MALFORMED),
      ),
    );
  }
  return sequences;
}

/** Without what follows the section in the packets that have a payload. */
function cutBehind(packet: Bytes, carrier: Carrier): Bytes {
  const behind = carrier === 'publish' ? 1 : carrier === 'suback' || carrier === 'unsuback' ? 2 : 0;
  const [first = 0, length = 0, ...body] = packet.slice(0, packet.length - behind);
  return [first, length - behind, ...body];
}

function misplaced(carrier: Carrier, name: Name, rule: PropertyRule): Sequence[] {
  const { place, build, own } = use(carrier, 5);
  const property = [rule.id, ...(rule.good[0]?.bytes ?? text(METHOD))];
  // The packet may carry it, only not from this side [MQTT-3.14.2-2].
  const ofClient = carrier === 'disconnect' && name === 'sessionExpiryInterval';
  const reaction = closes(ofClient ? PROTOCOL_ERROR : MALFORMED);
  const title = `${name} in ${carrier}`;
  return [
    sequence(place, title, build(properties(...own, property)), reaction),
    sequence(
      place,
      `${title}, behind a user property`,
      build(properties(...own, USER_PROPERTY, property)),
      reaction,
    ),
  ];
}

function unknown(carrier: Carrier): Sequence[] {
  const { place, build, own } = use(carrier, 5);
  return NO_PROPERTIES.map(({ what, bytes }) =>
    sequence(
      place,
      `property ${what} in ${carrier}`,
      build(properties(...own, [...bytes, 0, 0, 0, 0])),
      closes(MALFORMED),
    ),
  );
}

/** The length of the section itself. */
function sections(carrier: Carrier): Sequence[] {
  const { place, build, own, reaction } = use(carrier, 5);
  const content = [...own.flat(), ...USER_PROPERTY];
  const { length } = content;
  const faults: readonly (readonly [string, Bytes])[] = [
    ['longer than the packet', [0x7f, ...content]],
    ['of 268,435,455', [0xff, 0xff, 0xff, 0x7f, ...content]],
    ['in five bytes', [0x80, 0x80, 0x80, 0x80, 0x01, ...content]],
    ['in more bytes than needed', [length | 0x80, 0, ...content]],
    ['one less than its content', [length - 1, ...content]],
  ];
  return [
    sequence(place, `properties of ${carrier}`, build(properties(content)), reaction),
    ...faults.map(([what, section]) =>
      sequence(place, `property length of ${carrier} ${what}`, build(section), closes(MALFORMED)),
    ),
  ];
}

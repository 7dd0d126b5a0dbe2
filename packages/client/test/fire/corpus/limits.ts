/** What the client of 5.0 announced, and a server that does not keep to it. */

import { ack, use } from './carriers.ts';
import {
  closes,
  delivers,
  type Place,
  PROTOCOL_ERROR,
  type Sequence,
  sequence,
} from './sequence.ts';
import { CARRIERS, type Carrier } from './specification.ts';
import { type Bytes, packet, properties, text, u16, varint } from './wire.ts';

const REASON_STRING: Bytes = [0x1f, ...text('why')];
const USER_PROPERTY: Bytes = [0x26, ...text('a'), ...text('b')];

export function limitSequences(): Sequence[] {
  return [...receiveMaximum(), ...topicAliases(), ...packetSize(), ...problemInformation()];
}

const place = (setting: string): Place => ({
  version: 5,
  phase: 'connected',
  settings: [`ConnectProperties=${setting}`],
});

const publish = (first: number, id: number, topic: string, ...list: readonly Bytes[]): Bytes =>
  packet(first, text(topic), first === 0x30 ? [] : u16(id), properties(...list), [0x78]);

/** [MQTT-3.3.4-9] */
function receiveMaximum(): Sequence[] {
  return [1, 2, 20].flatMap((maximum) => {
    const at = place(`{"ReceiveMaximum":${maximum}}`);
    const ids = Array.from({ length: maximum }, (_, i) => i + 1);
    const full = ids.flatMap((id) => publish(0x34, id, 't'));
    const pubrecs = ids.map((id) => ack(0x50, id));
    const next = maximum + 1;
    return [
      sequence(
        at,
        `${next} messages of QoS 2 with Receive Maximum ${maximum}`,
        [...full, ...publish(0x34, next, 't')],
        closes([0x93], ...pubrecs),
      ),
      sequence(
        at,
        `a message of QoS 1 when ${maximum} of QoS 2 are open`,
        [...full, ...publish(0x32, next, 't')],
        closes([0x93], ...pubrecs),
      ),
      // The same packet id is no further message, and QoS 0 does not count.
      sequence(
        at,
        `a repeated PUBLISH and one of QoS 0 with Receive Maximum ${maximum}`,
        [...full, ...publish(0x3c, maximum, 't'), ...publish(0x30, 0, 'q0'), ...ack(0x62, 1)],
        delivers(['q0', 't'], ...pubrecs, ack(0x50, maximum), ack(0x70, 1)),
      ),
      sequence(
        at,
        `a PUBREL makes room with Receive Maximum ${maximum}`,
        [...full, ...ack(0x62, 1), ...publish(0x34, next, 't'), ...ack(0x62, next)],
        delivers(['t', 't'], ...pubrecs, ack(0x70, 1), ack(0x50, next), ack(0x70, next)),
      ),
    ];
  });
}

/** [MQTT-3.1.2-26], [MQTT-3.1.2-27], [MQTT-3.3.2-7] to [MQTT-3.3.2-11] */
function topicAliases(): Sequence[] {
  const at = place('{"ClientTopicAliasMax":3}');
  const none: Place = { version: 5, phase: 'connected' };
  const alias = (number: number): Bytes => [0x23, ...u16(number)];
  return [
    sequence(none, 'an alias, none announced', publish(0x30, 0, 't', alias(1)), closes([0x94])),
    sequence(at, 'an alias above 3', publish(0x30, 0, 't', alias(4)), closes([0x94])),
    sequence(at, 'alias 0', publish(0x30, 0, 't', alias(0)), closes([0x94])),
    sequence(at, 'alias 0 without a topic', publish(0x30, 0, '', alias(0)), closes([0x94])),
    sequence(
      at,
      'an alias that was never defined',
      publish(0x30, 0, '', alias(1)),
      closes(PROTOCOL_ERROR),
    ),
    sequence(
      at,
      'one alias defined, another one used',
      [...publish(0x30, 0, 'one', alias(1)), ...publish(0x30, 0, '', alias(2))],
      closes(PROTOCOL_ERROR),
    ),
    sequence(
      at,
      'an alias defined, used, and defined anew',
      [
        ...publish(0x30, 0, 'one', alias(3)),
        ...publish(0x30, 0, '', alias(3)),
        ...publish(0x30, 0, 'two', alias(3)),
        ...publish(0x32, 7, '', alias(3)),
      ],
      delivers(['one', 'one', 'two', 'two'], ack(0x40, 7)),
    ),
  ];
}

/** [MQTT-3.1.2-24]: of the whole packet, known when its header is. */
function packetSize(): Sequence[] {
  const at = place('{"MaximumPacketSize":100}');
  // Header 2, topic 3, id 2, no properties 1.
  const sized = (size: number): Bytes =>
    packet(0x32, text('t'), u16(7), [0], new Array<number>(size - 8).fill(0x78));
  const header = (length: number): Bytes => [0x32, ...varint(length)];
  const tooLarge = closes([0x95]);
  return [
    sequence(at, 'a packet of 100 bytes', sized(100), delivers(['t'], ack(0x40, 7))),
    sequence(at, 'a packet of 101 bytes', sized(101), tooLarge),
    sequence(at, 'the header of a packet of 101 bytes', header(99), tooLarge),
    sequence(at, 'the header of the largest packet', header(268_435_455), tooLarge),
    sequence(
      { ...at, phase: 'before CONNACK' },
      'a CONNACK of 101 bytes',
      packet(0x20, [0, 0], properties([0x1f, ...text('x'.repeat(93))])),
      tooLarge,
    ),
    sequence(
      { ...at, phase: 'before CONNACK', connack: [] },
      'a CONNACK of 100 bytes',
      packet(0x20, [0, 0], properties([0x1f, ...text('x'.repeat(92))])),
      delivers([]),
    ),
  ];
}

/** [MQTT-3.1.2-29] */
function problemInformation(): Sequence[] {
  const settings = ['ConnectProperties={"RequestProblemInformation":false}'];
  const mayTell: readonly Carrier[] = ['publish', 'connack', 'disconnect'];
  return CARRIERS.flatMap((carrier) => {
    const { place: usual, build, reaction, own } = use(carrier, 5);
    const at = { ...usual, settings: [...(usual.settings ?? []), ...settings] };
    const told = mayTell.includes(carrier) ? reaction : closes(PROTOCOL_ERROR);
    const with_ = (property: Bytes) => build(properties(...own, property));
    const title = `which was not asked for, in ${carrier}`;
    return [
      sequence(at, `a user property, ${title}`, with_(USER_PROPERTY), told),
      ...(carrier === 'publish'
        ? []
        : [sequence(at, `a reason string, ${title}`, with_(REASON_STRING), told)]),
    ];
  });
}

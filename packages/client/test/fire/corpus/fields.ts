/** The fields that are neither property nor reason code: identifiers, topics, the flags of CONNACK. */

import { ack } from './carriers.ts';
import {
  closes,
  delivers,
  EITHER,
  IDS,
  lives,
  MALFORMED,
  PROTOCOL_ERROR,
  type Sequence,
  sequence,
  VERSIONS,
  type Version,
} from './sequence.ts';
import { PROPERTY_RULES } from './specification.ts';
import { type Bytes, packet, text, u16 } from './wire.ts';

export function fieldSequences(): Sequence[] {
  return VERSIONS.flatMap((version) => [
    ...zeroIds(version),
    ...topics(version),
    ...goodTopics(version),
    ...connackFlags(version),
    ...payloads(version),
  ]);
}

/** [MQTT-2.2.1-4], [MQTT-2.3.1-4] of 3.1.1: no code is named. */
function zeroIds(version: Version): Sequence[] {
  const section = version === 5 ? [0] : [];
  const packets: readonly (readonly [string, Bytes])[] = [
    ['PUBLISH of QoS 1', packet(0x32, text('t'), u16(0), section, [1])],
    ['PUBLISH of QoS 2', packet(0x34, text('t'), u16(0), section, [1])],
    ['PUBLISH of QoS 2 with DUP', packet(0x3c, text('t'), u16(0), section, [1])],
    ['PUBACK', ack(0x40, 0)],
    ['PUBREC', ack(0x50, 0)],
    ['PUBREL', ack(0x62, 0)],
    ['PUBCOMP', ack(0x70, 0)],
    ['SUBACK', packet(0x90, u16(0), section, [0])],
    ['UNSUBACK', packet(0xb0, u16(0), section, version === 5 ? [0] : [])],
  ];
  return (['connected', 'mid-exchange'] as const).flatMap((phase) =>
    packets.map(([name, bytes]) =>
      sequence({ version, phase }, `packet id 0 in ${name}`, bytes, closes(EITHER)),
    ),
  );
}

/** [MQTT-1.5.4-1], [MQTT-1.5.4-2], [MQTT-3.3.2-2], [MQTT-4.7.3-1]; section 3.3.2.1 for an empty topic without alias. */
function topics(version: Version): Sequence[] {
  const texts: readonly (readonly [string, Bytes, readonly number[]])[] = [
    ...PROPERTY_RULES.contentType.bad.map(
      ({ what, bytes, codes }) => [what, bytes, codes] as const,
    ),
    // 0x90 says the same more exactly; the section names no code.
    ...['+', '#', 'a/+', 'a/#', 'a+', '#a', '+/+'].map(
      (topic) => [topic, text(topic), [...EITHER, 0x90]] as const,
    ),
    ['no characters', text(''), PROTOCOL_ERROR],
  ];
  return [0x30, 0x31, 0x32, 0x34, 0x3c].flatMap((first) =>
    texts.map(([what, topic, codes]) =>
      sequence(
        { version, phase: 'connected' },
        `the topic of PUBLISH 0x${first.toString(16)} is ${what}`,
        publish(version, first, topic),
        closes(codes),
      ),
    ),
  );
}

function goodTopics(version: Version): Sequence[] {
  return ['\uFEFF', '/', '//', ' ', '$SYS/x', 'ä/€/😀', 'x'.repeat(65_535), '\u0001', '\uFFFF'].map(
    (topic) =>
      sequence(
        { version, phase: 'connected' },
        `the topic ${JSON.stringify(topic.slice(0, 10))} of ${topic.length} characters`,
        publish(version, 0x32, text(topic)),
        delivers([topic], ack(0x40, IDS.unknown)),
      ),
  );
}

function publish(version: Version, first: number, topic: Bytes): Bytes {
  const id = (first & 6) === 0 ? [] : u16(IDS.unknown);
  return packet(first, topic, id, version === 5 ? [0] : [], [0x78]);
}

/** [MQTT-3.2.2-1]; the session of [MQTT-3.2.2-2] cannot be there, nor with a refusal [MQTT-3.2.2-6]. */
function connackFlags(version: Version): Sequence[] {
  const place = { version, phase: 'before CONNACK', connack: [] } as const;
  const section = version === 5 ? [0] : [];
  const refusal = version === 5 ? 0x87 : 5;
  return [
    ...[2, 4, 8, 16, 32, 64, 128, 0xff, 0xfe].map((flags) =>
      sequence(
        place,
        `CONNACK with the flags 0x${flags.toString(16)}`,
        packet(0x20, [flags, 0], section),
        closes((flags & 1) === 0 ? MALFORMED : EITHER),
      ),
    ),
    sequence(
      place,
      'CONNACK with a session after a clean start',
      packet(0x20, [1, 0], section),
      closes(PROTOCOL_ERROR),
    ),
    sequence(
      place,
      'CONNACK with a session and a refusal',
      packet(0x20, [1, refusal], section),
      closes(EITHER),
    ),
    sequence(place, 'CONNACK that accepts', packet(0x20, [0, 0], section), lives()),
  ];
}

/** Whatever it is, the payload is the application's. */
function payloads(version: Version): Sequence[] {
  const section = version === 5 ? [0] : [];
  const contents: readonly (readonly [string, Bytes])[] = [
    ['empty', []],
    ['no text', [0xff, 0xfe, 0, 0x80]],
    ['like a packet', [0x30, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ['large', new Array<number>(70_000).fill(0x30)],
  ];
  return contents.map(([what, payload]) =>
    sequence(
      { version, phase: 'connected' },
      `a payload that is ${what}`,
      packet(0x32, text('t'), u16(IDS.unknown), section, payload),
      delivers(['t'], ack(0x40, IDS.unknown)),
    ),
  );
}

/** Each acknowledgement for each exchange that is under way: the one that it belongs to, all others, and unknown ids. */

import { ack, MID_TOPIC } from './carriers.ts';
import {
  closes,
  delivers,
  IDS,
  lives,
  PROTOCOL_ERROR,
  type Reaction,
  type Sequence,
  sequence,
  VERSIONS,
  type Version,
} from './sequence.ts';
import { type Bytes, packet, text, u16 } from './wire.ts';

type Answer = 'puback' | 'pubrec' | 'pubrel' | 'pubcomp' | 'suback' | 'unsuback';
type Exchange = keyof typeof IDS;

const FIRST: Readonly<Record<Answer, number>> = {
  puback: 0x40,
  pubrec: 0x50,
  pubrel: 0x62,
  pubcomp: 0x70,
  suback: 0x90,
  unsuback: 0xb0,
};
const ANSWERS = Object.keys(FIRST) as Answer[];
const EXCHANGES = Object.keys(IDS) as Exchange[];

export function exchangeSequences(): Sequence[] {
  return VERSIONS.flatMap((version) => [
    ...ANSWERS.flatMap((answer) =>
      EXCHANGES.map((exchange) =>
        sequence(
          { version, phase: 'mid-exchange' },
          `${answer} for the id whose ${exchange} is awaited`,
          bytesOf(version, answer, IDS[exchange]),
          reactionTo(version, answer, exchange),
        ),
      ),
    ),
    ...stories(version),
  ]);
}

function bytesOf(version: Version, answer: Answer, id: number): Bytes {
  const first = FIRST[answer];
  const codes = answer === 'suback' ? [0, 1] : version === 5 ? [0, 0x11] : [];
  if (answer !== 'suback' && answer !== 'unsuback') return ack(first, id);
  return packet(first, u16(id), version === 5 ? [0] : [], codes);
}

/** An answer to another kind of exchange is out of order, which is what section 1.2 of 5.0 calls a protocol error. */
function reactionTo(version: Version, answer: Answer, exchange: Exchange): Reaction {
  const id = IDS[exchange];
  const notFound = version === 5 ? [0x92] : [];
  // The ids of the two sides have nothing to do with each other (section 2.2.1).
  const known =
    answer === 'pubrel' ? exchange === 'pubrel' : !['pubrel', 'unknown'].includes(exchange);
  if (!known) {
    if (answer === 'pubrel') return lives(packet(0x70, u16(id), notFound));
    if (answer === 'pubrec') return lives(packet(0x62, u16(id), notFound));
    return lives();
  }
  if (answer === 'pubrel') return delivers([MID_TOPIC], ack(0x70, id));
  if (answer === 'pubrec' && exchange === 'pubrec') return lives(ack(0x62, id));
  // PUBREC once more is answered once more [MQTT-4.3.3-4].
  if (answer === 'pubrec' && exchange === 'pubcomp') return lives(ack(0x62, id));
  return answer === exchange ? lives() : closes(PROTOCOL_ERROR);
}

/** More than one packet. */
function stories(version: Version): Sequence[] {
  const place = { version, phase: 'mid-exchange' } as const;
  const section = version === 5 ? [0] : [];
  const notFound = version === 5 ? [0x92] : [];
  const publish = (first: number, id: number, topic = 'again'): Bytes =>
    packet(first, text(topic), u16(id), section, [0x78]);
  const known = IDS.pubrel;
  const pubrec = ack(0x50, known);
  const pubrel = ack(0x62, known);
  const pubcomp = ack(0x70, known);
  return [
    // [MQTT-4.3.3-10], and whatever DUP says: acknowledged again, delivered once.
    sequence(place, 'PUBLISH of QoS 2 again, with DUP', publish(0x3c, known), lives(pubrec)),
    sequence(place, 'PUBLISH of QoS 2 again, without DUP', publish(0x34, known), lives(pubrec)),
    sequence(
      place,
      'PUBLISH of QoS 2 three times, then PUBREL',
      [...publish(0x3c, known), ...publish(0x3c, known), ...pubrel],
      delivers([MID_TOPIC], pubrec, pubrec, pubcomp),
    ),
    // [MQTT-4.3.3-12]
    sequence(
      place,
      'PUBREL, then the id for a new message',
      [...pubrel, ...publish(0x34, known), ...pubrel],
      delivers([MID_TOPIC, 'again'], pubcomp, pubrec, pubcomp),
    ),
    sequence(
      place,
      'PUBREL twice',
      [...pubrel, ...pubrel],
      delivers([MID_TOPIC], pubcomp, packet(0x70, u16(known), notFound)),
    ),
    // [MQTT-4.3.2-5]
    sequence(
      place,
      'PUBLISH of QoS 1 twice with one id',
      [...publish(0x32, 20), ...publish(0x3a, 20)],
      delivers(['again', 'again'], ack(0x40, 20), ack(0x40, 20)),
    ),
    sequence(
      place,
      'PUBLISH with an id that the client uses itself',
      publish(0x32, IDS.puback),
      delivers(['again'], ack(0x40, IDS.puback)),
    ),
    sequence(place, 'PUBACK twice', [...ack(0x40, 1), ...ack(0x40, 1)], lives()),
    sequence(
      place,
      'PUBREC twice',
      [...ack(0x50, 2), ...ack(0x50, 2)],
      lives(ack(0x62, 2), ack(0x62, 2)),
    ),
    sequence(
      place,
      'PUBCOMP, then PUBREC',
      [...ack(0x70, 5), ...ack(0x50, 5)],
      lives(packet(0x62, u16(5), notFound)),
    ),
    sequence(
      place,
      'SUBACK twice',
      [...bytesOf(version, 'suback', 3), ...bytesOf(version, 'suback', 3)],
      lives(),
    ),
    // [MQTT-4.6.0-4]: in the order of the PUBRECs.
    sequence(
      place,
      'PUBREC 5, then PUBREC 2',
      [...ack(0x50, 5), ...ack(0x50, 2)],
      lives(ack(0x62, 5), ack(0x62, 2)),
    ),
    sequence(place, 'PINGRESP that nobody asked for', [0xd0, 0], lives()),
    // What came before a fault counts.
    sequence(
      place,
      'PUBREL, then a packet of type 0',
      [...pubrel, 0, 0],
      closes([0x81, 0x82], pubcomp),
    ),
    sequence(
      place,
      'PUBLISH of QoS 1 and 2, then CONNACK',
      [...publish(0x32, 20), ...publish(0x34, 21), 0x20, 2 + section.length, 0, 0, ...section],
      closes(PROTOCOL_ERROR, ack(0x40, 20), ack(0x50, 21)),
    ),
  ];
}

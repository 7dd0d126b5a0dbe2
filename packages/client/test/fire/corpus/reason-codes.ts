/** Each reason code in each packet that has one: those that a server may send, and all others. */

import { REASON_CODES } from '@x/codec';
import { use } from './carriers.ts';
import { closes, EITHER, ends, lives, type Reaction, type Sequence, sequence } from './sequence.ts';
import { type Carrier, SERVER_CODES } from './specification.ts';
import { packet, u16 } from './wire.ts';

type Coded = Exclude<Carrier, 'publish'>;

/** What the specification knows anywhere, and numbers beside. */
const CODES: readonly number[] = [
  ...new Set([
    ...Object.values(REASON_CODES).map(({ code }) => code),
    ...[0x03, 0x05, 0x0f, 0x12, 0x17, 0x1a, 0x20, 0x40, 0x7f, 0xa3, 0xc0, 0xff],
  ]),
].sort((a, b) => a - b);

/** The tables of 2.4 and 3.14.2.1 disagree about Bad authentication method in DISCONNECT. */
const UNCLEAR: Partial<Record<Coded, readonly number[]>> = {
  disconnect: [0x8c],
  // That the server does not know an id for which we have an open exchange: nothing says what follows.
  pubrel: [0x92],
};

export function reasonCodeSequences(): Sequence[] {
  return [
    ...(Object.keys(SERVER_CODES) as Coded[]).flatMap(codesOf),
    ...returnCodes(),
    ...subackCodes(),
    ...refusalsOf311(),
  ];
}

function codesOf(carrier: Coded): Sequence[] {
  const { place, build, own } = use(carrier, 5);
  const section = [own.flat().length, ...own.flat()];
  return CODES.filter((code) => !UNCLEAR[carrier]?.includes(code)).map((code) =>
    sequence(
      place,
      `${carrier} with reason code 0x${code.toString(16)}`,
      build(section, code),
      SERVER_CODES[carrier].includes(code) ? reactionTo(carrier, code) : closes(EITHER),
    ),
  );
}

function reactionTo(carrier: Coded, code: number): Reaction {
  const usual = use(carrier, 5).reaction;
  switch (carrier) {
    case 'connack':
      // [MQTT-4.13.2-1]
      return code === 0 ? usual : ends(500);
    case 'disconnect':
      return ends(code < 0x80 ? 0 : 500);
    case 'pubrec':
      // The exchange is over, and no PUBREL follows [MQTT-4.3.3-4].
      return code < 0x80 ? usual : lives();
    case 'auth':
      // Before CONNACK a server may only go on [MQTT-4.12.0-2].
      return code === 0x18 ? usual : closes([0x82]);
    default:
      return usual;
  }
}

/** Section 3.2.2.3 of 3.1.1: five refusals; the other numbers are reserved. */
function returnCodes(): Sequence[] {
  return Array.from({ length: 256 }, (_, code) => {
    const reaction = code === 0 ? lives() : code <= 5 ? ends(500) : closes(EITHER);
    return sequence(
      { version: 4, phase: 'before CONNACK', connack: [] },
      `CONNACK with return code ${code}`,
      [0x20, 2, 0, code],
      reaction,
    );
  });
}

/** [MQTT-3.9.3-2] of 3.1.1 */
function subackCodes(): Sequence[] {
  return Array.from({ length: 256 }, (_, code) =>
    sequence(
      { version: 4, phase: 'mid-exchange' },
      `SUBACK with return code ${code}`,
      packet(0x90, u16(3), [code, 1]),
      [0, 1, 2, 0x80].includes(code) ? lives() : closes(EITHER),
    ),
  );
}

/** A server that knows 3.1.1 only refuses a CONNECT of 5.0 in its own form: two bytes, code 1 (section 3.1.4 of 3.1.1). */
function refusalsOf311(): Sequence[] {
  return [1, 2, 3, 4, 5].map((code) =>
    sequence(
      { version: 5, phase: 'before CONNACK', connack: [] },
      `CONNACK of 3.1.1 with return code ${code}`,
      [0x20, 2, 0, code],
      ends(500),
    ),
  );
}

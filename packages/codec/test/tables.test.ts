/** The tables as data: complete, as the specification has them, and what the codec really does. */

import { describe, expect, it } from 'vitest';
import { Decoder, PACKET_TYPES, type PacketType, PROPERTIES, REASON_CODES } from '../src/index.ts';
import { CODECS } from '../src/packets/index.ts';
import { fromHex } from './faults.ts';
import { REASONS, RULES, WILL } from './oracle-fields.ts';

interface Row {
  readonly id: number;
  readonly in: readonly string[];
}
interface Codes {
  readonly code: number;
  readonly client: readonly string[];
  readonly server: readonly string[];
}
const CODES = Object.values<Codes>(REASON_CODES);

describe('tables', () => {
  it('has the 15 packet types in order', () => {
    expect(Object.values(PACKET_TYPES).map(({ id }) => id)).toEqual(
      Array.from({ length: 15 }, (_, i) => i + 1),
    );
  });

  it('has the types, flags and sides that the codec goes by', () => {
    const rows = CODECS.map(({ type, first, senders }) => [type, first, senders[4], senders[5]]);
    const bits = (sides: readonly string[]) =>
      (sides.includes('client') ? 1 : 0) + (sides.includes('server') ? 2 : 0);
    const types = Object.entries(PACKET_TYPES).map(([type, { id, flags, from }]) => [
      type,
      id * 16 + (flags === 'dup-qos-retain' ? 0 : flags),
      bits(from[4]),
      bits(from[5]),
    ]);
    expect(rows).toEqual(types);
  });

  it('has the 27 properties, with the packets that the oracle gives them', () => {
    const numbers: Record<string, number> = { will: WILL };
    for (const [type, { id }] of Object.entries(PACKET_TYPES)) numbers[type] = id;
    const ours = Object.entries<Row>(PROPERTIES).map(([name, row]) => [
      row.id,
      name,
      row.in.map((carrier) => numbers[carrier]).sort(),
    ]);
    const theirs = Object.entries(RULES).map(([id, [name, , packets]]) => [
      Number(id),
      name,
      [...packets].sort(),
    ]);
    expect(ours.length).toBe(27);
    expect(ours).toEqual(theirs);
  });

  it('has the reason codes that the packets have, by side', () => {
    for (const [id, allowed] of Object.entries(REASONS)) {
      const type = Object.keys(PACKET_TYPES)[Number(id) - 1] as PacketType;
      for (const from of ['client', 'server'] as const) {
        const own = CODES.filter((row) => row[from].includes(type)).map(({ code }) => code);
        expect(own, `${type} from ${from}`).toEqual([...allowed[from]].sort((a, b) => a - b));
        for (let code = 0; code < 256; code++) {
          expect(accepts(type, code, from), `${type} ${code}`).toBe(own.includes(code));
        }
      }
    }
  });
});

/** Whether the decoder takes a packet of this type with this code. */
function accepts(type: PacketType, code: number, from: 'client' | 'server'): boolean {
  const hex = code.toString(16).padStart(2, '0');
  const bodies: Partial<Record<PacketType, string>> = {
    connack: `00${hex}00`,
    suback: `000100${hex}`,
    unsuback: `000100${hex}`,
    disconnect: hex,
    auth: `${hex}041500016d`,
  };
  const body = bodies[type] ?? `0001${hex}`;
  const { id, flags } = PACKET_TYPES[type];
  const first = (id * 16 + Number(flags)).toString(16);
  try {
    const size = (body.length / 2).toString(16).padStart(2, '0');
    return new Decoder({ version: 5, from }).push(fromHex(first + size + body)).length === 1;
  } catch {
    return false;
  }
}

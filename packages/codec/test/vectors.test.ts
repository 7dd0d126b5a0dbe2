/** Literal bytes of every packet type, both directions: what each means, and why the bad ones are refused. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  Decoder,
  encode,
  PACKET_TYPES,
  type Packet,
  type ProtocolVersion,
  type Sender,
} from '../src/index.ts';
import { faultOf, fromHex, toHex } from './faults.ts';

interface Vector {
  readonly name: string;
  readonly version: ProtocolVersion;
  readonly from?: Sender;
  readonly hex: string;
  readonly packet?: object;
  /** A form that is read, but not written. */
  readonly decodeOnly?: true;
  readonly error?: { readonly code: string; readonly reasonCode: number };
}

const FOLDER = new URL('./vectors/', import.meta.url);
const FILES = readdirSync(FOLDER);

it('every packet type has its vectors', () => {
  expect(FILES.sort()).toEqual(
    Object.keys(PACKET_TYPES)
      .map((type) => `${type}.json`)
      .sort(),
  );
});

describe.each(FILES)('%s', (file) => {
  const vectors: readonly Vector[] = JSON.parse(
    readFileSync(new URL(file, FOLDER), 'utf8'),
    reviveBytes,
  );
  for (const vector of vectors) {
    const title = `${vector.version === 4 ? '3.1.1' : '5.0'}: ${vector.name}`;
    if (vector.packet !== undefined) it(title, () => accepts(vector));
    else it(title, () => refuses(vector));
  }
});

function accepts({ version, from, hex, packet, decodeOnly }: Vector): void {
  const bytes = fromHex(hex);
  expect(new Decoder({ version, from }).push(bytes)).toEqual([packet]);
  if (!decodeOnly) expect(toHex(encode(packet as Packet, version, { from }))).toBe(toHex(bytes));
}

function refuses({ version, from, hex, error }: Vector): void {
  const bytes = fromHex(hex);
  const ping = from === 'server' ? [0xd0, 0] : [0xc0, 0];
  const pingPacket = { type: from === 'server' ? 'pingresp' : 'pingreq' };
  const whole = faultOf(() =>
    new Decoder({ version, from }).push(Uint8Array.of(...ping, ...bytes)),
  );
  expect(whole).toMatchObject({ ...error, packets: [pingPacket] });
  const decoder = new Decoder({ version, from });
  const byByte = faultOf(() => {
    for (const byte of bytes) decoder.push(Uint8Array.of(byte));
  });
  expect(byByte).toMatchObject({ ...error, message: whole.message, statement: whole.statement });
  expect(faultOf(() => decoder.push(Uint8Array.of(0xc0, 0)))).toBe(byByte);
}

function reviveBytes(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'bytes' in value
    ? fromHex(String(value.bytes))
    : value;
}

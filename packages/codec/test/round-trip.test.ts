/** Every packet of both versions survives encoding and decoding, however the stream is cut. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Decoder, Encoder, encode, type Packet, type ProtocolVersion } from '../src/index.ts';
import { packetSize } from '../src/internal.ts';
import { anyPacket, packetOf } from './arbitraries.ts';
import { oracle } from './oracle.ts';

const VERSIONS: readonly ProtocolVersion[] = [4, 5];

describe.each(VERSIONS)('version %i', (version) => {
  for (const [type, arbitrary] of Object.entries(packetOf(version))) {
    it(`${type} comes back as it was`, () => {
      fc.assert(
        fc.property(arbitrary, (packet) => {
          const bytes = encode(packet, version);
          expect(new Decoder({ version }).push(bytes)).toEqual([packet]);
          expect(packetSize(packet, version)).toBe(bytes.length);
          expect(oracle(bytes, version)).toEqual({ packets: [packet], refused: false, rest: 0 });
        }),
      );
    });
  }

  it('an Encoder writes what encode writes, one packet behind the other', () => {
    fc.assert(
      fc.property(fc.array(anyPacket(version), { maxLength: 20 }), fc.nat(3), (packets, take) => {
        const alone = Buffer.concat(packets.map((packet) => encode(packet, version)));
        const encoder = new Encoder({ version, referencePayloadsFrom: 30 });
        const taken: Uint8Array[] = [];
        packets.forEach((packet, i) => {
          encoder.write(packet);
          if (i % 4 === take) taken.push(encoder.take());
          if (i % 4 === (take + 2) % 4) taken.push(...encoder.takeChunks());
        });
        taken.push(encoder.take());
        expect(Buffer.concat(taken)).toEqual(alone);
      }),
    );
  });

  it('any split of a stream gives the same packets', () => {
    fc.assert(
      fc.property(
        fc.array(anyPacket(version), { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (packets, sizes) => {
          const bytes = Buffer.concat(packets.map((packet) => encode(packet, version)));
          expect(decodeIn(bytes, sizes, version)).toEqual(packets);
          expect(decodeIn(bytes, [1], version)).toEqual(packets);
        },
      ),
    );
  });

  it('a decoded packet has every key of its type', () => {
    fc.assert(
      fc.property(anyPacket(version), (packet) => {
        const [decoded] = new Decoder({ version }).push(encode(packet, version));
        expect(Object.keys(decoded ?? {})).toEqual(
          expect.arrayContaining(Object.keys(packet as object)),
        );
      }),
    );
  });
});

function decodeIn(bytes: Uint8Array, sizes: readonly number[], version: ProtocolVersion): Packet[] {
  const decoder = new Decoder({ version });
  const packets: Packet[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    packets.push(...decoder.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return packets;
}

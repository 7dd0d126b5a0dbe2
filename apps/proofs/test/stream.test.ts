/** The place of a strike is exact, whatever chunks the stream comes in. */

import { encode, type Packet } from '@x/codec';
import { describe, expect, it } from 'vitest';
import { type Place, Stream } from '../src/stream.ts';

const PACKETS: Packet[] = [
  { type: 'connack', sessionPresent: false, reasonCode: 0 },
  { type: 'puback', packetId: 1, reasonCode: 0 },
  { type: 'pubcomp', packetId: 2, reasonCode: 0 },
];
const BYTES = Uint8Array.from(PACKETS.flatMap((packet) => [...encode(packet, 4)]));

function forwarded(place: Place | undefined, size: number) {
  const stream = new Stream('server', 4);
  let bytes = 0;
  for (let at = 0; at < BYTES.length; at += size) {
    const taken = stream.take(BYTES.subarray(at, at + size), place);
    bytes += taken.bytes.length;
    expect(stream.bytes).toBe(bytes);
    if (taken.struck) return { bytes, struck: true };
  }
  return { bytes, struck: false };
}

describe.each([1, 3, 100])('in chunks of %i', (size) => {
  it.each([
    [{ direction: 'in', packet: 2, side: 'before' }, 4],
    [{ direction: 'in', packet: 2, side: 'after' }, 8],
    [{ direction: 'in', byte: 1 }, 1],
    [{ direction: 'in', byte: 6 }, 6],
    [{ direction: 'in', byte: 12 }, 12],
  ] as const)('%j comes after %i bytes', (place, bytes) => {
    expect(forwarded(place, size)).toEqual({ bytes, struck: true });
  });

  it('without a place all is forwarded', () => {
    expect(forwarded(undefined, size)).toEqual({ bytes: 12, struck: false });
  });
});

it('counts packets and bytes', () => {
  const stream = new Stream('server', 4);
  expect(stream.take(BYTES, undefined).packets).toMatchObject(PACKETS);
  expect([stream.packets, stream.bytes]).toEqual([3, 12]);
});

/** Random damage to good streams, from a seed, and the comparison of the decoder with the oracle. */

import fc from 'fast-check';
import {
  CodecError,
  Decoder,
  encode,
  type Packet,
  type ProtocolVersion,
  type Sender,
} from '../../src/index.ts';
import { anyPacket } from '../arbitraries.ts';
import { oracle } from '../oracle.ts';

/** mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Good packets to begin with. */
export function corpus(version: ProtocolVersion, seed: number, size: number): Uint8Array[] {
  return fc
    .sample(anyPacket(version), { seed, numRuns: size })
    .map((packet) => encode(packet, version));
}

const INTERESTING = [0, 1, 2, 3, 4, 0x7f, 0x80, 0xff, 0x23, 0x2b, 0x2f, 0xc0, 0xed, 0xa0, 0x26];

/** One to four changes: a bit, a byte, an insertion, a removal, a copy. */
export function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const below = (limit: number): number => Math.floor(random() * limit);
  const data = [...bytes];
  for (let changes = 1 + below(4); changes > 0; changes--) {
    const at = below(data.length + 1);
    const kind = below(6);
    if (kind === 0) data[at % data.length] = (data[at % data.length] ?? 0) ^ (1 << below(8));
    else if (kind === 1) data[at % data.length] = below(256);
    else if (kind === 2) data[at % data.length] = INTERESTING[below(INTERESTING.length)] ?? 0;
    else if (kind === 3) data.splice(at, 0, INTERESTING[below(INTERESTING.length)] ?? 0);
    else if (kind === 4 && data.length > 2) data.splice(at, 1 + below(3));
    else if (kind === 5) data.splice(at, 0, ...data.slice(at, at + below(8)));
    if (data.length === 0) data.push(below(256));
  }
  // Half of the time the remaining length is put right, so that the fault lies deeper.
  const fits = data.length - 2;
  if (random() < 0.5 && fits >= 0 && fits < 128) data[1] = fits;
  return Uint8Array.from(data);
}

export interface Outcome {
  readonly packets: readonly Packet[];
  readonly fault: CodecError | undefined;
}

/** Decodes in chunks of random sizes. */
export function decodeInPieces(
  bytes: Uint8Array,
  version: ProtocolVersion,
  from: Sender | undefined,
  nextSize: () => number,
): Outcome {
  const decoder = new Decoder({ version, from });
  const packets: Packet[] = [];
  try {
    for (let at = 0; at < bytes.length; ) {
      const size = nextSize();
      decoder.push(bytes.subarray(at, at + size), (packet) => packets.push(packet));
      at += size;
    }
    return { packets, fault: undefined };
  } catch (error) {
    if (!(error instanceof CodecError)) throw error;
    return { packets, fault: error };
  }
}

/** What is wrong with the decoder's outcome, if anything is. */
export function disagreement(
  bytes: Uint8Array,
  version: ProtocolVersion,
  from: Sender | undefined,
  random: () => number,
): string | undefined {
  const whole = decodeInPieces(bytes, version, from, () => bytes.length);
  const pieces = decodeInPieces(bytes, version, from, () => 1 + Math.floor(random() * 9));
  const expected = oracle(bytes, version, from);
  const shown = JSON.stringify(whole.packets);
  if (expected.refused !== (whole.fault !== undefined)) {
    return `the oracle ${expected.refused ? 'refuses' : 'accepts'}; ours: ${whole.fault?.message}`;
  }
  if (shown !== JSON.stringify(expected.packets.map(ordered(whole.packets)))) {
    return `packets differ: ${shown} and ${JSON.stringify(expected.packets)}`;
  }
  if (shown !== JSON.stringify(pieces.packets) || whole.fault?.message !== pieces.fault?.message) {
    return `the cut matters: ${whole.fault?.message}; ${pieces.fault?.message}`;
  }
  for (const packet of whole.packets) {
    const again = roundTrip(packet, version, from);
    if (again !== undefined) return again;
  }
  return undefined;
}

/** What was decoded can be encoded, and then decodes to the same. The exception is what only a reader needs. */
function roundTrip(
  packet: Packet,
  version: ProtocolVersion,
  from: Sender | undefined,
): string | undefined {
  const { type } = packet;
  const old = type === 'connack' && packet.reasonCode >= 1 && packet.reasonCode <= 5;
  if (old && version === 5) return undefined;
  const shown = JSON.stringify(packet);
  try {
    const [again] = new Decoder({ version, from }).push(encode(packet, version, { from }));
    return JSON.stringify(again) === shown ? undefined : `a round trip changes ${shown}`;
  } catch (error) {
    return `${shown} was read but is not written: ${error}`;
  }
}

/** The oracle's packets with their keys in our order: the order of keys is no difference. */
function ordered(ours: readonly Packet[]): (packet: Packet, index: number) => unknown {
  return (packet, index) => inOrderOf(ours[index], packet);
}

function inOrderOf(model: unknown, value: unknown): unknown {
  if (typeof model !== 'object' || typeof value !== 'object' || !model || !value) return value;
  if (ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    return value.map((item, i) => inOrderOf((model as unknown[])[i], item));
  }
  const own = value as Record<string, unknown>;
  const like = model as Record<string, unknown>;
  const keys = [...Object.keys(like), ...Object.keys(own).filter((key) => !(key in like))];
  return Object.fromEntries(keys.map((key) => [key, inOrderOf(like[key], own[key])]));
}

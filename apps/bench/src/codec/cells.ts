/** The table of the benchmark: what is compared with what, the floor that must hold and the goal. */

import type { Packet, ProtocolVersion } from '@x/codec';
import type { Work } from './measure.ts';
import {
  MIXED,
  manyTopics,
  PUBACK,
  PUBLISH_WITH_PROPERTIES,
  publish,
  SUBACK,
  SUBSCRIBE,
} from './packets.ts';
import {
  copyBytes,
  decodeOurs,
  decodePeer,
  encodeOurs,
  encodeOursSingly,
  generatePeer,
  stream,
  walkHeaders,
  writePeer,
  writePeerJoined,
} from './work.ts';

/** One row: mqtt-packet's CPU time divided by ours must be at least `floor`. */
export interface Cell {
  readonly name: string;
  readonly floor: number;
  readonly goal: number;
  readonly ours: () => Work;
  readonly peer: () => Work;
  /** Physical bounds, where they say something. */
  readonly walk?: () => Work;
  readonly copy?: () => Work;
}

const CHUNK = 65_536;
const STREAM = 1_048_576;

interface DecodeOptions {
  readonly version?: ProtocolVersion;
  readonly chunk?: number;
  readonly size?: number;
}

function decode(
  name: string,
  packets: readonly Packet[],
  floor: number,
  goal: number,
  { version = 4, chunk = CHUNK, size = STREAM }: DecodeOptions = {},
): Cell {
  const bytes = () => stream(packets, version, size, chunk);
  return {
    name: `decode ${name}`,
    floor,
    goal,
    ours: () => decodeOurs(bytes(), version),
    peer: () => decodePeer(bytes(), version),
    walk: () => walkHeaders(bytes()),
    copy: () => copyBytes(bytes()),
  };
}

function encode(
  name: string,
  packets: readonly Packet[],
  floor: number,
  goal: number,
  version: ProtocolVersion = 4,
): Cell {
  return {
    name: `encode ${name}, generate()`,
    floor,
    goal,
    ours: () => encodeOurs(packets, version),
    peer: () => generatePeer(packets, version),
    copy: () => copyBytes(stream(packets, version, CHUNK, CHUNK)),
  };
}

export const CELLS: readonly Cell[] = [
  ...[16, 256, 1024, 4096].map((size) => decode(`PUBLISH QoS 0, ${size} B`, [publish(size)], 6, 9)),
  // Beside the required rows: no topic is the one before, so that its memory does not help.
  decode('PUBLISH QoS 0, 256 B, 100 topics in turn', manyTopics(256, 100), 4, 6),
  decode('PUBLISH QoS 1, 5 + 3 user properties', [PUBLISH_WITH_PROPERTIES], 5, 9, { version: 5 }),
  decode('PUBACK', [PUBACK], 15, 30),
  decode('SUBSCRIBE of 10', [SUBSCRIBE], 4, 7),
  decode('SUBACK of 10', [SUBACK], 12, 25),
  decode('mixed, 64 KiB chunks', MIXED, 5, 8, { version: 5 }),
  decode('mixed, 1,460 B chunks', MIXED, 4, 7, { version: 5, chunk: 1460 }),
  decode('mixed, 1 B chunks', MIXED, 5, 9, { version: 5, chunk: 1, size: 65_536 }),
  encode('PUBLISH 256 B', [publish(256)], 6, 10),
  encode('PUBLISH 256 B, 100 topics in turn', manyTopics(256, 100), 3, 5),
  encode('mixed', MIXED, 6, 10, 5),
  encode('PUBACK', [PUBACK], 15, 35),
  {
    name: 'encode mixed, writeToStream',
    floor: 2,
    goal: 3.5,
    ours: () => encodeOurs(MIXED, 5),
    peer: () => writePeer(MIXED, 5),
  },
  {
    name: 'encode PUBLISH 64 KiB, writeToStream joined',
    floor: 1,
    goal: 1.6,
    ours: () => encodeOursSingly([publish(65_536)], 4),
    peer: () => writePeerJoined([publish(65_536)], 4),
    copy: () => copyBytes(stream([publish(65_536)], 4, CHUNK, CHUNK)),
  },
];

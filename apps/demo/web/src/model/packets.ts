/** The newest packets of the connection: kept as the client logs them, decoded when they are looked at. */

import { Decoder, encode, type Packet, type ProtocolVersion } from '@x/codec';
import { packetText } from '../../../src/text/packet-text.ts';
import { changed } from './frame.ts';
import { Ring } from './ring.ts';

export interface LoggedPacket {
  readonly serial: number;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** As the client sees it. */
  readonly way: '->' | '<-';
  /** PUBLISH */
  readonly name: string;
  readonly version: ProtocolVersion;
  /** Pairs of digits with blanks between. */
  readonly hex: string;
}

export interface DecodedPacket {
  readonly text: string;
  readonly bytes: Uint8Array;
}

const KEPT_PACKETS = 5000;
/** Characters of hexadecimal digits that are kept. */
const KEPT_DIGITS = 67_108_864;
const BYTES = /^(->|<-) ([A-Z]+) ([0-9a-f]{2}(?: [0-9a-f]{2})*)$/;

export class Packets {
  readonly log = new Ring<LoggedPacket>(KEPT_PACKETS, KEPT_DIGITS);
  #serial = 0;

  /** Takes a line of the client's log; those without bytes are left out. */
  add(line: string, version: ProtocolVersion, time: number): void {
    const [, way, name = '', hex] = BYTES.exec(line) ?? [];
    if (hex === undefined) return;
    this.#serial++;
    const arrow = way === '->' ? '->' : '<-';
    this.log.push({ serial: this.#serial, time, way: arrow, name, version, hex }, hex.length);
    changed();
  }

  clear(): void {
    this.log.clear();
    changed();
  }
}

/** Of packets that were looked at: a row is drawn again and again. */
const texts = new WeakMap<LoggedPacket, string>();

export function textOf(packet: LoggedPacket): string {
  const text = texts.get(packet) ?? decoded(packet).text;
  texts.set(packet, text);
  return text;
}

export function decoded({ hex, version }: LoggedPacket): DecodedPacket {
  const bytes = Uint8Array.from(hex.split(' '), (pair) => Number.parseInt(pair, 16));
  const [packet] = new Decoder({ version }).push(bytes);
  if (packet === undefined) return { text: '', bytes };
  return { text: packetText(packet), bytes: withoutPassword(packet, version) ?? bytes };
}

/** What is on the screen, and in pictures of it, has asterisks for a password. */
function withoutPassword(packet: Packet, version: ProtocolVersion): Uint8Array | undefined {
  if (packet.type !== 'connect' || packet.password === undefined) return undefined;
  const password = new Uint8Array(packet.password.length).fill(0x2a);
  return encode({ ...packet, password }, version);
}

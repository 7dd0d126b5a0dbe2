/** One direction of a connection: finds the packets in it, byte by byte, and the place to strike at. */

import { Decoder, type Packet } from '@x/codec';
import type { Direction } from './exchange.ts';

/** A place in one direction of a connection; packets and bytes count from 1. */
export type Place =
  | { readonly direction: Direction; readonly packet: number; readonly side: 'before' | 'after' }
  | { readonly direction: Direction; readonly byte: number };

export interface Taken {
  /** To forward now. */
  readonly bytes: Uint8Array;
  /** Those that became whole. */
  readonly packets: readonly Packet[];
  /** The place has come: nothing after `bytes` is forwarded. */
  readonly struck: boolean;
}

export class Stream {
  readonly #decoder: Decoder;
  #packets = 0;
  /** Forwarded, or given out to be. */
  #bytes = 0;
  /** The beginning of a packet that is not whole. */
  #held: number[] = [];

  constructor(from: 'client' | 'server', version: 4 | 5 | undefined) {
    this.#decoder = new Decoder({ from, version });
  }

  get packets(): number {
    return this.#packets;
  }

  get bytes(): number {
    return this.#bytes;
  }

  take(chunk: Uint8Array, place: Place | undefined): Taken {
    const passing: number[] = [];
    const packets: Packet[] = [];
    const taken = (struck: boolean): Taken => {
      this.#bytes += passing.length;
      return { bytes: Uint8Array.from(passing), packets, struck };
    };
    for (const byte of chunk) {
      this.#held.push(byte);
      const [packet] = this.#decoder.push(Uint8Array.of(byte));
      const at = this.#bytes + passing.length + this.#held.length;
      const cut = place !== undefined && 'byte' in place && place.byte === at;
      if (packet === undefined && !cut) continue;
      const ends = packet !== undefined && this.#endsAt(place, ++this.#packets);
      if (ends === 'before') return taken(true);
      passing.push(...this.#held);
      this.#held = [];
      if (packet !== undefined) packets.push(packet);
      if (cut || ends === 'after') return taken(true);
    }
    return taken(false);
  }

  #endsAt(place: Place | undefined, packet: number): 'before' | 'after' | false {
    if (place === undefined || !('packet' in place) || place.packet !== packet) return false;
    return place.side;
  }
}

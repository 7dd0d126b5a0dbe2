/** What `bench pub` writes into its payloads, so that `bench sub` knows how long a message was on its way. */

import { clock } from './tally.ts';

const MARK = 0x786d_7162;
/** Bytes: the mark, a number, and when it was sent. */
export const STAMP_SIZE = 16;

/** A payload of this size, to be stamped again and again; too small a one carries no stamp. */
export class StampedPayload {
  readonly bytes: Uint8Array;
  readonly #view: DataView | undefined;

  constructor(size: number) {
    this.bytes = new Uint8Array(size).fill(0x2e);
    if (size >= STAMP_SIZE) {
      this.#view = new DataView(this.bytes.buffer);
      this.#view.setUint32(0, MARK);
    }
  }

  stamp(number: number): Uint8Array {
    this.#view?.setUint32(4, number);
    this.#view?.setFloat64(8, clock());
    return this.bytes;
  }
}

/** Milliseconds since the payload was stamped; undefined if it was not. */
export function ageOf(payload: Uint8Array): number | undefined {
  if (payload.length < STAMP_SIZE) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, STAMP_SIZE);
  return view.getUint32(0) === MARK ? clock() - view.getFloat64(8) : undefined;
}

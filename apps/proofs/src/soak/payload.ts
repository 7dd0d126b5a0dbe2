/** Payloads that say which message they are, and whether they are whole. */

/** Four bytes each: the number, the length. */
const HEAD = 8;

/** `size`: bytes, at least 8. */
export function payloadOf(number: number, size: number): Uint8Array {
  const bytes = new Uint8Array(Math.max(HEAD, size));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, number);
  view.setUint32(4, bytes.length);
  for (let i = HEAD; i < bytes.length; i++) bytes[i] = number + i * 7;
  return bytes;
}

/** The number of a payload. */
export function numberOf(payload: Uint8Array): number {
  if (payload.length < HEAD) return -1;
  return new DataView(payload.buffer, payload.byteOffset).getUint32(0);
}

export function isWhole(payload: Uint8Array): boolean {
  if (payload.length < HEAD) return false;
  const view = new DataView(payload.buffer, payload.byteOffset);
  const number = view.getUint32(0);
  if (view.getUint32(4) !== payload.length) return false;
  for (let i = HEAD; i < payload.length; i++) {
    if (payload[i] !== ((number + i * 7) & 0xff)) return false;
  }
  return true;
}

/** Bytes for tests that run in Node and in browsers. */

export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  let total = 0;
  for (const chunk of chunks) total += chunk.length;
  const whole = new Uint8Array(total);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** Sooner done than an assertion on each byte. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const patterns = new Map<string, Uint8Array<ArrayBuffer>>();

/** Bytes without a visible order; the same for the same arguments, and not to be changed. */
export function pattern(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const key = `${length} ${seed}`;
  const known = patterns.get(key) ?? makePattern(length, seed);
  patterns.set(key, known);
  return known;
}

function makePattern(length: number, seed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    bytes[i] = state >> 16;
  }
  return bytes;
}

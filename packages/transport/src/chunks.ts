/** Puts the chunks of one batch together where copying is cheaper than handing each over. */

/** Below this, in bytes, a copy costs less than one more entry in a gathered write. */
const SMALL = 4096;
/** A joined run is not made longer than this, in bytes. */
const LONGEST_RUN = 65_536;

export function byteLength(chunks: readonly Uint8Array[]): number {
  let total = 0;
  for (const chunk of chunks) total += chunk.length;
  return total;
}

/** All chunks as one; a single chunk is returned as it is. */
export function joinAll(chunks: readonly Uint8Array[]): Uint8Array<ArrayBufferLike> {
  const [first] = chunks;
  if (chunks.length === 1 && first !== undefined) return first;
  const joined = new Uint8Array(byteLength(chunks));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.length;
  }
  return joined;
}

/** The same bytes in fewer chunks: neighbouring small ones are joined, large ones are not copied. */
export function joinSmall(chunks: readonly Uint8Array[]): Uint8Array[] {
  const out: Uint8Array[] = [];
  let run: Uint8Array[] = [];
  let runLength = 0;
  const endRun = () => {
    if (run.length > 0) out.push(joinAll(run));
    run = [];
    runLength = 0;
  };
  for (const chunk of chunks) {
    if (chunk.length >= SMALL) {
      endRun();
      out.push(chunk);
      continue;
    }
    if (chunk.length === 0) continue;
    if (runLength + chunk.length > LONGEST_RUN) endRun();
    run.push(chunk);
    runLength += chunk.length;
  }
  endRun();
  return out;
}

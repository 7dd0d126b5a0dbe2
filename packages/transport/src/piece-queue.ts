/** A queue of bytes that gives them back in pieces of any length, as views of what was put in. */

export class PieceQueue {
  #chunks: Uint8Array[] = [];
  #head = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get empty(): boolean {
    return this.#bytes === 0;
  }

  push(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) {
      if (chunk.length === 0) continue;
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
    }
  }

  /** The next bytes, at most `most`. */
  take(most: number): Uint8Array[] {
    const piece: Uint8Array[] = [];
    let wanted = Math.min(most, this.#bytes);
    this.#bytes -= wanted;
    while (wanted > 0) {
      const chunk = this.#chunks[this.#head];
      if (chunk === undefined) break;
      if (chunk.length > wanted) {
        piece.push(chunk.subarray(0, wanted));
        this.#chunks[this.#head] = chunk.subarray(wanted);
        break;
      }
      piece.push(chunk);
      wanted -= chunk.length;
      this.#head++;
    }
    this.#compact();
    return piece;
  }

  takeAll(): Uint8Array[] {
    return this.take(this.#bytes);
  }

  /** Lets go of what was taken, at a cost that stays in proportion to it. */
  #compact(): void {
    if (this.#head < 64 && this.#bytes > 0) return;
    if (this.#head * 2 < this.#chunks.length) return;
    this.#chunks = this.#chunks.slice(this.#head);
    this.#head = 0;
  }
}

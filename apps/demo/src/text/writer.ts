/** Output in few system calls: what a turn of the event loop says goes out together. */

import type { Terminal } from '../terminal.ts';

/** Bytes that are written at once, without waiting for the turn's end. */
const ENOUGH = 65_536;

export class Writer {
  readonly #terminal: Terminal;
  #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** What is given is copied before it returns, or written. */
  write(...pieces: readonly (string | Uint8Array)[]): void {
    if (this.#size === 0) queueMicrotask(() => this.flush());
    for (const piece of pieces) {
      const bytes = Buffer.from(piece);
      this.#pieces.push(bytes);
      this.#size += bytes.length;
    }
    if (this.#size >= ENOUGH) this.flush();
  }

  flush(): void {
    if (this.#size === 0) return;
    const pieces = this.#pieces;
    this.#pieces = [];
    this.#size = 0;
    this.#terminal.write(pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces));
  }
}

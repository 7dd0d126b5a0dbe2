/** A line on the screen that shows how far a benchmark is; nothing where there is no screen. */

import type { Terminal } from '../terminal.ts';
import { grouped } from './report.ts';
import type { Tally } from './tally.ts';

const WIDTH = 24;

export class Progress {
  readonly #terminal: Terminal;
  #before = { done: 0, at: performance.now() };

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  /** @param part of the whole, 0 to 1; undefined: there is no telling */
  show(tally: Tally, part: number | undefined): void {
    if (!this.#terminal.live) return;
    const now = performance.now();
    const rate = ((tally.done - this.#before.done) * 1000) / Math.max(1, now - this.#before.at);
    this.#before = { done: tally.done, at: now };
    const p99 =
      tally.times.count === 0 ? '' : `  p99 ${tally.times.percentile(0.99).toFixed(2)} ms`;
    this.#terminal.complain(
      `\r\u001b[K${bar(part)}${grouped(tally.done)}  ${grouped(rate)} /s${p99}`,
    );
  }

  clear(): void {
    if (this.#terminal.live) this.#terminal.complain('\r\u001b[K');
  }
}

function bar(part: number | undefined): string {
  if (part === undefined) return '';
  const full = Math.round(Math.min(1, part) * WIDTH);
  const percent = `${Math.floor(Math.min(1, part) * 100)}%`.padStart(4);
  return `[${'#'.repeat(full)}${'-'.repeat(WIDTH - full)}] ${percent}  `;
}

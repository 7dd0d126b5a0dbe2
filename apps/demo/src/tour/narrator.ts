/** What the reader sees: titles, explanations, packets with arrows, ticks and crosses, and the summary. */

import type { Packet } from '@x/codec';
import { createColors } from 'picocolors';
import type { Terminal } from '../terminal.ts';
import { packetText } from '../text/packet-text.ts';

const TICK = '✓';
const CROSS = '✗';
const DASH = '-';
const NAME_WIDTH = 6;
const TITLE_WIDTH = 52;

export interface SummaryRow {
  readonly title: string;
  readonly outcome: 'passed' | 'failed' | 'unreached' | 'skipped';
  /** How much was seen, what was missing, or why it was left out. */
  readonly remark: string;
}

export class Narrator {
  readonly #terminal: Terminal;
  readonly #paint: ReturnType<typeof createColors>;
  /** Every topic of the run begins with it: too long to read again and again. */
  readonly #prefix: string;
  #silent = false;

  constructor(terminal: Terminal, prefix: string) {
    this.#terminal = terminal;
    this.#paint = createColors(terminal.color);
    this.#prefix = prefix;
  }

  /** Shows nothing of what follows: cleaning up is no part of the story. */
  fallSilent(): void {
    this.#silent = true;
  }

  line(text: string): void {
    this.#say(text);
  }

  title(number: number, text: string): void {
    this.#say('');
    this.#say(this.#paint.bold(`${String(number).padStart(2)}  ${text}`));
  }

  explain(text: string): void {
    this.#say(`    ${this.#paint.dim(text)}`);
  }

  packet(name: string, way: '->' | '<-', packet: Packet): void {
    const arrow = way === '->' ? this.#paint.cyan(way) : this.#paint.magenta(way);
    this.#say(`    ${name.padEnd(NAME_WIDTH)}${arrow} ${this.shorten(packetText(packet))}`);
  }

  /** Something that happens beside the protocol. */
  note(text: string): void {
    this.#say(`    ${this.#paint.yellow(`~~ ${this.shorten(text)}`)}`);
  }

  check(holds: boolean, text: string): void {
    const mark = holds ? this.#paint.green(TICK) : this.#paint.red(CROSS);
    this.#say(`    ${mark} ${this.shorten(text)}`);
  }

  skip(text: string): void {
    this.#say(`    ${DASH} ${text}`);
  }

  summary(rows: readonly SummaryRow[]): void {
    this.#say('');
    this.#say(this.#paint.bold('Summary'));
    rows.forEach(({ title, outcome, remark }, index) => {
      const number = String(index + 1).padStart(2);
      const said = `${number}  ${title.padEnd(TITLE_WIDTH)}  ${this.shorten(remark)}`;
      this.#say(`  ${this.#mark(outcome)} ${said}`);
    });
  }

  /** Topics without what all of them begin with. */
  shorten(text: string): string {
    return text.replaceAll(this.#prefix, '…');
  }

  #mark(outcome: SummaryRow['outcome']): string {
    if (outcome === 'skipped') return DASH;
    return outcome === 'passed' ? this.#paint.green(TICK) : this.#paint.red(CROSS);
  }

  #say(text: string): void {
    if (!this.#silent) this.#terminal.write(`${text}\n`);
  }
}

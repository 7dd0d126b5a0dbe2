/** The counts, a row an exchange, and the violations under them. */

import { EXCHANGES, type Exchange, nameOf } from './exchange.ts';
import type { Verdict } from './verdict.ts';

interface Row {
  cases: number;
  messages: number;
  lost: number;
  repeated: number;
  violations: number;
}

const COLUMNS = ['cases', 'messages', 'lost', 'repeated', 'violations'] as const;

export class Table {
  readonly #title: string;
  readonly #rows = new Map<string, Row>();
  readonly #violations: string[] = [];

  constructor(title: string) {
    this.#title = title;
    for (const exchange of EXCHANGES) this.#rows.set(nameOf(exchange), empty());
  }

  /** `place`: where it was broken. */
  add(exchange: Exchange, place: string, verdict: Verdict): void {
    const name = nameOf(exchange);
    const row = this.#rows.get(name) ?? empty();
    this.#rows.set(name, row);
    row.cases += 1;
    row.messages += verdict.messages;
    row.lost += verdict.lost.length;
    row.repeated += verdict.repeated.length;
    row.violations += verdict.violations.length;
    for (const each of verdict.violations) this.#violations.push(`${name}, ${place}: ${each}`);
  }

  get holds(): boolean {
    return this.#violations.length === 0;
  }

  print(): void {
    const total = empty();
    const width = Math.max(...[...this.#rows.keys()].map(({ length }) => length));
    console.log(`\n${this.#title}`);
    console.log(`${' '.repeat(width)}${COLUMNS.map(cell).join('')}`);
    for (const [name, row] of this.#rows) {
      console.log(line(name.padEnd(width), row));
      for (const column of COLUMNS) total[column] += row[column];
    }
    console.log(line('all'.padEnd(width), total));
    for (const violation of this.#violations) console.log(`VIOLATION ${violation}`);
  }
}

function empty(): Row {
  return { cases: 0, messages: 0, lost: 0, repeated: 0, violations: 0 };
}

function line(name: string, row: Row): string {
  return `${name}${COLUMNS.map((column) => cell(row[column])).join('')}`;
}

function cell(content: string | number): string {
  return String(content).padStart(12);
}

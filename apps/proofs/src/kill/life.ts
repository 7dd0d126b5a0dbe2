/** What a process of the client under proof is told to do, and what it reports. */

import { readFileSync } from 'node:fs';
import type { Exchange } from '../exchange.ts';

export interface Life {
  readonly exchange: Exchange;
  readonly port: number;
  readonly clientId: string;
  readonly topic: string;
  /** To publish, or to wait for. */
  readonly texts: readonly string[];
  /** Path of the session's journal. "" keeps none: the proof must fail then. */
  readonly journal: string;
  /** Path of a file to which every life of a case adds, a line a fact. */
  readonly report: string;
  /** Where this life kills itself. */
  readonly end: ListenerEnd | undefined;
}

/** In the MessageIn listener of a message, or when that has returned and its record is not written yet. */
export interface ListenerEnd {
  readonly text: string;
  readonly where: 'in the listener' | 'behind the listener';
}

export type Fact =
  /** The promise of `publishMessage` resolved. */
  | 'accepted'
  /** A MessageIn listener was called, and is about to return. */
  | 'delivered'
  | 'returned'
  | 'error';

/** The facts of all lives so far, in order. */
export class Report {
  readonly lines: readonly (readonly [Fact, string])[];

  constructor(path: string) {
    let text = '';
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    this.lines = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const space = line.indexOf(' ');
        return [line.slice(0, space) as Fact, line.slice(space + 1)] as const;
      });
  }

  all(fact: Fact): readonly string[] {
    return this.lines.filter(([each]) => each === fact).map(([, text]) => text);
  }
}

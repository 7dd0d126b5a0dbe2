/** The topic aliases of one connection, both directions; a new connection starts with none [MQTT-3.3.2-7]. */

import { changed } from './frame.ts';

export class Aliases {
  readonly out = new Map<number, string>();
  readonly in = new Map<number, string>();

  /** @param alias of a PUBLISH; undefined: it has none */
  add(way: 'out' | 'in', alias: number | undefined, topic: string): void {
    if (alias === undefined || topic === '' || this[way].get(alias) === topic) return;
    this[way].set(alias, topic);
    changed();
  }

  forget(): void {
    this.out.clear();
    this.in.clear();
    changed();
  }
}

/** Messages of QoS 1 and 2 on their way, with the state that each has; the finished ones stay for a while. */

import type { MQTTMessage, MQTTMessageList } from '@x/client';
import type { Aliases } from './aliases.ts';
import { changed } from './frame.ts';

export interface Exchange {
  readonly way: 'out' | 'in';
  readonly packetId: number;
  readonly topic: string;
  readonly qos: number;
  /** 0 to 4 outgoing, 5 to 9 incoming. */
  state: number;
  /** When it was over, in milliseconds; undefined while it is not. */
  ended: number | undefined;
}

/** The states that a message goes through; those between two that last pass at once. */
export const TRACKS: Readonly<Record<Exchange['way'], readonly (readonly number[])[]>> = {
  out: [[], [0, 4], [1, 2, 3, 4]],
  in: [[], [5, 9], [6, 7, 8, 9]],
};

/** What the states of a message mean. */
export const STATES = [
  'waits for PUBACK',
  'waits for PUBREC',
  'PUBREC received',
  'waits for PUBCOMP',
  'done',
  'PUBLISH received',
  'PUBLISH received',
  'waits for PUBREL',
  'PUBREL received',
  'done',
] as const;

/** Messages of each direction that are followed, and all that are shown. */
const FOLLOWED = 20;
const SHOWN = 40;
/** Milliseconds that a finished one stays. */
const AFTERGLOW = 8000;

export class Exchanges {
  readonly #aliases: Aliases;
  readonly #open = new Map<string, Exchange>();
  /** Newest last. */
  #shown: Exchange[] = [];
  #outgoing = 0;
  #incoming = 0;

  constructor(aliases: Aliases) {
    this.#aliases = aliases;
  }

  get outgoing(): number {
    return this.#outgoing;
  }

  get incoming(): number {
    return this.#incoming;
  }

  /** Whether some are shown that will go without an event that would say so. */
  get fading(): boolean {
    return this.#shown.length > this.#open.size;
  }

  /** Newest first. */
  rows(): Exchange[] {
    return [...this.#shown].reverse();
  }

  look(outgoing: MQTTMessageList, incoming: MQTTMessageList, now: number): void {
    this.#outgoing = outgoing.length;
    this.#incoming = incoming.length;
    const present = new Set([...this.#follow('out', outgoing), ...this.#follow('in', incoming)]);
    for (const [key, exchange] of this.#open) {
      const followed = exchange.way === 'out' ? outgoing.length : incoming.length;
      // What went without an end was given up.
      if (!present.has(key) && followed <= FOLLOWED) this.#end(key, exchange, now);
    }
    const old = ({ ended }: Exchange): boolean => ended !== undefined && now - ended > AFTERGLOW;
    if (this.#shown.some(old)) this.#shown = this.#shown.filter((each) => !old(each));
  }

  /** To be called where it reaches its last state, in which it is not found again. */
  finished(way: Exchange['way'], message: MQTTMessage | undefined, now: number): void {
    if (message === undefined) return;
    const key = keyOf(way, message);
    const exchange = this.#open.get(key) ?? this.#see(way, message);
    exchange.state = way === 'out' ? 4 : 9;
    this.#end(key, exchange, now);
    changed();
  }

  *#follow(way: Exchange['way'], list: MQTTMessageList): Generator<string, void, undefined> {
    const count = Math.min(list.length, FOLLOWED);
    for (let index = 0; index < count; index++) {
      const message = list[index];
      if (message === undefined) continue;
      const exchange = this.#open.get(keyOf(way, message)) ?? this.#see(way, message);
      exchange.state = message.state;
      yield keyOf(way, message);
    }
  }

  #see(way: Exchange['way'], message: MQTTMessage): Exchange {
    const { packetId, topic, topicAlias, qos, state } = message;
    const aliases = this.#aliases;
    if (topicAlias > 0) aliases.add(way, topicAlias, topic);
    const name = topic === '' ? aliases[way].get(topicAlias) : topic;
    const exchange = { way, packetId, topic: name ?? '', qos, state, ended: undefined };
    this.#open.set(keyOf(way, message), exchange);
    this.#shown.push(exchange);
    if (this.#shown.length > SHOWN) this.#shown.shift();
    return exchange;
  }

  #end(key: string, exchange: Exchange, now: number): void {
    exchange.ended = now;
    this.#open.delete(key);
  }
}

function keyOf(way: Exchange['way'], { packetId }: MQTTMessage): string {
  return `${way} ${packetId}`;
}

/** Messages of QoS 1 and 2 on their way, with the states that each went through; the finished ones stay for a while. */

import type { MQTTMessage, MQTTMessageList } from '@x/client';
import { changed } from './frame.ts';

export interface Exchange {
  readonly key: string;
  readonly way: 'out' | 'in';
  readonly packetId: number;
  readonly topic: string;
  readonly qos: number;
  /** 0 to 4 outgoing, 5 to 9 incoming, as they followed each other. */
  readonly states: number[];
  /** When it was over, in milliseconds; undefined while it is not. */
  ended: number | undefined;
}

/** What the states of a message mean. */
export const STATES = [
  'PUBLISH sent, waits for PUBACK',
  'PUBLISH sent, waits for PUBREC',
  'PUBREC received',
  'PUBREL sent, waits for PUBCOMP',
  'done',
  'PUBLISH received',
  'PUBLISH received',
  'PUBREC sent, waits for PUBREL',
  'PUBREL received',
  'done',
] as const;

/** Messages of each direction that are followed, and all that are shown. */
const FOLLOWED = 50;
const SHOWN = 100;
/** Milliseconds that a finished one stays. */
const AFTERGLOW = 8000;

export class Exchanges {
  readonly #byKey = new Map<string, Exchange>();
  #serial = 0;
  #outgoing = 0;
  #incoming = 0;

  get outgoing(): number {
    return this.#outgoing;
  }

  get incoming(): number {
    return this.#incoming;
  }

  /** Newest first. */
  rows(): Exchange[] {
    return [...this.#byKey.values()].reverse();
  }

  look(outgoing: MQTTMessageList, incoming: MQTTMessageList, now: number): void {
    if (this.#outgoing !== outgoing.length || this.#incoming !== incoming.length) changed();
    this.#outgoing = outgoing.length;
    this.#incoming = incoming.length;
    const present = new Set([...this.#follow('out', outgoing), ...this.#follow('in', incoming)]);
    for (const [key, exchange] of this.#byKey) {
      // What went without an end was given up.
      const followed = exchange.way === 'out' ? outgoing.length : incoming.length;
      if (!present.has(key) && followed <= FOLLOWED) exchange.ended ??= now;
      const old = exchange.ended !== undefined && now - exchange.ended > AFTERGLOW;
      if (!old && this.#byKey.size <= SHOWN) continue;
      this.#byKey.delete(key);
      changed();
    }
  }

  *#follow(way: Exchange['way'], list: MQTTMessageList): Generator<string, void, undefined> {
    const count = Math.min(list.length, FOLLOWED);
    for (let index = 0; index < count; index++) {
      const message = list[index];
      if (message !== undefined) yield this.#see(way, message);
    }
  }

  #see(way: Exchange['way'], message: MQTTMessage): string {
    const key = `${way} ${message.packetId}`;
    let exchange = this.#byKey.get(key);
    if (exchange?.ended !== undefined) {
      // Its identifier has been given to another message.
      if (exchange.states.at(-1) === message.state) return key;
      this.#byKey.delete(key);
      this.#byKey.set(`${key} before ${++this.#serial}`, exchange);
      exchange = undefined;
    }
    const { packetId, topic, qos, state } = message;
    if (exchange === undefined) {
      exchange = { key, way, packetId, topic, qos, states: [], ended: undefined };
      this.#byKey.set(key, exchange);
    }
    if (exchange.states.at(-1) === state) return key;
    exchange.states.push(state);
    if (state === 4 || state === 9) exchange.ended = performance.now();
    changed();
    return key;
  }
}

/** The link between clients and the broker, as its user disturbs it: cut, delayed, down for a while. */

import type { Transport } from '@x/transport';
import { type Arrival, Passage } from './passage.ts';

export interface LinkState {
  /** Clients that are connected through it. */
  readonly connections: number;
  /** Milliseconds that every byte waits, in each direction. */
  readonly delay: number;
  /** Milliseconds for which it takes no connection yet. */
  readonly downFor: number;
  /** Bytes that passed since the start: to the broker, and to the clients. */
  readonly bytesUp: number;
  readonly bytesDown: number;
}

export class ServedLink {
  readonly #broker: () => Transport;
  readonly #passages = new Set<Passage>();
  #delay = 0;
  #downUntil = 0;
  #pastUp = 0;
  #pastDown = 0;

  /** @param broker asked for each connection */
  constructor(broker: () => Transport) {
    this.#broker = broker;
  }

  /** Takes a client in; while the link is down it is dropped. */
  admit(client: Arrival): void {
    if (this.#downFor() > 0) {
      client.stream.on('error', () => client.reset());
      client.reset();
      return;
    }
    const passage = new Passage(client, () => this.#delay);
    this.#passages.add(passage);
    void passage.over.then(() => this.#forget(passage));
    void passage.open(this.#broker());
  }

  /**
   * Breaks all connections without a word to either side.
   * @param downtime milliseconds in which no new one is taken
   */
  cut(downtime: number): void {
    this.#downUntil = performance.now() + downtime;
    for (const passage of [...this.#passages]) passage.cut();
  }

  /** @param milliseconds that every byte waits from now on, in each direction */
  setDelay(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  state(): LinkState {
    let [bytesUp, bytesDown] = [this.#pastUp, this.#pastDown];
    for (const passage of this.#passages) {
      bytesUp += passage.bytesUp;
      bytesDown += passage.bytesDown;
    }
    return {
      connections: this.#passages.size,
      delay: this.#delay,
      downFor: this.#downFor(),
      bytesUp,
      bytesDown,
    };
  }

  async close(): Promise<void> {
    const open = [...this.#passages];
    this.cut(Number.POSITIVE_INFINITY);
    await Promise.all(open.map((passage) => passage.over));
  }

  #downFor(): number {
    return Math.max(0, Math.ceil(this.#downUntil - performance.now()));
  }

  #forget(passage: Passage): void {
    this.#passages.delete(passage);
    this.#pastUp += passage.bytesUp;
    this.#pastDown += passage.bytesDown;
  }
}

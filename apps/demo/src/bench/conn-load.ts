/** Connects again and again, or connects many clients and keeps them. */

import type { MQTT } from '@x/client';
import { connect } from '../client/connecting.ts';
import { lineOf } from '../errors.ts';
import { type Load, type LoadPlan, leave, newClient } from './load.ts';
import { LOAD_GROUPS } from './load-groups.ts';
import { Tally } from './tally.ts';

export class ConnLoad implements Load {
  readonly tally = new Tally();
  readonly #plan: LoadPlan;
  readonly #held: MQTT[] = [];
  #begun = 0;
  #stopped = false;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
  }

  /** One connection tells whether anybody is there at all. */
  async prepare(): Promise<void> {
    const mqtt = await newClient(LOAD_GROUPS, this.#plan.values, this.#plan.firstClient);
    await connect(mqtt);
    await leave(mqtt);
  }

  async run(): Promise<void> {
    this.tally.start();
    await Promise.all(Array.from({ length: this.#plan.clients }, () => this.#work()));
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await Promise.all(this.#held.map(leave));
  }

  async #work(): Promise<void> {
    const { values, firstClient, count = Number.POSITIVE_INFINITY, hold } = this.#plan;
    while (!this.#stopped && this.#begun < count) {
      this.#begun++;
      const mqtt = await newClient(LOAD_GROUPS, values, firstClient + this.#begun);
      const started = performance.now();
      try {
        await connect(mqtt);
        this.tally.count(0, performance.now() - started);
      } catch (error) {
        this.tally.fail(lineOf(error));
      }
      if (hold && !this.#stopped) this.#held.push(mqtt);
      else await leave(mqtt);
    }
  }
}

/** Receives, and counts; with stamps of `bench pub` it knows how long messages were on their way. */

import type { MQTT } from '@x/client';
import { connect } from '../client/connecting.ts';
import { CommandFailure } from '../errors.ts';
import { reasonName } from '../text/names.ts';
import { type Load, type LoadPlan, leave, makeAll, newClient } from './load.ts';
import { LOAD_GROUPS } from './load-groups.ts';
import { ageOf } from './stamp.ts';
import { Tally } from './tally.ts';

export class SubLoad implements Load {
  readonly tally = new Tally();
  readonly #plan: LoadPlan;
  readonly #clients: MQTT[] = [];
  #stopped = false;
  #connected = 0;
  #finish: () => void = () => undefined;
  readonly #over: Promise<void>;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#over = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  async prepare(): Promise<void> {
    const { values, clients, firstClient } = this.#plan;
    await makeAll(clients, async (index) => {
      const mqtt = await newClient(LOAD_GROUPS, values, firstClient + index);
      if (this.#stopped) return;
      // In the list before it connects, so that `stop` reaches it whatever comes.
      this.#clients.push(mqtt);
      mqtt.on('MessageIn', ({ messageB }) => this.#received(messageB));
      mqtt.on('Disconnected', (event) => this.#lost(event.statusCode, event.description));
      await connect(mqtt);
      this.#connected++;
      await this.#subscribe(mqtt);
    });
  }

  run(): Promise<void> {
    this.tally.begin();
    return this.#over;
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await Promise.all(this.#clients.map(leave));
    this.#finish();
  }

  async #subscribe(mqtt: MQTT): Promise<void> {
    const { topic, qos } = this.#plan;
    const answer = new Promise<number>((resolve, reject) => {
      mqtt.once('Subscribed', ({ responseCode }) => resolve(responseCode));
      mqtt.once('Disconnected', ({ description }) => {
        reject(new CommandFailure('lost', `the connection ended: ${description}`));
      });
    });
    await mqtt.subscribe(topic, qos);
    const code = await answer;
    if (code <= 2) return;
    const text = `the broker refused ${topic}: ${reasonName('suback', code)}`;
    throw new CommandFailure('refused', text);
  }

  #received(payload: Uint8Array): void {
    if (this.#stopped) return;
    this.tally.count(payload.length, ageOf(payload));
    if (this.tally.done === this.#plan.count) this.#finish();
  }

  #lost(statusCode: number, description: string): void {
    this.#connected--;
    if (statusCode === 0) return;
    this.tally.fail(`connection lost: ${description}`);
    if (this.#connected === 0) this.#finish();
  }
}

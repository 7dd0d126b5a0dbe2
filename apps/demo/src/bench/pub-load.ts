/** Publishes as fast as acknowledgements come, or at a rate. */

import type { MQTT } from '@x/client';
import { connect } from '../client/connecting.ts';
import { lineOf } from '../errors.ts';
import { type Load, type LoadPlan, leave, makeAll, newClient } from './load.ts';
import { LOAD_GROUPS } from './load-groups.ts';
import { StampedPayload } from './stamp.ts';
import { Tally } from './tally.ts';

/** Milliseconds between two looks at the rate. */
const TICK = 5;

export class PubLoad implements Load {
  readonly tally = new Tally();
  readonly #plan: LoadPlan;
  readonly #publishers: Publisher[] = [];
  #stopped = false;

  constructor(plan: LoadPlan) {
    this.#plan = plan;
  }

  async prepare(): Promise<void> {
    const { values, clients, firstClient } = this.#plan;
    await makeAll(clients, async (index) => {
      const mqtt = await newClient(LOAD_GROUPS, values, firstClient + index);
      if (this.#stopped) return;
      const count = shareOf(this.#plan, index);
      // In the list before it connects, so that `stop` reaches it whatever comes.
      this.#publishers.push(new Publisher(mqtt, this.#plan, this.tally, count));
      await connect(mqtt);
    });
  }

  async run(): Promise<void> {
    this.tally.start();
    await Promise.all(this.#publishers.map((publisher) => publisher.run()));
  }

  async stop(): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    await Promise.all(this.#publishers.map((publisher) => publisher.stop()));
  }
}

function shareOf({ count, clients }: LoadPlan, index: number): number {
  if (count === undefined) return Number.POSITIVE_INFINITY;
  return Math.floor(count / clients) + (index < count % clients ? 1 : 0);
}

class Publisher {
  readonly #mqtt: MQTT;
  readonly #plan: LoadPlan;
  readonly #tally: Tally;
  readonly #payload: StampedPayload;
  /** When what is under way was published, in order: acknowledgements keep it ([MQTT-4.6.0-2]). */
  readonly #startedAt: Float64Array;
  readonly #rate: number;
  #left: number;
  #sent = 0;
  #done = 0;
  #begun = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #pumping = false;
  #finish: () => void = () => undefined;
  readonly #over: Promise<void>;

  constructor(mqtt: MQTT, plan: LoadPlan, tally: Tally, count: number) {
    this.#mqtt = mqtt;
    this.#plan = plan;
    this.#tally = tally;
    this.#left = count;
    this.#payload = new StampedPayload(plan.size);
    this.#startedAt = new Float64Array(plan.window);
    this.#rate = (plan.rate ?? Number.POSITIVE_INFINITY) / plan.clients;
    this.#over = new Promise((resolve) => {
      this.#finish = resolve;
    });
    if (plan.qos === 0) mqtt.on('MessageOut', () => this.#finished(0));
    else mqtt.on('MessageAck', (event) => this.#finished(event.responseCode));
    mqtt.on('Disconnected', (event) => this.#lost(event.statusCode, event.description));
  }

  async run(): Promise<void> {
    this.#begun = performance.now();
    if (this.#rate < Number.POSITIVE_INFINITY) {
      this.#timer = setInterval(() => this.#pump(), TICK);
    }
    if (this.#left === 0) this.#finish();
    this.#pump();
    await this.#over;
    clearInterval(this.#timer);
  }

  async stop(): Promise<void> {
    this.#left = 0;
    this.#finish();
    await leave(this.#mqtt);
  }

  #pump(): void {
    this.#pumping = false;
    const { window, topic, qos } = this.#plan;
    const due = this.#rate === Number.POSITIVE_INFINITY ? this.#rate : this.#dueNow();
    while (this.#left > 0 && this.#sent - this.#done < window && this.#sent < due) {
      this.#left--;
      this.#startedAt[this.#sent % window] = performance.now();
      const payload = this.#payload.stamp(this.#sent);
      this.#sent++;
      this.#mqtt.publishData(topic, qos, payload).catch(this.#refused);
    }
  }

  #dueNow(): number {
    return 1 + ((performance.now() - this.#begun) * this.#rate) / 1000;
  }

  #finished(responseCode: number): void {
    const { window, size } = this.#plan;
    const started = this.#startedAt[this.#done % window] ?? 0;
    this.#done++;
    if (responseCode < 0x80) this.#tally.count(size, performance.now() - started);
    else this.#tally.fail(`refused with reason code ${responseCode}`);
    if (this.#left === 0 && this.#done === this.#sent) return this.#finish();
    if (this.#pumping) return;
    // What a turn acknowledged makes room for as many, which then go out together.
    this.#pumping = true;
    queueMicrotask(() => this.#pump());
  }

  readonly #refused = (error: unknown): void => {
    if (!this.#mqtt.isConnected()) return;
    this.#done++;
    this.#tally.fail(lineOf(error));
    if (this.#left === 0 && this.#done === this.#sent) this.#finish();
  };

  #lost(statusCode: number, description: string): void {
    if (statusCode === 0) return;
    this.#tally.fail(`connection lost: ${description}`);
    this.#left = 0;
    this.#finish();
  }
}

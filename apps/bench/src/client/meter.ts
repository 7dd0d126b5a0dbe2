/** CPU time a message of the running process: first so much of it to warm up, then so much that counts. */

import type { Measured } from './target.ts';

/** Microseconds of CPU time. */
const WARM_UP = 400_000;
const MEASURED = 500_000;
/** Milliseconds: a slow server ends either earlier. */
const PATIENCE = 3000;
/** The clock costs: it is asked after so many messages, and ever more seldom. */
const EVERY = 1024;

export class Meter {
  #messages = 0;
  #lookAt = EVERY;
  #from = process.cpuUsage();
  #fromMessages = 0;
  #fromTime = performance.now();
  #warm = false;
  #result: Omit<Measured, 'messages'> | undefined;

  /** One more message. @returns false when that is enough */
  next(): boolean {
    return this.add(1);
  }

  /** So many more at once. @returns as `next` */
  add(messages: number): boolean {
    if (this.#result !== undefined) return false;
    this.#messages += messages;
    if (this.#messages >= this.#lookAt) this.#look();
    return true;
  }

  get result(): Omit<Measured, 'messages'> {
    if (this.#result === undefined) throw new Error('the measurement is not over');
    return this.#result;
  }

  /** As many messages are on their way at the end of the measurement as at its begin. */
  #look(): void {
    this.#lookAt = this.#messages + Math.max(EVERY, this.#messages >> 4);
    const { user, system } = process.cpuUsage(this.#from);
    const used = user + system;
    const milliseconds = performance.now() - this.#fromTime;
    if (used < (this.#warm ? MEASURED : WARM_UP) && milliseconds < PATIENCE) return;
    if (!this.#warm) {
      this.#warm = true;
      this.#fromMessages = this.#messages;
      this.#fromTime = performance.now();
      this.#from = process.cpuUsage();
      return;
    }
    const messages = this.#messages - this.#fromMessages;
    this.#result = { cpu: used / messages, rate: (messages * 1000) / milliseconds };
  }
}

/** Keep alive: PINGREQ when nothing was sent for an interval, the end when no PINGRESP follows in another. */

import type { Deadlines } from './deadlines.ts';
import type { Sink } from './sink.ts';

export class KeepAlive {
  readonly #deadlines: Deadlines;
  #interval = 0;
  #lastSent = 0;
  #pinging = false;
  /** When PINGREQ left the buffer; undefined while it waits there. */
  #pingedAt: number | undefined;

  constructor(deadlines: Deadlines) {
    this.#deadlines = deadlines;
  }

  /** `interval` in milliseconds, 0 = off. */
  begin(interval: number, now: number): void {
    this.#interval = interval;
    this.#lastSent = now;
    this.#pinging = false;
    this.#pingedAt = undefined;
    if (interval > 0) this.#deadlines.set('keepAlive', now + interval);
  }

  end(): void {
    this.#interval = 0;
    this.#deadlines.clear('keepAlive');
  }

  /** Only what the client sends counts [MQTT-3.1.2-23]; the deadline is moved when it comes, not at each packet. */
  sent(now: number): void {
    this.#lastSent = now;
  }

  /** All that was written has left the buffer. */
  flushed(now: number): void {
    if (!this.#pinging || this.#pingedAt !== undefined) return;
    this.#pingedAt = now;
    this.#deadlines.set('keepAlive', now + this.#interval);
  }

  answered(): void {
    this.#pinging = false;
    this.#pingedAt = undefined;
    if (this.#interval > 0) this.#deadlines.set('keepAlive', this.#lastSent + this.#interval);
  }

  /** @returns false when the server did not answer in time. */
  tick(now: number, sink: Sink): boolean {
    if (this.#interval === 0 || now < this.#deadlines.get('keepAlive')) return true;
    if (this.#pinging) return this.#pingedAt === undefined;
    const due = this.#lastSent + this.#interval;
    if (now < due) {
      this.#deadlines.set('keepAlive', due);
      return true;
    }
    this.#pinging = true;
    this.#pingedAt = undefined;
    this.#lastSent = now;
    // Moved by `flushed`; while PINGREQ is stuck in the buffer there is nothing to wait for.
    this.#deadlines.clear('keepAlive');
    sink.write({ type: 'pingreq' });
    return true;
  }
}

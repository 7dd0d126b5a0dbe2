/** A bucket of bytes that fills with time and may be overdrawn once: what is taken is paid back by waiting. */

/** The bucket holds this share of a second. */
const BURST_SECONDS = 0.125;
const SMALLEST_BURST = 256;

export class Bucket {
  #rate: number;
  #balance = 0;
  #filledAt = Number.NEGATIVE_INFINITY;

  /** `rate` in bytes per second, more than 0; a new bucket is full at its first use. */
  constructor(rate: number) {
    this.#rate = rate;
  }

  /** The most it holds, in bytes. */
  get burst(): number {
    return Math.max(SMALLEST_BURST, Math.floor(this.#rate * BURST_SECONDS));
  }

  setRate(rate: number, now: number): void {
    this.#fill(now);
    this.#rate = rate;
    this.#balance = Math.min(this.burst, this.#balance);
  }

  /** Takes `bytes`, if the bucket is not in debt. */
  take(bytes: number, now: number): boolean {
    this.#fill(now);
    if (this.#balance <= 0) return false;
    this.#balance -= bytes;
    return true;
  }

  /** How long until it is out of debt, in milliseconds. */
  wait(now: number): number {
    this.#fill(now);
    return this.#balance > 0 ? 0 : Math.floor((-this.#balance * 1000) / this.#rate) + 1;
  }

  #fill(now: number): void {
    const earned = (this.#rate * (now - this.#filledAt)) / 1000;
    this.#balance = Math.min(this.burst, this.#balance + earned);
    this.#filledAt = now;
  }
}

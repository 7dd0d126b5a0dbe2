/** Figures for the charts: messages a second in both directions, and round-trip times, one point every half second. */

import { signal } from '@preact/signals';

/** Points, two a second: one minute. */
const POINTS = 120;
const INTERVAL = 500;

export interface Series {
  /** Seconds, up to 0 for now. */
  readonly time: number[];
  readonly received: number[];
  readonly sent: number[];
  /** Milliseconds; null where nothing was answered. */
  readonly roundTrip: (number | null)[];
}

export class Rates {
  readonly series = signal<Series>({
    time: Array.from({ length: POINTS }, (_, index) => ((index - POINTS + 1) * INTERVAL) / 1000),
    received: new Array<number>(POINTS).fill(0),
    sent: new Array<number>(POINTS).fill(0),
    roundTrip: new Array<number | null>(POINTS).fill(null),
  });
  #received = 0;
  #sent = 0;
  #answered = 0;
  #waited = 0;
  #since = performance.now();

  constructor() {
    setInterval(() => this.#advance(performance.now()), INTERVAL);
  }

  received(): void {
    this.#received++;
  }

  sent(): void {
    this.#sent++;
  }

  roundTrip(milliseconds: number): void {
    this.#answered++;
    this.#waited += milliseconds;
  }

  #advance(now: number): void {
    const seconds = Math.max(0.001, (now - this.#since) / 1000);
    const { time, received, sent, roundTrip } = this.series.value;
    const mean = this.#answered === 0 ? null : this.#waited / this.#answered;
    this.series.value = {
      time,
      received: [...received.slice(1), this.#received / seconds],
      sent: [...sent.slice(1), this.#sent / seconds],
      roundTrip: [...roundTrip.slice(1), mean],
    };
    this.#since = now;
    this.#received = this.#sent = this.#answered = this.#waited = 0;
  }
}

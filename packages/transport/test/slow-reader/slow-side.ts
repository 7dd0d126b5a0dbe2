/** Takes so many bytes, then rests: 1 MB a second. */

/** In bytes. */
const GULP = 100_000;
/** In milliseconds. */
const REST = 100;

export class SlowSide {
  total = 0;
  readonly #pause: () => void;
  readonly #resume: () => void;
  #taken = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(pause: () => void, resume: () => void) {
    this.#pause = pause;
    this.#resume = resume;
  }

  take(bytes: number): void {
    this.total += bytes;
    this.#taken += bytes;
    if (this.#taken < GULP || this.#timer !== undefined) return;
    this.#pause();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#taken = 0;
      this.#resume();
    }, REST);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

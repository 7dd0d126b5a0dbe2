/** Waiting for one of several ends: a count that is reached, a time that is over, quiet. */

export class Waiting {
  /** Ends the wait as fulfilled. */
  readonly end: () => void;
  readonly #done: Promise<true>;
  #quiet: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    let resolve: (value: true) => void = () => undefined;
    this.#done = new Promise((settle) => {
      resolve = settle;
    });
    this.end = () => {
      clearTimeout(this.#quiet);
      resolve(true);
    };
  }

  /** Ends it so many milliseconds after the last call. */
  endIn(milliseconds: number): void {
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(this.end, milliseconds);
  }

  /** Returns whether it was fulfilled before the time, in seconds, was over; without one it waits for ever. */
  async over(seconds: number | undefined): Promise<boolean> {
    if (seconds === undefined) return this.#done;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<false>((resolve) => {
      timer = setTimeout(() => resolve(false), seconds * 1000);
    });
    try {
      return await Promise.race([this.#done, late]);
    } finally {
      clearTimeout(timer);
      clearTimeout(this.#quiet);
    }
  }
}

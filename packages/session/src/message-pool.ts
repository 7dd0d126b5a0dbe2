/** Messages whose exchange is over, for the next ones: what is outstanding for long is costly to collect. */

/** Kept also when nothing is outstanding any more: about 200 kB. */
const ALWAYS = 1024;

/** Has no more messages than are outstanding, or `ALWAYS`. */
export class MessagePool<T> {
  readonly #make: () => T;
  readonly #free: T[] = [];

  constructor(make: () => T) {
    this.#make = make;
  }

  get size(): number {
    return this.#free.length;
  }

  take(): T {
    return this.#free.pop() ?? this.#make();
  }

  /** Nobody but the caller knows the message any more. */
  give(message: T, outstanding: number): void {
    const most = Math.max(outstanding, ALWAYS);
    if (this.#free.length < most) this.#free.push(message);
    else if (this.#free.length > most) this.#free.pop();
  }
}

/** What a store that answers later (a browser's) is still reading: what is called meanwhile follows it, in order. */

import { handled } from './deferred.ts';

export class Loading {
  #last: Promise<void> | undefined;

  /** Settles when all is in place, never rejects; undefined when it is. */
  get pending(): Promise<void> | undefined {
    return this.#last;
  }

  get busy(): boolean {
    return this.#last !== undefined;
  }

  /** Its outcome is the caller's; who comes later only waits for it. */
  begin<T>(work: Promise<T>): Promise<T> {
    const end = (): void => {
      if (this.#last === last) this.#last = undefined;
    };
    const last: Promise<void> = work.then(end, end);
    this.#last = last;
    return handled(work);
  }

  /** Asks `call` again when nothing is pending any more. */
  defer<T>(call: () => Promise<T>): Promise<T> {
    return handled((this.#last ?? Promise.resolve()).then(call));
  }
}

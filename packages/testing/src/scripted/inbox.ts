/** What has come and what is waited for: hands items out in order, or fails clearly. */

import { ScriptError } from './errors.ts';

interface Waiter {
  /** Takes what it waits for if that is there; returns whether it is done. */
  attempt(): boolean;
  fail(error: ScriptError): void;
}

export class Inbox {
  readonly #waiters: Waiter[] = [];
  #fault: ScriptError | undefined;

  /** Something came: whoever waited longest is asked first. */
  arrived(): void {
    while (this.#waiters[0]?.attempt() === true) this.#waiters.shift();
  }

  /** Nothing more will come. */
  end(error: ScriptError): void {
    if (this.#fault !== undefined) return;
    this.#fault = error;
    for (const waiter of this.#waiters.splice(0)) waiter.fail(error);
  }

  /** Resolves with the first value that `take` finds (undefined: not there yet); the waiting is in order. */
  wait<T>(what: () => string, timeout: number, take: () => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = (): boolean => {
        try {
          const value = take();
          if (value === undefined) return false;
          resolve(value);
        } catch (error) {
          reject(error);
        }
        clearTimeout(timer);
        return true;
      };
      const fail = (error: ScriptError): void => {
        clearTimeout(timer);
        reject(new ScriptError(error.code, `${what()}: ${error.message}`, { cause: error.cause }));
      };
      const waiter: Waiter = { attempt, fail };
      const timer = setTimeout(() => {
        const index = this.#waiters.indexOf(waiter);
        if (index >= 0) this.#waiters.splice(index, 1);
        reject(new ScriptError('TIMEOUT', `${what()}: nothing within ${timeout} ms`));
      }, timeout);
      if (this.#waiters.length === 0 && attempt()) return;
      if (this.#fault !== undefined) fail(this.#fault);
      else this.#waiters.push(waiter);
    });
  }
}

/** Waiting with a limit: whatever happens anywhere makes every waiter look again. */

import { interruption } from '../errors.ts';

/** Something that a step needed did not come, or was not as it must be. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
  readonly code = 'UNMET';
}

export class Waits {
  /** Milliseconds. */
  readonly limit: number;
  readonly #interrupted: AbortSignal;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number, interrupted: AbortSignal) {
    this.limit = limit;
    this.#interrupted = interrupted;
    interrupted.addEventListener('abort', () => this.poke(), { once: true });
  }

  /** Something happened. */
  poke(): void {
    for (const look of [...this.#waiting]) look();
  }

  /**
   * Resolves with what `probe` finds, as soon as it finds something; what it throws ends the wait too.
   * Rejects: Unmet after the limit, CommandFailure when interrupted.
   */
  until<T>(what: string, probe: () => T | undefined | false): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(look);
      };
      const look = (): void => {
        try {
          this.throwIfInterrupted();
          const found = probe();
          if (found === undefined || found === false) return;
          end();
          resolve(found);
        } catch (error) {
          end();
          reject(error);
        }
      };
      const timer = setTimeout(() => {
        end();
        reject(new Unmet(`waited ${this.limit / 1000} s for ${what}`));
      }, this.limit);
      this.#waiting.add(look);
      look();
    });
  }

  throwIfInterrupted(): void {
    if (this.#interrupted.aborted) throw interruption(this.#interrupted);
  }
}

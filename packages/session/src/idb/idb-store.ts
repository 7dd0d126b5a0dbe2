/** A store that keeps the journal under a key of IndexedDB, in browsers. */

import type { JournalChange } from '../journal.ts';
import type { SessionState } from '../state.ts';
import type { SessionStore } from '../store.ts';
import { StoreError, storeError } from '../store-error.ts';
import { JournalKey } from './journal-key.ts';

/**
 * Keeps the journal of one session under the key `name` of the origin's database `@x/mqtt`; one page at a time has
 * it open. What `flush` has settled is in a transaction that is complete, and flushed to the disk.
 *
 * - The database holds the messages that are not through, and nothing of the others.
 * - What no longer reads is refused whole: it is moved to another key, `load` rejects with `STORE_DAMAGED`, and the
 *   next `load` begins with nothing.
 * - Flushes that meet share a transaction. After a failed one all others fail too, until `close` and `load`.
 *
 * All that rejects is a `StoreError`. After `close`, `load` opens it again.
 */
export function idbStore(name: string): SessionStore {
  return new IdbStore(name);
}

class IdbStore implements SessionStore {
  readonly #name: string;
  #opening: Promise<JournalKey> | undefined;
  #closing: Promise<void> | undefined;
  #journal: JournalKey | undefined;

  constructor(name: string) {
    this.#name = name;
  }

  async load(): Promise<SessionState | undefined> {
    if (this.#opening !== undefined) {
      throw new StoreError('STORE_LOCKED', this.#name, 'this store has it open');
    }
    this.#opening = JournalKey.open(this.#name);
    try {
      this.#journal = await this.#opening;
      return this.#journal.found;
    } catch (error) {
      this.#opening = undefined;
      throw storeError(error, this.#name, 'opening');
    }
  }

  /** Never throws: what cannot be kept makes the next `flush` reject. */
  append(change: JournalChange): void {
    this.#journal?.append(change);
  }

  flush(): Promise<void> {
    if (this.#journal !== undefined) return this.#journal.flush();
    return Promise.reject(new StoreError('STORE_CLOSED', this.#name, 'it is not open'));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      // Undefined also for one that could not be opened: `load` has told it.
      const journal = await this.#opening?.catch(() => undefined);
      this.#journal = undefined;
      await journal?.close();
    } finally {
      this.#opening = undefined;
      this.#closing = undefined;
    }
  }
}

/** A store that keeps the journal in a file, on Node. */

import type { JournalChange } from '../journal.ts';
import type { SessionState } from '../state.ts';
import type { SessionStore } from '../store.ts';
import { StoreError, storeError } from '../store-error.ts';
import { type Disk, nodeDisk } from './disk.ts';
import { JournalFile } from './journal-file.ts';

/**
 * Keeps the journal of one session in the file `path`, in a folder that is there; it makes the file, readable for
 * its owner only, and `<path>.lock` beside it while it is open. What `flush` has settled survives the end of the
 * process and the loss of power, as far as the disk keeps what it calls durable.
 *
 * - A last record that was never durable is dropped by `load`. Damage before it is refused: the file gets the name
 *   `<path>.damaged-<n>`, `load` rejects with `STORE_DAMAGED`, and the next `load` begins with nothing.
 * - Flushes that meet share one write and one sync; what nobody flushes follows by itself after 100 ms. After a failed one all others fail too, until `close` and `load`.
 * - The file is rewritten when it has more than 64 KiB and more than four times what still counts, up to 16 MiB at
 *   most once in 32 flushes.
 *
 * All that rejects is a `StoreError`. After `close`, `load` opens the file again.
 */
export function fileStore(path: string): SessionStore {
  return new FileStore(path, nodeDisk);
}

export class FileStore implements SessionStore {
  readonly #path: string;
  readonly #disk: Disk;
  #opening: Promise<JournalFile> | undefined;
  #closing: Promise<void> | undefined;
  #journal: JournalFile | undefined;

  constructor(path: string, disk: Disk) {
    this.#path = path;
    this.#disk = disk;
  }

  async load(): Promise<SessionState | undefined> {
    if (this.#opening !== undefined) {
      throw new StoreError('STORE_LOCKED', this.#path, 'this store has it open');
    }
    this.#opening = JournalFile.open(this.#disk, this.#path);
    try {
      this.#journal = await this.#opening;
      return this.#journal.state;
    } catch (error) {
      this.#opening = undefined;
      throw storeError(error, this.#path, 'opening');
    }
  }

  /** Never throws: what cannot be kept makes the next `flush` reject. */
  append(change: JournalChange): void {
    this.#journal?.append(change);
  }

  flush(): Promise<void> {
    if (this.#journal !== undefined) return this.#journal.flush();
    return Promise.reject(new StoreError('STORE_CLOSED', this.#path, 'it is not open'));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    try {
      const journal = await this.#opened();
      this.#journal = undefined;
      await journal?.close();
    } finally {
      this.#opening = undefined;
      this.#closing = undefined;
    }
  }

  /** Undefined also for a file that could not be opened: `load` has told it. */
  #opened(): Promise<JournalFile | undefined> {
    return this.#opening?.catch(() => undefined) ?? Promise.resolve(undefined);
  }
}

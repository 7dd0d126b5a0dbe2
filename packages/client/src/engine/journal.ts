/** The durable session (extension SessionJournal): what depends on a change leaves only when the change is durable. */

import { type JournalChange, needsCommit, type SessionState, type SessionStore } from '@x/session';
import { type MQTTError, mqttError } from '../errors.ts';

/** Opens the store of a path; `#store` is the one for Node or the one for browsers. */
export type OpenStore = (path: string) => Promise<SessionStore>;

export class Journal {
  readonly #openStore: OpenStore;
  #store: SessionStore | undefined;
  #path = '';
  #dirty = false;
  #closing: Promise<void> | undefined;

  constructor(openStore: OpenStore) {
    this.#openStore = openStore;
  }

  /** Whether changes are kept: the session's option `journal`. */
  get open(): boolean {
    return this.#store !== undefined;
  }

  /** A change was appended that what follows has to wait for. */
  get dirty(): boolean {
    return this.#dirty;
  }

  append(change: JournalChange): void {
    if (this.#store === undefined) return;
    this.#store.append(change);
    if (needsCommit(change)) this.#dirty = true;
  }

  /** @throws MQTTError 302, by rejection */
  async commit(): Promise<void> {
    this.#dirty = false;
    try {
      await this.#store?.flush();
    } catch (error) {
      throw journalError(this.#path, error);
    }
  }

  /**
   * Takes up the journal of this path; "" closes the last one. `restore` gets what it has kept, undefined when that is
   * nothing; a journal that is open already is left as it is.
   * @throws MQTTError 302 it cannot be opened or read, 504 it is another client's
   */
  async use(
    path: string,
    clientId: string,
    restore: (state: SessionState | undefined) => void,
  ): Promise<void> {
    if (path === this.#path && this.#store !== undefined) return;
    await this.close();
    if (path === '') return;
    const store = await this.#opened(path);
    const state = await loaded(store, path);
    if (state !== undefined && state.clientId !== clientId) {
      await store.close();
      throw mqttError(504, `the journal ${path} belongs to the client ${state.clientId}`);
    }
    restore(state);
    this.#store = store;
    this.#path = path;
  }

  /** Lets go of the file. Never rejects: what could not be written any more was not promised to anybody. */
  close(): Promise<void> {
    const store = this.#store;
    this.#store = undefined;
    this.#path = '';
    this.#dirty = false;
    if (store !== undefined) this.#closing = store.close().catch(ignored);
    return this.#closing ?? Promise.resolve();
  }

  async #opened(path: string): Promise<SessionStore> {
    try {
      return await this.#openStore(path);
    } catch (error) {
      throw journalError(path, error);
    }
  }
}

async function loaded(store: SessionStore, path: string): Promise<SessionState | undefined> {
  try {
    return await store.load();
  } catch (error) {
    await store.close().catch(ignored);
    throw journalError(path, error);
  }
}

function journalError(path: string, error: unknown): MQTTError {
  const why = error instanceof Error ? error.message : String(error);
  const named = why.startsWith('the journal ') ? why : `the journal ${path}: ${why}`;
  return mqttError(302, named, error);
}

function ignored(): void {
  // The first error has been reported.
}

/** An open journal: changes become records that come and go, a transaction for each group. */

import type { JournalChange } from '../journal.ts';
import { PUBCOMP_AWAITED } from '../outgoing-message.ts';
import type { SavedMessage, SessionState } from '../state.ts';
import { StoreError, storeError } from '../store-error.ts';
import { type Database, DURABLE, type MessageRecord, openDatabase } from './database.ts';
import { lock } from './lock.ts';
import { HEAD, rangeOf, readJournal } from './recovery.ts';

type Direction = MessageRecord['direction'];

/** A message that is not through: its place, and its record. */
interface Live {
  readonly place: number;
  readonly json: string;
}

export class JournalKey {
  readonly #key: string;
  readonly #database: Database;
  readonly #release: () => void;
  /** Undefined when nothing was kept. */
  readonly found: SessionState | undefined;
  readonly #live = { outgoing: new Map<number, Live>(), incoming: new Map<number, Live>() };
  #clientId = '';
  #lastPacketId = 0;
  #lastPlace = HEAD;
  /** By place: what the next transaction writes, undefined for what it removes. */
  #pending = new Map<number, MessageRecord | undefined>();
  /** The next transaction begins with the removal of everything. */
  #cleared = false;
  #changed = false;
  /** Settles when no transaction is under way; never rejects. */
  #idle: Promise<void> = Promise.resolve();
  /** The flush that waits for the one under way. */
  #following: Promise<void> | undefined;
  /** After a failed transaction nothing can be known of the database but by reading it again. */
  #failure: StoreError | undefined;

  /** @throws StoreError, or whatever the browser says */
  static async open(key: string): Promise<JournalKey> {
    const database = await openDatabase(key);
    let release: () => void = () => undefined;
    try {
      release = await lock(key);
      return new JournalKey(key, database, release, await readJournal(database, key));
    } catch (error) {
      release();
      database.close();
      throw error;
    }
  }

  private constructor(
    key: string,
    database: Database,
    release: () => void,
    found: SessionState | undefined,
  ) {
    this.#key = key;
    this.#database = database;
    this.#release = release;
    this.found = found;
    // It is rewritten with the first commit, so that places are known here only.
    if (found !== undefined) this.#replace(found);
    this.#changed = false;
  }

  append(change: JournalChange): void {
    if (this.#failure !== undefined) return;
    try {
      this.#apply(change);
      this.#changed = true;
    } catch (cause) {
      const detail = `a change of type ${change.type} cannot be written: ${String(cause)}`;
      this.#failure = new StoreError('STORE_CHANGE', this.#key, detail, { cause });
    }
  }

  flush(): Promise<void> {
    if (this.#following !== undefined) return this.#following;
    const following = this.#idle.then(() => {
      this.#following = undefined;
      return this.#commit();
    });
    this.#following = following;
    this.#idle = following.catch(() => undefined);
    return following;
  }

  /** Also after a failure, which it tells. */
  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#database.close();
      this.#release();
    }
  }

  #apply(change: JournalChange): void {
    switch (change.type) {
      case 'state':
        return this.#replace(change.state);
      case 'publish':
        this.#lastPacketId = change.message.packetId;
        return this.#put('outgoing', change.message);
      case 'release':
        return this.#released(change.packetId, change.releaseOrder);
      case 'acknowledged':
        return this.#remove('outgoing', change.packetId);
      case 'received':
        return this.#put('incoming', change.message);
      case 'delivered':
        return this.#remove('incoming', change.packetId);
    }
  }

  #replace(state: SessionState): void {
    this.#clientId = state.clientId;
    this.#lastPacketId = state.lastPacketId;
    this.#lastPlace = HEAD;
    this.#cleared = true;
    this.#pending.clear();
    for (const direction of ['outgoing', 'incoming'] as const) {
      this.#live[direction].clear();
      for (const message of state[direction]) this.#put(direction, message);
    }
  }

  /** What is written counts, whatever becomes of the change's objects. */
  #put(direction: Direction, message: SavedMessage): void {
    const json = JSON.stringify(message);
    const live = this.#live[direction];
    const place = live.get(message.packetId)?.place ?? ++this.#lastPlace;
    live.set(message.packetId, { place, json });
    this.#pending.set(place, { direction, json });
  }

  #released(packetId: number, releaseOrder: number): void {
    const live = this.#live.outgoing.get(packetId);
    if (live === undefined) return;
    const message: SavedMessage = JSON.parse(live.json);
    this.#put('outgoing', { ...message, state: PUBCOMP_AWAITED, releaseOrder });
  }

  #remove(direction: Direction, packetId: number): void {
    const live = this.#live[direction].get(packetId);
    if (live === undefined) return;
    this.#live[direction].delete(packetId);
    this.#pending.set(live.place, undefined);
  }

  async #commit(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#changed) return;
    try {
      await this.#write();
    } catch (error) {
      this.#failure = storeError(error, this.#key, 'writing');
      throw this.#failure;
    }
  }

  #write(): Promise<unknown> {
    const { outgoing, incoming } = this.#live;
    const pending = this.#pending;
    const cleared = this.#cleared;
    this.#pending = new Map();
    this.#cleared = false;
    this.#changed = false;
    const transaction = this.#database.transaction('journal', 'readwrite', DURABLE);
    const { store } = transaction;
    const work: Promise<unknown>[] = cleared ? [store.delete(rangeOf(this.#key))] : [];
    for (const [place, record] of pending) {
      const key: [string, number] = [this.#key, place];
      work.push(record === undefined ? store.delete(key) : store.put(record, key));
    }
    const head = {
      clientId: this.#clientId,
      lastPacketId: this.#lastPacketId,
      messages: outgoing.size + incoming.size,
    };
    work.push(store.put(head, [this.#key, HEAD]), transaction.done);
    return Promise.all(work);
  }
}

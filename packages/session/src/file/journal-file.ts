/** An open journal: collects changes, makes them durable a group at a time, and keeps the file small. */

import type { JournalChange } from '../journal.ts';
import type { SessionState } from '../state.ts';
import { StoreError, storeError } from '../store-error.ts';
import type { Disk, DiskFile } from './disk.ts';
import type { LiveState } from './live-state.ts';
import { Commit, encodeFile } from './records.ts';
import { draft, install, type Recovered, recover } from './recovery.ts';

/** In bytes; below it no file is worth the work. */
const LEAST_REWRITE = 64 * 1024;
/** How many times the live state the file may be. */
const REWRITE_FACTOR = 4;
/** A rewrite costs about four commits: there are so many to pay for it, unless the file gets too large for that. */
const COMMITS_BETWEEN = 32;
/** In bytes. */
const TOO_LARGE = 16 * 1024 * 1024;
/** Milliseconds for which a change may wait that nobody asks to flush: the end of an exchange, after which all is quiet. */
const LONGEST_WAIT = 100;

export class JournalFile {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #release: () => void;
  readonly #live: LiveState;
  readonly #isNew: boolean;
  #file: DiskFile;
  #size: number;
  /** A rewrite that could not be made is not tried again before the file has this size. */
  #rewriteFrom = LEAST_REWRITE;
  /** Since the last rewrite; what an earlier process left may be rewritten at once. */
  #commits = COMMITS_BETWEEN;
  readonly #commit = new Commit();
  /** Settles when nothing is being written; never rejects. */
  #idle: Promise<void> = Promise.resolve();
  /** The flush that is being carried out, and the one that waits for it. */
  #current: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  /** Takes back the flush that comes by itself; undefined when none is due. */
  #cancel: (() => void) | undefined;
  /** After a failed write nothing can be known about the file but by reading it again. */
  #failure: StoreError | undefined;

  /** @throws StoreError */
  static async open(disk: Disk, given: string): Promise<JournalFile> {
    const path = await resolve(disk, given);
    const release = disk.lock(path);
    try {
      return new JournalFile(disk, path, release, await recover(disk, path));
    } catch (error) {
      release();
      throw error;
    }
  }

  private constructor(disk: Disk, path: string, release: () => void, recovered: Recovered) {
    this.#disk = disk;
    this.#path = path;
    this.#release = release;
    this.#file = recovered.file;
    this.#size = recovered.size;
    this.#live = recovered.live;
    this.#isNew = recovered.isNew;
  }

  /** What was found; undefined when that was nothing. */
  get state(): SessionState | undefined {
    return this.#isNew ? undefined : this.#live.state;
  }

  append(change: JournalChange): void {
    if (this.#failure !== undefined) return;
    try {
      const json = JSON.stringify(change);
      // What is written counts, whatever becomes of the change's objects.
      this.#live.apply(copyOf(change, json), this.#commit.add(json));
      this.#cancel ??= this.#disk.later(LONGEST_WAIT, this.#flushUnasked);
    } catch (cause) {
      const detail = `a change of type ${change.type} cannot be written: ${String(cause)}`;
      this.#failure = new StoreError('STORE_CHANGE', this.#path, detail, { cause });
    }
  }

  flush(): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (this.#commit.length === 0) return this.#current ?? Promise.resolve();
    this.#following ??= this.#idle.then(() => this.#next());
    return this.#following;
  }

  async close(): Promise<void> {
    this.#cancel?.();
    try {
      await this.flush();
    } finally {
      await this.#idle;
      await this.#letGo();
    }
  }

  readonly #flushUnasked = (): void => {
    this.#cancel = undefined;
    // Who flushes next is told of a failure.
    void this.flush().catch(() => undefined);
  };

  #next(): Promise<void> {
    this.#following = undefined;
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const records = this.#commit.take();
    // Taken in the same step as the records: it holds them, and none that come later.
    const replacement = this.#replacement(records.length);
    this.#current = this.#write(records);
    this.#idle = this.#current.then(
      () => {
        this.#current = undefined;
        return replacement === undefined ? undefined : this.#rewrite(replacement);
      },
      () => {
        this.#current = undefined;
      },
    );
    return this.#current;
  }

  async #write(records: Uint8Array): Promise<void> {
    try {
      await this.#file.write(records, this.#size);
      await this.#file.sync();
      this.#size += records.length;
    } catch (error) {
      throw this.#fail(error, 'writing');
    }
  }

  /** A whole file that says the same in fewer bytes; undefined while that is not worth it. */
  #replacement(more: number): Uint8Array | undefined {
    const size = this.#size + more;
    this.#commits += 1;
    if (size <= Math.max(this.#rewriteFrom, REWRITE_FACTOR * this.#live.bytes)) return undefined;
    if (this.#commits < COMMITS_BETWEEN && size <= TOO_LARGE) return undefined;
    try {
      const commit = new Commit();
      commit.add(JSON.stringify({ type: 'state', state: this.#live.state }));
      return encodeFile(commit.take());
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // Too large for one text: the journal goes on as it is.
      this.#rewriteFrom = size * 2;
      return undefined;
    }
  }

  /** The old file is good until the new one has its name: only a failure after that is one of the journal. */
  async #rewrite(bytes: Uint8Array): Promise<void> {
    let next: DiskFile;
    try {
      next = await draft(this.#disk, this.#path, bytes);
    } catch {
      // A full disk, say: what is durable stays so.
      this.#rewriteFrom = this.#size * 2;
      return;
    }
    const old = this.#file;
    this.#file = next;
    this.#size = bytes.length;
    this.#rewriteFrom = LEAST_REWRITE;
    this.#commits = 0;
    try {
      // Windows replaces no open file.
      await old.close();
      await install(this.#disk, this.#path);
    } catch (error) {
      this.#fail(error, 'replacing the file by a smaller one');
    }
  }

  #fail(error: unknown, doing: string): StoreError {
    const failure = storeError(error, this.#path, doing);
    this.#failure ??= failure;
    return failure;
  }

  async #letGo(): Promise<void> {
    try {
      await this.#file.close().finally(this.#release);
    } catch (error) {
      throw storeError(error, this.#path, 'closing');
    }
  }
}

/** A copy that shares no object; to read the JSON again costs as much as all the rest of an append. */
function copyOf(change: JournalChange, json: string): JournalChange {
  if ('packetId' in change) return change;
  if (change.type === 'state' || change.message.properties !== undefined) return JSON.parse(json);
  return { type: change.type, message: { ...change.message } };
}

async function resolve(disk: Disk, given: string): Promise<string> {
  try {
    return await disk.resolve(given);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError('STORE_PATH', given, why, { cause });
  }
}

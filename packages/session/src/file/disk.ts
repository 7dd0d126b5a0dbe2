/** All that the journal asks of the system, as Node gives it. */

import * as fs from 'node:fs';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { lockFile } from './lock.ts';
import { codeOf } from './system-code.ts';

/** Only the owner may read messages and client ids. */
const MODE = 0o600;
/**
 * In bytes. So few only go to the system's memory, in microseconds: a way to another thread and back, before that of
 * the sync, takes longer, and on a busy machine as long as the sync.
 */
const AT_ONCE = 64 * 1024;

export interface DiskFile {
  /** All of `bytes`, at `position`. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(length: number): Promise<void>;
  /** Settles when data and length are durable. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface Disk {
  /** The one name of a file that may have several; the folder must be there. */
  resolve(path: string): Promise<string>;
  /** @throws StoreError `STORE_LOCKED`; otherwise what releases the lock */
  lock(path: string): () => void;
  /** Undefined when there is no such file. */
  read(path: string): Promise<Buffer | undefined>;
  open(path: string): Promise<DiskFile>;
  /** It must not be there yet. */
  create(path: string): Promise<DiskFile>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing there is as good. */
  remove(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Settles when the names in the folder of `path` are durable. */
  syncFolder(path: string): Promise<void>;
  /** Calls `run` after so many milliseconds, if the process still lives then; returns what takes that back. */
  later(milliseconds: number, run: () => void): () => void;
}

export const nodeDisk: Disk = {
  resolve: resolvePath,
  lock: lockFile,
  read: async (path) => {
    try {
      return await readFile(path);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  },
  open: async (path) => new NodeFile(await openDescriptor(path, 'r+')),
  create: async (path) => new NodeFile(await openDescriptor(path, 'wx', MODE)),
  rename,
  remove: (path) => rm(path, { force: true }),
  exists: async (path) => {
    try {
      await stat(path);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  },
  syncFolder,
  later: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

const openDescriptor = promisify(fs.open);
const write = promisify(fs.write);
const truncate = promisify(fs.ftruncate);
const sync = promisify(fs.fdatasync);
const close = promisify(fs.close);

/** On a descriptor: a FileHandle that somebody forgets to close ends the process from Node 26 on. */
class NodeFile implements DiskFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    const descriptor = this.#descriptor;
    // The system may take less than all, and says so.
    for (let done = 0; done < bytes.length; ) {
      const rest = bytes.length - done;
      const at = position + done;
      done +=
        bytes.length <= AT_ONCE
          ? fs.writeSync(descriptor, bytes, done, rest, at)
          : (await write(descriptor, bytes, done, rest, at)).bytesWritten;
    }
  }

  truncate(length: number): Promise<void> {
    return truncate(this.#descriptor, length);
  }

  sync(): Promise<void> {
    return sync(this.#descriptor);
  }

  close(): Promise<void> {
    return close(this.#descriptor);
  }
}

async function resolvePath(path: string): Promise<string> {
  const name = basename(path);
  if (name === '') throw new TypeError('it names no file');
  try {
    const real = await realpath(path);
    // A device may never come to an end.
    if ((await stat(real)).isFile()) return real;
    throw new TypeError('it is no regular file');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const folder = dirname(path);
  try {
    return join(await realpath(folder), name);
  } catch (cause) {
    if (codeOf(cause) !== 'ENOENT') throw cause;
    throw new TypeError(`there is no folder ${folder}`, { cause });
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows opens no folder, and makes renames durable with the journal of its file system.
  if (process.platform === 'win32') return;
  const folder = await open(dirname(path), 'r');
  try {
    await folder.sync();
  } catch (error) {
    // Some network file systems know no sync of a folder.
    if (codeOf(error) !== 'EINVAL') throw error;
  } finally {
    await folder.close();
  }
}

/** Opens a journal file: makes it when there is none, drops a torn end, and moves a damaged one out of the way. */

import { parseJournalChange } from '../journal-change.ts';
import { StoreError, storeError } from '../store-error.ts';
import type { Disk, DiskFile } from './disk.ts';
import { LiveState } from './live-state.ts';
import {
  encodeFile,
  HEADER_SIZE,
  RECORD_HEADER_SIZE,
  readHeader,
  readRecords,
  wasDurable,
} from './records.ts';

export interface Recovered {
  readonly file: DiskFile;
  readonly size: number;
  readonly live: LiveState;
  /** Whether anything was kept. */
  readonly isNew: boolean;
}

/** Of a file that will get the journal's name; what is left of one goes at the next start. */
export function draftOf(path: string): string {
  return `${path}.tmp`;
}

/** The lock is held. */
export async function recover(disk: Disk, path: string): Promise<Recovered> {
  // What a process left that ended while it wrote one.
  await disk.remove(draftOf(path));
  const bytes = await disk.read(path);
  if (bytes === undefined || bytes.length === 0) return create(disk, path);
  let found: ReturnType<typeof replay>;
  try {
    found = replay(bytes, path);
  } catch (error) {
    throw error instanceof StoreError && error.code === 'STORE_DAMAGED'
      ? await moveAside(disk, path, error)
      : error;
  }
  const { live, end } = found;
  const file = await disk.open(path);
  try {
    if (end < bytes.length) await file.truncate(end);
    // What was read may be in memory only, like the name itself; from here on it is relied upon.
    await file.sync();
    await disk.syncFolder(path);
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, size: end, live, isNew: end === HEADER_SIZE };
}

/** Gives the draft the name of the journal, at once. */
export async function install(disk: Disk, path: string): Promise<void> {
  await disk.rename(draftOf(path), path);
  await disk.syncFolder(path);
}

/** Writes a file that waits to be installed; leaves nothing behind when it cannot. */
export async function draft(disk: Disk, path: string, bytes: Uint8Array): Promise<DiskFile> {
  await disk.remove(draftOf(path));
  const file = await disk.create(draftOf(path));
  try {
    await file.write(bytes, 0);
    await file.sync();
    return file;
  } catch (error) {
    await file.close();
    await disk.remove(draftOf(path));
    throw error;
  }
}

async function create(disk: Disk, path: string): Promise<Recovered> {
  const bytes = encodeFile(new Uint8Array());
  const file = await draft(disk, path, bytes);
  try {
    await install(disk, path);
  } catch (error) {
    await file.close();
    throw error;
  }
  return { file, size: bytes.length, live: new LiveState(), isNew: true };
}

function replay(bytes: Buffer, path: string): { readonly live: LiveState; readonly end: number } {
  const { kind, base } = readHeader(bytes);
  if (kind === 'foreign') throw new StoreError('STORE_FOREIGN', path, 'the file is no journal');
  if (kind === 'other-version') {
    throw new StoreError('STORE_VERSION', path, 'another version of the format wrote it');
  }
  if (kind === 'damaged') throw damaged(path, 0);
  const live = new LiveState();
  const end = readRecords(bytes, (json, offset) => {
    try {
      live.apply(parseJournalChange(JSON.parse(json)), json.length + RECORD_HEADER_SIZE);
    } catch (cause) {
      throw damaged(path, offset, cause);
    }
  });
  if (wasDurable(bytes, base, end)) throw damaged(path, end);
  return { live, end };
}

function damaged(path: string, offset: number, cause?: unknown): StoreError {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return new StoreError('STORE_DAMAGED', path, `damaged from byte ${offset} on${why}`, {
    offset,
    cause,
  });
}

/** The same error, with the name that the file has now. */
async function moveAside(disk: Disk, path: string, found: StoreError): Promise<StoreError> {
  const { offset = 0 } = found;
  try {
    let number = 1;
    while (await disk.exists(`${path}.damaged-${number}`)) number += 1;
    const movedTo = `${path}.damaged-${number}`;
    await disk.rename(path, movedTo);
    await disk.syncFolder(path);
    const detail = `damaged from byte ${offset} on; the file is kept as ${movedTo}`;
    return new StoreError('STORE_DAMAGED', path, detail, { offset, movedTo, cause: found.cause });
  } catch (error) {
    const cause = storeError(error, path, 'moving it aside');
    const detail = `damaged from byte ${offset} on, and it could not be moved: ${cause.message}`;
    return new StoreError('STORE_DAMAGED', path, detail, { offset, cause });
  }
}

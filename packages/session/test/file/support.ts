/** What the tests of the journal file share: folders that go again, changes, and a disk that is watched. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Disk, DiskFile } from '../../src/file/disk.ts';
import { StoreError } from '../../src/file/errors.ts';
import type { JournalChange } from '../../src/journal.ts';
import type { SavedMessage } from '../../src/state.ts';

/** A journal's path in a folder that the end of the test removes. */
export function journalPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'x-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'session.journal');
}

export function saved(packetId: number, over: Partial<SavedMessage> = {}): SavedMessage {
  return {
    packetId,
    state: 0,
    topic: `t/${packetId}`,
    qos: 1,
    retain: false,
    dup: false,
    payload: 'AAAA',
    ...over,
  };
}

export function publish(packetId: number, over: Partial<SavedMessage> = {}): JournalChange {
  return { type: 'publish', message: saved(packetId, over) };
}

export function acknowledged(packetId: number): JournalChange {
  return { type: 'acknowledged', packetId };
}

/** What it rejects with; anything but a StoreError fails the test. */
export async function failure(promise: Promise<unknown>): Promise<StoreError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('it did not reject');
}

/** What a full disk says. */
export function noSpace(): Error {
  return Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
}

/** Passes everything on, and calls `before` with the name of each operation that touches the disk. */
export function watched(disk: Disk, before: (operation: string) => unknown): Disk {
  const file = (inner: DiskFile): DiskFile => ({
    write: async (bytes, position) => {
      await before('write');
      return inner.write(bytes, position);
    },
    truncate: async (length) => {
      await before('truncate');
      return inner.truncate(length);
    },
    sync: async () => {
      await before('sync');
      return inner.sync();
    },
    close: async () => {
      await before('close');
      return inner.close();
    },
  });
  return {
    ...disk,
    open: async (path) => {
      await before('open');
      return file(await disk.open(path));
    },
    create: async (path) => {
      await before('create');
      return file(await disk.create(path));
    },
    rename: async (from, to) => {
      await before('rename');
      return disk.rename(from, to);
    },
    remove: async (path) => {
      await before('remove');
      return disk.remove(path);
    },
    syncFolder: async (path) => {
      await before('syncFolder');
      return disk.syncFolder(path);
    },
  };
}

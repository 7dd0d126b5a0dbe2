/** What the tests of the journal file share: folders that go again, changes, and failures. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JournalChange } from '../../src/journal.ts';
import type { SavedMessage } from '../../src/state.ts';
import { StoreError } from '../../src/store-error.ts';

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

/** Reads what a journal has kept, and moves one that no longer reads out of the way. */

import { parseSessionState, type SessionState } from '../state.ts';
import { StoreError } from '../store-error.ts';
import { type Database, DURABLE, type Head, type MessageRecord } from './database.ts';

/** The place of the head. */
export const HEAD = 0;

/** All places of a journal: an array sorts after every number. */
export function rangeOf(key: string): IDBKeyRange {
  return IDBKeyRange.bound([key], [key, []]);
}

/**
 * Undefined when nothing was kept.
 * @throws StoreError `STORE_DAMAGED`, by rejection; the records are then kept elsewhere
 */
export async function readJournal(
  database: Database,
  key: string,
): Promise<SessionState | undefined> {
  const [head, ...messages] = await database.getAll('journal', rangeOf(key));
  if (head === undefined) return undefined;
  try {
    return stateOf(head, messages);
  } catch (cause) {
    throw await moveAside(database, key, cause);
  }
}

/** Whatever the types say: it comes from outside. */
function stateOf(
  head: Head | MessageRecord,
  records: readonly (Head | MessageRecord)[],
): SessionState {
  if (!('messages' in head)) throw new Error('its head is missing');
  if (head.messages !== records.length) {
    throw new Error(`${records.length} of ${head.messages} messages are there`);
  }
  const saved: Record<MessageRecord['direction'], unknown[]> = { outgoing: [], incoming: [] };
  for (const record of records) {
    if (!('json' in record)) throw new Error('a message is missing');
    saved[record.direction].push(JSON.parse(record.json));
  }
  const { clientId, lastPacketId } = head;
  return parseSessionState({ version: 1, clientId, lastPacketId, ...saved });
}

async function moveAside(database: Database, key: string, cause: unknown): Promise<StoreError> {
  const transaction = database.transaction(['journal', 'damaged'], 'readwrite', DURABLE);
  const journal = transaction.objectStore('journal');
  const damaged = transaction.objectStore('damaged');
  const [keys, records, earlier] = await Promise.all([
    journal.getAllKeys(rangeOf(key)),
    journal.getAll(rangeOf(key)),
    damaged.getAllKeys(IDBKeyRange.bound(`${key}.damaged-`, `${key}.damaged-\uffff`)),
  ]);
  const movedTo = `${key}.damaged-${earlier.length + 1}`;
  const content = keys.map((each, i) => [each, records[i]]);
  await Promise.all([
    damaged.put(content, movedTo),
    journal.delete(rangeOf(key)),
    transaction.done,
  ]);
  const why = cause instanceof Error ? cause.message : String(cause);
  const detail = `damaged (${why}); the records are kept as ${movedTo}`;
  return new StoreError('STORE_DAMAGED', key, detail, { movedTo, cause });
}

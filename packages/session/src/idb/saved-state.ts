/** Saved sessions as texts under keys of the database: what files are on Node. */

import { StoreError, storeError } from '../store-error.ts';
import { type Database, DURABLE, openDatabase } from './database.ts';

/** @throws StoreError, by rejection; `STORE_PATH` when nothing is saved there */
export async function readSavedState(key: string): Promise<string> {
  const text = await using(key, 'reading', (database) => database.get('state', key));
  if (text === undefined) throw new StoreError('STORE_PATH', key, 'nothing is saved there');
  return text;
}

/** Settles when it is durable. @throws StoreError, by rejection */
export function writeSavedState(key: string, text: string): Promise<void> {
  return using(key, 'writing', async (database) => {
    const transaction = database.transaction('state', 'readwrite', DURABLE);
    await Promise.all([transaction.store.put(text, key), transaction.done]);
  });
}

async function using<T>(
  key: string,
  doing: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  try {
    const database = await openDatabase(key);
    try {
      return await work(database);
    } finally {
      database.close();
    }
  } catch (error) {
    throw storeError(error, key, doing);
  }
}

/** The database that all pages of an origin share: journals, what was damaged of them, and saved sessions. */

import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { StoreError } from '../store-error.ts';

/** What a journal is about, written with each commit. */
export interface Head {
  readonly clientId: string;
  readonly lastPacketId: number;
  /** How many messages there are: one that is missing does not pass for one that is through. */
  readonly messages: number;
}

export interface MessageRecord {
  readonly direction: 'outgoing' | 'incoming';
  /** The message as it is saved, in JSON. */
  readonly json: string;
}

interface Schema extends DBSchema {
  /** By journal and place: 0 is the head, messages follow in their order. */
  journal: { key: [string, number]; value: Head | MessageRecord };
  damaged: { key: string; value: unknown };
  state: { key: string; value: string };
}

export type Database = IDBPDatabase<Schema>;

const NAME = '@x/mqtt';
const VERSION = 1;

/** Flushed to the disk, not just handed to the system. */
export const DURABLE = { durability: 'strict' } as const;

/** @throws StoreError `STORE_PATH`, `STORE_VERSION` */
export async function openDatabase(key: string): Promise<Database> {
  if (key === '') throw new StoreError('STORE_PATH', key, 'it names no key');
  try {
    return await openDB<Schema>(NAME, VERSION, {
      upgrade(database) {
        database.createObjectStore('journal');
        database.createObjectStore('damaged');
        database.createObjectStore('state');
      },
      // A page with a newer version of this library must not wait for this one.
      blocking(_current, _wanted, { target }) {
        if (target instanceof IDBDatabase) target.close();
      },
    });
  } catch (cause) {
    if (!(cause instanceof DOMException) || cause.name !== 'VersionError') throw cause;
    const detail = 'another version of the format wrote the database';
    throw new StoreError('STORE_VERSION', key, detail, { cause });
  }
}

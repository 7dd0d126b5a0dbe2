/** SessionJournal in a browser: a key of IndexedDB, whose code is loaded by who uses it. */

import type { OpenStore } from './journal.ts';

export const openStore: OpenStore = async (key) => {
  const { idbStore } = await import('@x/session/idb');
  return idbStore(key);
};

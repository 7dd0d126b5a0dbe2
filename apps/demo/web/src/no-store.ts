/** In place of the store in IndexedDB: the page asks for no session that outlives it, so it brings no store along. */

export function idbStore(): never {
  throw new Error('this page keeps no session');
}

export const readSavedState = idbStore;
export const writeSavedState = idbStore;

export { StoreError, type StoreErrorCode } from '../store-error.ts';
export { idbStore } from './idb-store.ts';
export { readSavedState, writeSavedState } from './saved-state.ts';

export { StoreError, type StoreErrorCode } from './errors.ts';
export { fileStore } from './file-store.ts';

export { StoreError, type StoreErrorCode } from '../store-error.ts';
export { fileStore } from './file-store.ts';

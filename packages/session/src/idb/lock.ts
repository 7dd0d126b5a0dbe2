/** One page at a time has a journal open. */

import { StoreError } from '../store-error.ts';

/** In milliseconds; a page that is being left may hold its locks a moment longer than the next one needs to start. */
const PATIENCE = 2000;

/**
 * Resolves with the release, when the lock is held. Pages without the Web Locks API, those of plain http, are alone
 * by the user's word.
 * @throws StoreError `STORE_LOCKED`, by rejection
 */
export function lock(key: string): Promise<() => void> {
  const { locks } = globalThis.navigator as { readonly locks?: LockManager };
  if (locks === undefined) return Promise.resolve(() => undefined);
  return new Promise((resolve, reject) => {
    const held = () => new Promise<void>((release) => resolve(release));
    const signal = AbortSignal.timeout(PATIENCE);
    locks.request(`@x/mqtt ${key}`, { signal }, held).catch((cause: unknown) => {
      reject(new StoreError('STORE_LOCKED', key, 'another page has it open', { cause }));
    });
  });
}

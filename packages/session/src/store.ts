/** Where the journal of a session is kept across the end of the process. */

import { type JournalChange, JournalState } from './journal.ts';
import type { SessionState } from './state.ts';

export interface SessionStore {
  /** What was kept; undefined when nothing was. Called once, before anything else. */
  load(): Promise<SessionState | undefined>;
  /** Takes a change; it is durable when the next `flush` has settled. */
  append(change: JournalChange): void;
  /** Settles when all that was appended before it is durable; rejects when that is not to be had. */
  flush(): Promise<void>;
  /** Writes what is appended, and lets go of whatever it holds. */
  close(): Promise<void>;
}

/** Keeps the session as long as the process lives; for tests, and to hand a session from one client to the next. */
export function memoryStore(): SessionStore {
  let journal: JournalState | undefined;
  return {
    load: () => Promise.resolve(journal?.state),
    append: (change) => {
      journal ??= new JournalState();
      journal.apply(change);
    },
    flush: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

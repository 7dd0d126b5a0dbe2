/** The door for the entry points of this package and for siblings: no promise of stability to anyone else. */

export { parseJournalChange } from './journal-change.ts';

/** SessionJournal in a browser, which has no files. */

import type { OpenStore } from './journal.ts';

export const openStore: OpenStore = () => Promise.reject(new Error('a browser has no files'));

/** SessionJournal on Node: a file, whose code is loaded by who uses it. */

import type { OpenStore } from './journal.ts';

export const openStore: OpenStore = async (path) => {
  const { fileStore } = await import('@x/session/file');
  return fileStore(path);
};

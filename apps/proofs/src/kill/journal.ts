/** What the journal of a killed process holds: the next life will know this, and nothing else. */

import { copyFileSync, existsSync } from 'node:fs';
import { fileStore } from '@x/session/file';

export interface Kept {
  readonly outgoing: readonly string[];
  readonly incoming: readonly string[];
}

/** Reads a copy: opening a journal mends it. */
export async function journalAfter(path: string): Promise<Kept> {
  if (!existsSync(path)) return { outgoing: [], incoming: [] };
  const copy = `${path}.copy`;
  copyFileSync(path, copy);
  const store = fileStore(copy);
  try {
    const state = await store.load();
    return {
      outgoing: (state?.outgoing ?? []).map(textOf),
      incoming: (state?.incoming ?? []).map(textOf),
    };
  } finally {
    await store.close();
  }
}

function textOf({ payload }: { readonly payload: string }): string {
  return Buffer.from(payload, 'base64').toString('utf8');
}

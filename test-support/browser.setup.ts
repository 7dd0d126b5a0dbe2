/** Starts the servers that tests in a browser connect to; a test asks `inject('peers')` for their addresses. */

import type { TestProject } from 'vitest/node';
import { type Peer, requirePeer, startAedes, startMosquitto } from './peers.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** WebSocket addresses, with the protocol versions that each server speaks. */
    peers: readonly { readonly name: string; readonly url: string; readonly versions: string[] }[];
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const peers: Peer[] = [await startAedes()];
  if (requirePeer('mosquitto') !== undefined) peers.push(await startMosquitto());
  project.provide(
    'peers',
    peers.map(({ name, wsUrl, versions }) => ({ name, url: wsUrl, versions: [...versions] })),
  );
  return async () => {
    await Promise.all(peers.map((peer) => peer.stop()));
  };
}

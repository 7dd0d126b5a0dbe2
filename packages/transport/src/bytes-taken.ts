/** How far the system has taken what was written to a TCP socket. */

import type { Socket } from 'node:net';

/** What Node itself looks at to tell a slow peer from a dead one (`socket.setTimeout`); the types do not have it. */
interface WithHandle {
  readonly _handle?:
    | { readonly bytesWritten?: unknown; readonly writeQueueSize?: unknown }
    | null
    | undefined;
}

/**
 * Bytes that have left for the system. Without the handle's own figures a write counts when all of it has left, which
 * would make a long one look like standstill.
 */
export function bytesTaken(raw: Socket): number {
  const { _handle: handle } = raw as WithHandle;
  const { bytesWritten: given, writeQueueSize: waiting } = handle ?? {};
  if (typeof given === 'number' && typeof waiting === 'number') return given - waiting;
  return raw.bytesWritten - raw.writableLength;
}

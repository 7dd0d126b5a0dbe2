/** A browser cannot listen: the doors of `#listen` say so. */

import { ListenError, type Listener } from './listener.ts';

export function listenTcp(..._ignored: readonly unknown[]): Promise<Listener> {
  return Promise.reject(notAvailable());
}

export function listenWebSocket(..._ignored: readonly unknown[]): Promise<Listener> {
  return Promise.reject(notAvailable());
}

function notAvailable(): ListenError {
  return new ListenError('NOT_AVAILABLE', 'a browser cannot listen; dial the in-memory transport');
}

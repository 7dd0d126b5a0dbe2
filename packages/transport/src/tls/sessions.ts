/** Remembers TLS sessions, so that a later handshake with the same server is a short one. */

import type { TlsPeer } from './info.ts';

/** How long a session is of use, in milliseconds. */
const LIFETIME = 10 * 60 * 60 * 1000;

export interface TlsSession {
  /** As OpenSSL writes it. */
  readonly session: Uint8Array;
  /** The server, which shows no certificate when a session is taken up again. */
  readonly peer: TlsPeer;
}

/** A session for each server; share one between the transports of one user. */
export class TlsSessions {
  readonly #sessions = new Map<string, TlsSession & { readonly since: number }>();

  /** `server` names host, port and server name; `now` in milliseconds. */
  get(server: string, now: number): TlsSession | undefined {
    const known = this.#sessions.get(server);
    if (known === undefined || now - known.since < LIFETIME) return known;
    this.#sessions.delete(server);
    return undefined;
  }

  set(server: string, { session, peer }: TlsSession, now: number): void {
    this.#sessions.set(server, { session, peer, since: now });
  }

  clear(): void {
    this.#sessions.clear();
  }
}

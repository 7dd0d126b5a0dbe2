/** A broker under the matrix: what it offers, where it listens, and what it is known not to do. */

import type { CaseName } from './cases.ts';

export const TRANSPORTS = ['tcp', 'tls', 'ws', 'wss'] as const;
export type TransportName = (typeof TRANSPORTS)[number];

/** 4 is MQTT 3.1.1. */
export type Version = 4 | 5;

/** A case that this broker does not pass. It runs all the same: the day that it passes, the limit is out of date. */
export interface Limit {
  readonly cases: readonly CaseName[];
  /** Undefined: with all that it offers. */
  readonly versions?: readonly Version[];
  readonly transports?: readonly TransportName[];
  readonly says: string;
  /** It passes in some runs: neither result is a surprise. */
  readonly sometimes?: true;
}

export interface Peer {
  readonly urls: Readonly<Partial<Record<TransportName, string>>>;
  /** Undefined: it keeps nothing over a restart. */
  readonly restart: (() => Promise<void>) | undefined;
  stop(): Promise<void>;
}

export interface PeerKind {
  readonly name: string;
  readonly versions: readonly Version[];
  readonly limits: readonly Limit[];
  readonly release: () => string;
  /** Undefined: it is not installed. */
  readonly start: (() => Promise<Peer>) | undefined;
}

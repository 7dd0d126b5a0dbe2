/** The broker behind the page: one of our own, which can be restarted, or any other by its URL. */

import { type Broker, createBroker, type SessionInfo } from '@x/testing';
import type { Transport } from '@x/transport';

export interface BrokerState {
  /** Whether it is the one of this program; another cannot be restarted, nor looked into. */
  readonly embedded: boolean;
  /** For people, without a password. */
  readonly name: string;
  /** Its sessions, connected or not; none if it is not embedded. In JSON an endless `expiryInterval` is null. */
  readonly sessions: readonly SessionInfo[];
  /** How often it was started. */
  readonly starts: number;
}

export interface ServedBroker {
  readonly embedded: boolean;
  transport(): Transport;
  state(): BrokerState;
  /** Comes back with its sessions and retained messages, as a broker with a disk does, or without them. */
  restart(sessions: 'keep' | 'forget'): Promise<void>;
  close(): Promise<void>;
}

/** Topic aliases and a quota that one can use up, so that the page has some to show. */
const LIMITS = { topicAliasMaximum: 16, receiveMaximum: 20 } as const;

export function embeddedBroker(): ServedBroker {
  let broker: Broker = createBroker({ limits: LIMITS });
  let starts = 1;
  return {
    embedded: true,
    transport: () => broker.transport(),
    state: () => ({
      embedded: true,
      name: 'embedded broker',
      sessions: broker.sessions(),
      starts,
    }),
    async restart(sessions) {
      starts++;
      if (sessions === 'keep') return;
      const old = broker;
      broker = createBroker({ limits: LIMITS });
      await old.close();
    },
    close: () => broker.close(),
  };
}

/** @param name for people, without a password */
export function otherBroker(transport: Transport, name: string): ServedBroker {
  return {
    embedded: false,
    transport: () => transport,
    state: () => ({ embedded: false, name, sessions: [], starts: 1 }),
    restart: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}

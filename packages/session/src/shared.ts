/** What the parts of one session have in common; the session makes it and hands it to each. */

import { Deadlines } from './deadlines.ts';
import { Flow } from './flow.ts';
import type { Negotiated } from './negotiated.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import { PacketIds } from './packet-ids.ts';
import type { SubscribeRequest, UnsubscribeRequest } from './subscriptions.ts';
import { TopicAliases } from './topic-aliases.ts';

/** What a caller may change at any time. */
export interface SessionOptions {
  /** Milliseconds until an unacknowledged PUBLISH is sent again on a live 3.1.1 connection; 0 (default) = never. */
  readonly republishInterval?: number | undefined;
  /** What a publish does when the server's Receive Maximum is used up: 'wait' (default) or 'refuse' (`would-block`). */
  readonly whenQuotaIsUsedUp?: 'wait' | 'refuse' | undefined;
  /**
   * Messages of QoS 1 and 2 that may be unacknowledged at once on a connection, read when it is accepted; 0 (default) =
   * no limit of our own. The server's Receive Maximum holds as well.
   */
  readonly sendMaximum?: number | undefined;
  /** Messages kept while there is no connection; 0 (default) = a publish without connection is refused. */
  readonly offlineQueueMessages?: number | undefined;
  /** Bytes of topics and payloads kept while there is no connection; 0 (default) = no limit of its own. */
  readonly offlineQueueBytes?: number | undefined;
  /** Whether the sink gets every change that must outlive the process; default false. */
  readonly journal?: boolean | undefined;
}

/** The current connection, or the last one. */
export interface CurrentConnection {
  /** Counts up from 1; what was sent on an earlier one has a smaller number. */
  number: number;
  /** Present in the phase `connected`. */
  negotiated: Negotiated | undefined;
}

export interface Shared {
  readonly ids: PacketIds<OutgoingMessage | SubscribeRequest | UnsubscribeRequest>;
  readonly flow: Flow;
  readonly aliases: TopicAliases;
  readonly deadlines: Deadlines;
  readonly connection: CurrentConnection;
  options: SessionOptions;
}

/** Republish and expiry are looked at once a second at most, so that many messages cost no more than one. */
export const CHECK_INTERVAL = 1000;

export function makeShared(options: SessionOptions): Shared {
  return {
    ids: new PacketIds(),
    flow: new Flow(),
    aliases: new TopicAliases(),
    deadlines: new Deadlines(),
    connection: { number: 0, negotiated: undefined },
    options,
  };
}

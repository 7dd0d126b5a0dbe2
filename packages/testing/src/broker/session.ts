/** What the broker knows of one client beyond its connection ([MQTT-3.1.2-23]). */

import type { QoS } from '@x/codec';
import type { Deadline } from './deadlines.ts';
import { Outbound } from './outbound.ts';

/** One session's subscription to one filter. */
export interface SubscriptionEntry {
  readonly session: Session;
  /** As the client wrote it, with `$share/…` if shared. */
  readonly topicFilter: string;
  /** The granted QoS. */
  readonly qos: QoS;
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly identifier: number | undefined;
}

export class Session {
  readonly clientId: string;
  /** Seconds that it outlives its connection; Infinity: for ever. */
  expiryInterval: number;
  readonly subscriptions = new Map<string, SubscriptionEntry>();
  readonly outbound: Outbound;
  /** Packet ids of received QoS 2 messages that wait for their PUBREL. */
  readonly unreleased = new Set<number>();
  /** Set while offline, if it ends at some time. */
  expiry: Deadline | undefined;
  /** A will that waits for its delay, or for the end of this session. */
  will: Deadline | undefined;

  constructor(clientId: string, expiryInterval: number, maximumQueued: number) {
    this.clientId = clientId;
    this.expiryInterval = expiryInterval;
    this.outbound = new Outbound(maximumQueued);
  }

  get online(): boolean {
    return this.outbound.online;
  }
}

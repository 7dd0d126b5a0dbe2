/** SUBSCRIBE and UNSUBSCRIBE: the requests that wait for an answer, and the subscriptions in force. */

import type {
  SubackPacket,
  SubscribePacket,
  Subscription,
  UnsubackPacket,
  UnsubscribePacket,
} from '@x/codec';
import { SessionError } from './errors.ts';
import { refuseSize, refuseSubscribe } from './refusals.ts';
import type { Shared } from './shared.ts';
import type { Sink, Ticket } from './sink.ts';
import { PROTOCOL_ERROR, Violation } from './violation.ts';

export interface SubscribeRequest extends SubscribePacket {
  readonly ticket: Ticket;
}

export interface UnsubscribeRequest extends UnsubscribePacket {
  readonly ticket: Ticket;
}

/** A subscription that the server has granted, with the identifier that was asked for. */
export interface SubscriptionInForce {
  readonly subscription: Subscription;
  readonly subscriptionIdentifier: number | undefined;
}

const NONE: readonly SubscriptionInForce[] = [];
const NO_FILTERS: ReadonlyMap<string, SubscriptionInForce> = new Map();

export class Subscriptions {
  readonly #shared: Shared;
  // These are made by the first subscribe: many clients only publish.
  #waiting: Set<SubscribeRequest | UnsubscribeRequest> | undefined;
  #inForce: Map<string, SubscriptionInForce> | undefined;
  #lost: readonly SubscriptionInForce[] = NONE;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /** By topic filter, in the order in which they were made. */
  get inForce(): ReadonlyMap<string, SubscriptionInForce> {
    return this.#inForce ?? NO_FILTERS;
  }

  /** What was in force in a session that is gone. */
  get lost(): readonly SubscriptionInForce[] {
    return this.#lost;
  }

  /** Requests without an answer. */
  get waiting(): number {
    return this.#waiting?.size ?? 0;
  }

  subscribe(
    ticket: Ticket,
    subscriptions: readonly Subscription[],
    properties: SubscribePacket['properties'],
    sink: Sink,
  ): SessionError | undefined {
    const packetId = this.#shared.ids.next();
    if (packetId === 0) return idsExhausted();
    return this.#send({ type: 'subscribe', packetId, subscriptions, properties, ticket }, sink);
  }

  unsubscribe(
    ticket: Ticket,
    topicFilters: readonly string[],
    sink: Sink,
  ): SessionError | undefined {
    const packetId = this.#shared.ids.next();
    if (packetId === 0) return idsExhausted();
    return this.#send({ type: 'unsubscribe', packetId, topicFilters, ticket }, sink);
  }

  suback(packet: SubackPacket, sink: Sink): void {
    const request = this.#answered(packet);
    if (request === undefined) return;
    if (request.type !== 'subscribe') throw mismatch(packet, request);
    const { subscriptions, properties } = request;
    if (packet.reasonCodes.length !== subscriptions.length) throw miscounted(packet, subscriptions);
    this.#finish(request);
    const inForce = this.#inForce ?? new Map<string, SubscriptionInForce>();
    this.#inForce = inForce;
    subscriptions.forEach((subscription, i) => {
      if ((packet.reasonCodes[i] ?? 0) >= 0x80) return;
      const subscriptionIdentifier = properties?.subscriptionIdentifiers?.[0];
      inForce.set(subscription.topicFilter, { subscription, subscriptionIdentifier });
    });
    subscriptions.forEach((subscription, i) => {
      sink.subscribed(subscription, packet.reasonCodes[i] ?? 0);
    });
    sink.settle(request.ticket, 'done', packet);
  }

  unsuback(packet: UnsubackPacket, sink: Sink): void {
    const request = this.#answered(packet);
    if (request === undefined) return;
    if (request.type !== 'unsubscribe') throw mismatch(packet, request);
    const { topicFilters } = request;
    const counted = this.#shared.connection.negotiated?.version === 5;
    if (counted && packet.reasonCodes.length !== topicFilters.length) {
      throw miscounted(packet, topicFilters);
    }
    this.#finish(request);
    topicFilters.forEach((topicFilter, i) => {
      if ((packet.reasonCodes[i] ?? 0) < 0x80) this.#inForce?.delete(topicFilter);
    });
    sink.settle(request.ticket, 'done', packet);
  }

  /** Requests do not outlive their connection: their ids are free again. */
  connectionLost(error: SessionError, sink: Sink): void {
    const lost = [...(this.#waiting ?? [])];
    for (const request of lost) this.#finish(request);
    for (const request of lost) sink.settle(request.ticket, 'done', error);
  }

  /** The server has a new session, without subscriptions. */
  forget(): void {
    if (this.#inForce === undefined || this.#inForce.size === 0) return;
    this.#lost = [...this.#inForce.values()];
    this.#inForce.clear();
  }

  #send(request: SubscribeRequest | UnsubscribeRequest, sink: Sink): SessionError | undefined {
    const limits = this.#shared.connection.negotiated;
    if (limits === undefined) return undefined;
    const refusal =
      request.type === 'subscribe' ? refuseSubscribe(request, limits) : refuseSize(request, limits);
    if (refusal !== undefined) return refusal;
    this.#shared.ids.add(request);
    this.#waiting ??= new Set();
    this.#waiting.add(request);
    try {
      sink.write(request);
    } catch (error) {
      this.#finish(request);
      throw error;
    }
    return undefined;
  }

  #answered(
    packet: SubackPacket | UnsubackPacket,
  ): SubscribeRequest | UnsubscribeRequest | undefined {
    const holder = this.#shared.ids.get(packet.packetId);
    if (holder?.type === 'publish') throw mismatch(packet, holder);
    return holder;
  }

  #finish(request: SubscribeRequest | UnsubscribeRequest): void {
    if (this.#waiting?.delete(request)) this.#shared.ids.delete(request.packetId);
  }
}

export function idsExhausted(): SessionError {
  return new SessionError('packet-ids-exhausted', 'all 65,535 packet ids are in use');
}

function mismatch(
  packet: SubackPacket | UnsubackPacket,
  holder: { readonly type: string },
): Violation {
  return new Violation(
    PROTOCOL_ERROR,
    `${packet.type} for packet id ${packet.packetId} of a ${holder.type}`,
  );
}

/** [MQTT-3.8.4-5] of 3.1.1, [MQTT-3.8.4-6] and [MQTT-3.11.3-1] of 5.0. */
function miscounted(packet: SubackPacket | UnsubackPacket, asked: readonly unknown[]): Violation {
  return new Violation(
    PROTOCOL_ERROR,
    `${packet.type} with ${packet.reasonCodes.length} reason codes for ${asked.length} topic filters`,
  );
}

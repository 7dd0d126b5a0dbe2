/** From a message to the sessions that get it, each with the QoS and flags of its subscriptions. */

import type { QoS } from '@x/codec';
import type { Message } from './message.ts';
import type { Session, SubscriptionEntry } from './session.ts';
import { SharedGroup } from './shared.ts';
import type { Subscriptions } from './subscriptions.ts';

/** `merge`: one copy with all identifiers ([MQTT-3.3.4-4]); `separate`: a copy for each subscription ([MQTT-3.3.4-5]). */
export type OverlappingSubscriptions = 'merge' | 'separate';

interface Plan {
  readonly session: Session;
  qos: QoS;
  retain: boolean;
  identifiers: number[] | undefined;
}

export class Router {
  readonly #subscriptions: Subscriptions;
  readonly #merge: boolean;

  constructor(subscriptions: Subscriptions, overlapping: OverlappingSubscriptions) {
    this.#subscriptions = subscriptions;
    this.#merge = overlapping === 'merge';
  }

  /** Gives the message to all who want it; returns to how many subscriptions it went. */
  route(message: Message, now: number): number {
    const subscribers = this.#subscriptions.match(message.topic);
    if (subscribers.length === 0) return 0;
    const plans = this.#merge && subscribers.length > 1 ? new Map<Session, Plan>() : undefined;
    let count = 0;
    for (const subscriber of subscribers) {
      const shared = subscriber instanceof SharedGroup;
      const entry = shared ? subscriber.next() : subscriber;
      if (entry === undefined || suppressed(entry, message)) continue;
      count++;
      // A shared subscription's copy is its own: it does not overlap with the member's other subscriptions.
      if (plans === undefined || shared) send(planOf(entry, message), message, now);
      else merge(plans, entry, message);
    }
    if (plans !== undefined) for (const plan of plans.values()) send(plan, message, now);
    return count;
  }
}

/** [MQTT-3.8.3-3]: No Local. */
export function suppressed(entry: SubscriptionEntry, message: Message): boolean {
  return entry.noLocal && entry.session.clientId === message.publisher;
}

/** [MQTT-3.8.4-8]: the lower of the message's and the granted QoS. */
function planOf(entry: SubscriptionEntry, message: Message): Plan {
  const { session, identifier } = entry;
  return {
    session,
    qos: lowerQoS(entry.qos, message.qos),
    retain: entry.retainAsPublished && message.retain,
    identifiers: identifier === undefined ? undefined : [identifier],
  };
}

/** [MQTT-3.3.4-2]: the highest QoS of them all. */
function merge(plans: Map<Session, Plan>, entry: SubscriptionEntry, message: Message): void {
  const plan = plans.get(entry.session);
  if (plan === undefined) {
    plans.set(entry.session, planOf(entry, message));
    return;
  }
  const qos = lowerQoS(entry.qos, message.qos);
  if (qos > plan.qos) plan.qos = qos;
  if (entry.retainAsPublished && message.retain) plan.retain = true;
  if (entry.identifier === undefined) return;
  if (plan.identifiers === undefined) plan.identifiers = [entry.identifier];
  else plan.identifiers.push(entry.identifier);
}

function send(plan: Plan, message: Message, now: number): void {
  const { session, qos, retain, identifiers } = plan;
  session.outbound.deliver({ message, qos, retain, identifiers }, now);
}

export function lowerQoS(a: QoS, b: QoS): QoS {
  return a < b ? a : b;
}

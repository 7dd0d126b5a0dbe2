/** The events of the client and who listens to them. */

import { mqttError } from './errors.ts';
import {
  EVENT_NAMES,
  type MQTTEventMap,
  type MQTTEventName,
  type MQTTListener,
} from './event-classes.ts';

export {
  AckEvent,
  ConnectionStatusEvent,
  ErrorEvent,
  EVENT_NAMES,
  type IndexSource,
  LogEvent,
  type LogType,
  MessageEvent,
  type MQTTEventMap,
  type MQTTEventName,
  type MQTTListener,
  ReadyToSendEvent,
  SSLServerAuthenticationEvent,
  SSLStatusEvent,
  StatusEvent,
  SubscribedEvent,
  UnsubscribedEvent,
} from './event-classes.ts';

type Walked = (event: unknown) => unknown;
type Once = Walked & { readonly listener: unknown };

/**
 * Listeners run synchronously, in the order of their registration, over the list as it was when the event fired.
 * One that throws does not stop the others: its error is thrown again from a microtask, as an uncaught exception.
 */
export class Listeners {
  /** Made for the first listener. */
  #lists: Map<MQTTEventName, Walked[]> | undefined;

  on<N extends MQTTEventName>(name: N, listener: MQTTListener<N>): void {
    this.#add(name, listener as Walked, listener);
  }

  once<N extends MQTTEventName>(name: N, listener: MQTTListener<N>): void {
    const call = (event: unknown): unknown => {
      this.off(name, once);
      return listener(event as MQTTEventMap[N]);
    };
    const once: Once = Object.assign(call, { listener });
    this.#add(name, once, listener);
  }

  /** Removes one registration of this listener; without a listener, all of the event. */
  off<N extends MQTTEventName>(name: N, listener?: MQTTListener<N>): void {
    const list = this.#lists?.get(name);
    if (list === undefined) return;
    if (listener === undefined) {
      this.#lists?.delete(name);
      return;
    }
    const found = list.findIndex((each) => each === listener || wraps(each, listener));
    // A walk may be under way over the old list.
    if (found !== -1) this.#lists?.set(name, list.toSpliced(found, 1));
  }

  has(name: MQTTEventName): boolean {
    const list = this.#lists?.get(name);
    return list !== undefined && list.length > 0;
  }

  emit<N extends MQTTEventName>(name: N, event: MQTTEventMap[N]): void {
    const list = this.#lists?.get(name);
    if (list === undefined) return;
    const count = list.length;
    for (let i = 0; i < count; i++) {
      try {
        list[i]?.(event);
      } catch (error) {
        rethrow(error);
      }
    }
  }

  /**
   * As `emit`, for an event whose listeners may be async.
   * @returns undefined if no listener returned a promise; else a promise that resolves when all have settled.
   */
  emitCollecting<N extends MQTTEventName>(
    name: N,
    event: MQTTEventMap[N],
  ): Promise<unknown> | undefined {
    const list = this.#lists?.get(name);
    if (list === undefined) return undefined;
    const pending: Promise<unknown>[] = [];
    const count = list.length;
    for (let i = 0; i < count; i++) {
      try {
        const result = list[i]?.(event);
        if (isThenable(result)) pending.push(Promise.resolve(result).catch(rethrow));
      } catch (error) {
        rethrow(error);
      }
    }
    return pending.length === 0 ? undefined : Promise.all(pending);
  }

  #add(name: MQTTEventName, walked: Walked, listener: unknown): void {
    if (!EVENT_NAMES.includes(name)) throw mqttError(10022, `there is no event "${String(name)}"`);
    if (typeof listener !== 'function') throw mqttError(10022, 'a listener must be a function');
    this.#lists ??= new Map();
    const list = this.#lists.get(name);
    if (list === undefined) this.#lists.set(name, [walked]);
    else list.push(walked);
  }
}

function wraps(registered: unknown, listener: unknown): boolean {
  return typeof registered === 'function' && 'listener' in registered
    ? registered.listener === listener
    : false;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    'then' in value &&
    typeof value.then === 'function'
  );
}

/** The listener's own fault must be seen, but outside the protocol's turn. */
function rethrow(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

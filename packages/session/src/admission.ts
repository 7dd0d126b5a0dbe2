/** What becomes of a publish: refused, written at once, or kept until the quota or a connection allows it. */

import type { ProtocolVersion, PublishProperties } from '@x/codec';
import { packetSize, utf8Length } from '@x/codec/internal';
import { notConnected, SessionError } from './errors.ts';
import { copyOf, type PayloadArena } from './kept-payload.ts';
import type { Outbound } from './outbound.ts';
import type { PublishRequest } from './outgoing-message.ts';
import { Queue, type QueuedMessage } from './queue.ts';
import { refusePublish, SOME_ID } from './refusals.ts';
import { CHECK_INTERVAL, type Shared } from './shared.ts';
import type { Sink, Ticket } from './sink.ts';
import { idsExhausted } from './subscriptions.ts';

export class Admission {
  readonly #shared: Shared;
  readonly #outbound: Outbound;
  readonly #arena: PayloadArena;
  readonly #queue = new Queue();

  constructor(shared: Shared, outbound: Outbound, arena: PayloadArena) {
    this.#shared = shared;
    this.#outbound = outbound;
    this.#arena = arena;
  }

  get waiting(): number {
    return this.#queue.size;
  }

  publish(ticket: Ticket, request: PublishRequest, now: number, sink: Sink): void {
    const limits = this.#shared.connection.negotiated;
    if (limits === undefined) return this.#keepOffline(ticket, request, now, sink);
    const refusal = refusePublish(request, limits);
    if (refusal !== undefined) return fail(ticket, refusal, sink);
    const alias = request.properties?.topicAlias;
    const fullTopic = alias === undefined ? request.topic : this.#fullTopic(request, alias);
    if (fullTopic === undefined) return fail(ticket, unknownAlias(alias), sink);
    if (request.qos > 0 && (!this.#outbound.maySend || this.#queue.size > 0)) {
      // No quota can be larger: to wait for it would hide which of the two is used up.
      if (this.#shared.ids.exhausted) return fail(ticket, idsExhausted(), sink);
      return this.#wait(ticket, request, fullTopic, now, sink);
    }
    // QoS 0 passes what waits for the quota [MQTT-3.3.4-8], but not its own kind.
    if (request.qos === 0 && this.#queue.atMostOnce > 0) {
      return this.#enqueue(ticket, request, fullTopic, false, now);
    }
    this.#write(ticket, request, fullTopic, now, sink);
  }

  /** Sends what waited, as far as the quota goes. */
  pump(now: number, sink: Sink): void {
    while (this.#shared.connection.negotiated !== undefined) {
      const item = this.#queue.peek();
      if (item === undefined) return;
      if (item.request.qos > 0 && !this.#outbound.maySend) return;
      this.#queue.shift();
      if (item.expiresAt <= now) this.#expire(item, sink);
      else this.#send(item, now, sink);
    }
  }

  /** The caller no longer waits for it. */
  withdraw(ticket: Ticket, sink: Sink): void {
    const error = new SessionError('withdrawn', 'the message was taken back before it was sent');
    for (const item of this.#queue.take((queued) => queued.ticket === ticket)) {
      this.#settle(item, error, sink);
    }
  }

  /** What waited for the quota has a caller to tell; what was taken offline waits on. */
  connectionLost(error: SessionError, sink: Sink): void {
    const lost = this.#queue.take((item) => !item.offline);
    for (const item of lost) this.#settle(item, error, sink);
  }

  discard(error: SessionError, sink: Sink): void {
    for (const item of this.#queue.take(() => true)) this.#settle(item, error, sink);
  }

  tick(now: number, sink: Sink): void {
    const { deadlines } = this.#shared;
    if (now < deadlines.get('expiry')) return;
    deadlines.clear('expiry');
    for (const item of this.#queue.take((queued) => queued.expiresAt <= now)) {
      this.#expire(item, sink);
    }
    const next = this.#queue.nextExpiry;
    if (next !== Number.POSITIVE_INFINITY) {
      deadlines.set('expiry', Math.max(next, now + CHECK_INTERVAL));
    }
  }

  #keepOffline(ticket: Ticket, request: PublishRequest, now: number, sink: Sink): void {
    const { offlineQueueMessages = 0, offlineQueueBytes = 0 } = this.#shared.options;
    if (offlineQueueMessages === 0) return fail(ticket, notConnected(), sink);
    if (request.topic === '') {
      return fail(ticket, unknownAlias(request.properties?.topicAlias), sink);
    }
    // What could not be sent later is refused while its caller is there to hear it.
    packetSize(request.qos === 0 ? request : { ...request, packetId: SOME_ID }, 5);
    const bytes = utf8Length(request.topic) + request.payload.length;
    const full =
      this.#queue.offlineMessages >= offlineQueueMessages ||
      (offlineQueueBytes > 0 && this.#queue.offlineBytes + bytes > offlineQueueBytes);
    if (full) {
      const limit = `${offlineQueueMessages} messages, ${offlineQueueBytes} bytes`;
      return fail(
        ticket,
        new SessionError('queue-full', `the offline queue is full (${limit})`),
        sink,
      );
    }
    this.#enqueue(ticket, request, request.topic, true, now);
    sink.settle(ticket, 'sent', undefined);
  }

  #wait(ticket: Ticket, request: PublishRequest, fullTopic: string, now: number, sink: Sink): void {
    if (this.#shared.options.whenQuotaIsUsedUp === 'refuse') {
      const error = new SessionError('would-block', "the server's Receive Maximum is used up");
      return fail(ticket, error, sink);
    }
    this.#enqueue(ticket, request, fullTopic, false, now);
  }

  #enqueue(
    ticket: Ticket,
    request: PublishRequest,
    fullTopic: string,
    offline: boolean,
    now: number,
  ): void {
    const payload = copyOf(request.payload, this.#arena);
    const lifetime = request.properties?.messageExpiryInterval;
    const expiresAt = lifetime === undefined ? Number.POSITIVE_INFINITY : now + lifetime * 1000;
    const bytes = offline ? utf8Length(fullTopic) + payload.length : 0;
    const kept = { ...request, payload };
    this.#queue.push({ ticket, request: kept, fullTopic, expiresAt, offline, bytes });
    if (lifetime !== undefined) this.#shared.deadlines.atMost('expiry', expiresAt);
  }

  #send(item: QueuedMessage, now: number, sink: Sink): void {
    const limits = this.#shared.connection.negotiated;
    if (limits === undefined) return;
    const request = remaining(usableRequest(item, limits.version), item.expiresAt - now);
    const refusal = refusePublish(request, limits);
    if (refusal !== undefined) return this.#settle(item, refusal, sink);
    this.#writeItem(item, request, now, sink);
  }

  #writeItem(item: QueuedMessage, request: PublishRequest, now: number, sink: Sink): void {
    const error = this.#tryWrite(item, request, now, sink);
    if (error !== undefined) return this.#settle(item, error, sink);
    this.#define(request);
    if (!item.offline) sink.settle(item.ticket, 'sent', undefined);
    if (request.qos === 0) this.#through(item.ticket, request, item.fullTopic, sink);
  }

  /** Nobody is there to catch what the sink says of a message that cannot be sent: it must not stop the others. */
  #tryWrite(
    item: QueuedMessage,
    request: PublishRequest,
    now: number,
    sink: Sink,
  ): SessionError | undefined {
    const { ticket, fullTopic } = item;
    try {
      if (request.qos === 0) sink.write(request);
      else if (!this.#outbound.send(ticket, request, fullTopic, now, sink)) {
        return idsExhausted();
      }
      return undefined;
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      return new SessionError('message-invalid', `cannot be sent: ${why}`, { cause });
    }
  }

  #write(
    ticket: Ticket,
    request: PublishRequest,
    fullTopic: string,
    now: number,
    sink: Sink,
  ): void {
    if (request.qos === 0) {
      sink.write(request);
      this.#define(request);
      sink.settle(ticket, 'sent', undefined);
      return this.#through(ticket, request, fullTopic, sink);
    }
    if (!this.#outbound.send(ticket, request, fullTopic, now, sink)) {
      return fail(ticket, idsExhausted(), sink);
    }
    this.#define(request);
    sink.settle(ticket, 'sent', undefined);
  }

  /** QoS 0 has no answer: written is done. */
  #through(ticket: Ticket, request: PublishRequest, fullTopic: string, sink: Sink): void {
    sink.published(request, fullTopic);
    sink.settle(ticket, 'done', undefined);
  }

  #define(request: PublishRequest): void {
    const alias = request.properties?.topicAlias;
    if (alias !== undefined && request.topic !== '') {
      this.#shared.aliases.define(alias, request.topic);
    }
  }

  #fullTopic(request: PublishRequest, alias: number): string | undefined {
    return request.topic === '' ? this.#shared.aliases.outgoing(alias) : request.topic;
  }

  #expire(item: QueuedMessage, sink: Sink): void {
    const error = new SessionError(
      'message-expired',
      `the Message Expiry Interval of a message for ${item.fullTopic} passed before it was sent`,
    );
    this.#settle(item, error, sink);
  }

  /** Without success: its caller learns it from `sent`, or from `failed` when that was given before. */
  #settle(item: QueuedMessage, error: SessionError, sink: Sink): void {
    if (!item.offline) return fail(item.ticket, error, sink);
    sink.failed(item.request, error);
    sink.settle(item.ticket, 'done', error);
  }
}

/** The mapping of a bare alias may have changed or gone while the message waited: it goes with its full topic. */
function usableRequest(item: QueuedMessage, version: ProtocolVersion): PublishRequest {
  const { request, fullTopic } = item;
  if (request.properties === undefined) return request;
  if (version === 4) return { ...request, topic: fullTopic, properties: undefined };
  if (request.topic !== '') return request;
  const { topicAlias: _, ...rest } = request.properties;
  const properties: PublishProperties = rest;
  return { ...request, topic: fullTopic, properties };
}

/** The time that it has waited is no longer part of its lifetime; `milliseconds` is `Infinity` without one. */
function remaining(request: PublishRequest, milliseconds: number): PublishRequest {
  const { properties } = request;
  if (properties?.messageExpiryInterval === undefined) return request;
  const messageExpiryInterval = Math.ceil(milliseconds / 1000);
  return { ...request, properties: { ...properties, messageExpiryInterval } };
}

function fail(ticket: Ticket, error: SessionError, sink: Sink): void {
  sink.settle(ticket, 'sent', error);
  sink.settle(ticket, 'done', error);
}

function unknownAlias(alias: number | undefined): SessionError {
  return new SessionError(
    'topic-alias-unknown',
    alias === undefined
      ? 'an empty topic needs a topic alias'
      : `topic alias ${alias} is not defined`,
  );
}

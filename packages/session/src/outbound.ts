/** Outgoing messages of QoS 1 and 2: sent, acknowledged, sent again after a resume, in their original order. */

import type { PubackPacket, PubcompPacket, PublishProperties, PubrecPacket } from '@x/codec';
import { SessionError } from './errors.ts';
import { publishChange } from './journal.ts';
import { KeptPayload, PayloadArena } from './kept-payload.ts';
import { MessageList } from './message-list.ts';
import { MessagePool } from './message-pool.ts';
import type { Negotiated } from './negotiated.ts';
import {
  OUTGOING_FINISHED,
  OutgoingMessage,
  PUBCOMP_AWAITED,
  PUBREC_AWAITED,
  PUBREC_RECEIVED,
  type PublishRequest,
} from './outgoing-message.ts';
import { refusePublish } from './refusals.ts';
import { CHECK_INTERVAL, type Shared } from './shared.ts';
import type { Sink, Ticket } from './sink.ts';
import { PACKET_ID_NOT_FOUND, PROTOCOL_ERROR, Violation } from './violation.ts';

const NONE: readonly OutgoingMessage[] = [];
const makeMessage = (): OutgoingMessage => new OutgoingMessage();

export class Outbound {
  readonly messages = new MessageList<OutgoingMessage>();
  readonly #shared: Shared;
  /** Of its own: others hand out views of their payloads, which keep a buffer from being used again. */
  readonly #arena = new PayloadArena();
  readonly #pool = new MessagePool(makeMessage);
  /** The first message that an earlier connection sent and this one has not yet; new ones wait behind it. */
  #resend: OutgoingMessage | undefined;
  #releases = 0;
  /** Calls under way that hold on to messages while a sink runs: until they end no message is used again. */
  #holding = 0;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  /** Whether a new message may go out now: nothing to resend before it, and the server's quota allows it. */
  get maySend(): boolean {
    return this.#resend === undefined && this.#shared.flow.maySend;
  }

  /**
   * An error of the sink's `write` goes to the caller, and nothing has changed.
   * @returns false when all packet ids are in use
   */
  send(
    ticket: Ticket,
    request: PublishRequest,
    fullTopic: string,
    now: number,
    sink: Sink,
  ): boolean {
    const { ids, flow, connection } = this.#shared;
    const packetId = ids.next();
    if (packetId === 0) return false;
    const message = this.#pool.take();
    message.begin(request, fullTopic, packetId, ticket);
    // A sink may refer to a large payload; a small one it copies, and so do we, from the caller's bytes, afterwards.
    const large = KeptPayload.isLarge(request.payload);
    if (large) message.keepPayload(this.#arena);
    message.sentOn = connection.number;
    message.sentAt = Math.trunc(now);
    ids.add(message);
    this.messages.append(message);
    flow.sent();
    this.#scheduleRepublish(now);
    this.#holding++;
    try {
      sink.write(message);
    } catch (error) {
      this.#takeBack(message);
      throw error;
    } finally {
      this.#holding--;
    }
    // A sink that has a server beside it may have brought the answer already.
    if (ids.get(packetId) !== message) return true;
    if (!large) message.keepPayload(this.#arena);
    if (this.#shared.options.journal) sink.journal(publishChange(message));
    return true;
  }

  puback(packet: PubackPacket, sink: Sink): void {
    const message = this.#find(packet.packetId, packet.type);
    if (message === undefined) return this.#shared.flow.acknowledged();
    if (message.qos !== 1) throw unexpected(packet, message);
    this.#finish(message, packet, sink);
  }

  pubrec(packet: PubrecPacket, sink: Sink): void {
    const message = this.#find(packet.packetId, packet.type);
    if (message === undefined) {
      // The server still waits for a PUBREL, or it never lets go of the id.
      const known = this.#shared.connection.negotiated?.version === 4 ? 0 : PACKET_ID_NOT_FOUND;
      if (packet.reasonCode >= 0x80) return this.#shared.flow.acknowledged();
      return sink.write({ type: 'pubrel', packetId: packet.packetId, reasonCode: known });
    }
    if (message.qos !== 2) throw unexpected(packet, message);
    if (message.state === PUBREC_AWAITED) {
      if (packet.reasonCode >= 0x80) return this.#finish(message, packet, sink);
      message.state = PUBREC_RECEIVED;
      message.releaseOrder = ++this.#releases;
      // Its place in the resend is over: PUBREC says that the server has it.
      if (this.#resend === message) this.#resend = this.#nextUnsent(message.next);
      if (this.#shared.options.journal) {
        const { packetId, releaseOrder } = message;
        sink.journal({ type: 'release', packetId, releaseOrder });
      }
    }
    this.#release(message, sink);
  }

  pubcomp(packet: PubcompPacket, sink: Sink): void {
    const message = this.#find(packet.packetId, packet.type);
    if (message === undefined) return this.#shared.flow.acknowledged();
    if (message.state !== PUBCOMP_AWAITED) throw unexpected(packet, message);
    this.#finish(message, packet, sink);
  }

  /**
   * After CONNACK with a session: PUBLISH with DUP and PUBREL again, in the original order, as far as the
   * quota goes [MQTT-4.4.0-1, MQTT-4.6.0-1]; what remains follows the acknowledgements.
   */
  resume(now: number, sink: Sink): void {
    if (this.messages.size === 0) return;
    this.#holding++;
    try {
      this.#sendAgain(now, sink);
    } finally {
      this.#holding--;
    }
  }

  /** What the resume could not send yet; called whenever the quota grows. */
  continueResend(now: number, sink: Sink): void {
    const { flow, connection } = this.#shared;
    while (this.#resend !== undefined && flow.maySend && connection.negotiated !== undefined) {
      this.#resendFirst(connection.negotiated, now, sink);
    }
  }

  /** 3.1.1 only: what was not acknowledged for the interval is sent again on the same connection. */
  tick(now: number, sink: Sink): void {
    const { deadlines, options, connection } = this.#shared;
    if (now < deadlines.get('republish')) return;
    deadlines.clear('republish');
    const interval = options.republishInterval ?? 0;
    if (interval === 0 || connection.negotiated?.version !== 4) return;
    this.#holding++;
    let oldest: number;
    try {
      oldest = this.#republish(interval, now, sink);
    } finally {
      this.#holding--;
    }
    if (oldest !== Number.POSITIVE_INFINITY) {
      deadlines.set('republish', Math.max(oldest + interval, now + CHECK_INTERVAL));
    }
  }

  connectionLost(): void {
    this.#resend = undefined;
    this.#shared.deadlines.clear('republish');
  }

  /** The end of every exchange, to be told by `fail`: the session is gone, or another state replaces it. */
  take(): readonly OutgoingMessage[] {
    if (this.messages.size === 0) return NONE;
    const taken = [...this.messages];
    this.messages.clear();
    this.#resend = undefined;
    for (const message of taken) this.#shared.ids.delete(message.packetId);
    return taken;
  }

  /** Tells of what `take` returned; called last, since a listener may publish again. */
  fail(taken: readonly OutgoingMessage[], error: SessionError, sink: Sink): void {
    for (const message of taken) {
      if (message.state === OUTGOING_FINISHED) continue;
      sink.failed(message, error);
      sink.settle(message.ticket, 'done', error);
    }
  }

  /** A message of a saved state; its id is free. */
  adopt(message: OutgoingMessage): void {
    this.#shared.ids.add(message);
    this.messages.append(message);
    if (!isReleasing(message)) return;
    if (message.releaseOrder === 0) message.releaseOrder = this.#releases + 1;
    this.#releases = Math.max(this.#releases, message.releaseOrder);
  }

  /** @returns when the oldest message was sent last */
  #republish(interval: number, now: number, sink: Sink): number {
    const { number } = this.#shared.connection;
    let oldest = Number.POSITIVE_INFINITY;
    for (const message of this.messages) {
      if (message.state > PUBREC_AWAITED || message.sentOn !== number) continue;
      if (now - message.sentAt >= interval) this.#writeAgain(message, now, sink);
      if (message.sentAt < oldest) oldest = message.sentAt;
    }
    return oldest;
  }

  #sendAgain(now: number, sink: Sink): void {
    const { flow, ids, connection } = this.#shared;
    const releasing = [...this.messages].filter(isReleasing);
    releasing.sort((a, b) => a.releaseOrder - b.releaseOrder);
    for (const message of releasing) {
      message.recovering = true;
      // The server may still hold their ids, so they count before the first PUBLISH.
      flow.sent();
    }
    let released = 0;
    this.#resend = this.#nextUnsent(this.messages.first);
    let message = this.messages.first;
    const { number } = connection;
    while (
      message !== undefined &&
      connection.negotiated !== undefined &&
      connection.number === number
    ) {
      const next: OutgoingMessage | undefined = message.next;
      if (message === this.#resend) {
        if (flow.maySend) this.#resendFirst(connection.negotiated, now, sink);
      } else if (isReleasing(message)) {
        // A place of a PUBREL in the order goes to the next in the order of PUBRECs [MQTT-4.6.0-4].
        const release = releasing[released++];
        if (release !== undefined && isReleasing(release)) this.#release(release, sink);
      }
      message = next !== undefined && ids.get(next.packetId) === next ? next : undefined;
    }
  }

  /** The connection never saw it. */
  #takeBack(message: OutgoingMessage): void {
    if (this.#letGo(message)) this.#shared.flow.acknowledged();
  }

  /** Called at each PUBLISH. */
  #scheduleRepublish(now: number): void {
    const { deadlines, options, connection } = this.#shared;
    const interval = options.republishInterval ?? 0;
    if (interval > 0 && connection.negotiated?.version === 4) {
      deadlines.atMost('republish', now + interval);
    }
  }

  #find(packetId: number, type: string): OutgoingMessage | undefined {
    const holder = this.#shared.ids.get(packetId);
    if (holder === undefined) return undefined;
    if (holder.type === 'publish') return holder;
    throw new Violation(PROTOCOL_ERROR, `${type} for packet id ${packetId} of a ${holder.type}`);
  }

  #release(message: OutgoingMessage, sink: Sink): void {
    message.state = PUBCOMP_AWAITED;
    message.sentOn = this.#shared.connection.number;
    sink.write({ type: 'pubrel', packetId: message.packetId, reasonCode: 0 });
  }

  #finish(
    message: OutgoingMessage,
    packet: PubackPacket | PubrecPacket | PubcompPacket,
    sink: Sink,
  ): void {
    const { number } = this.#shared.connection;
    // During recovery it only says that the server had finished already (MQTT 5, section 3.7.2.1).
    const success =
      packet.reasonCode < 0x80 || (packet.reasonCode === PACKET_ID_NOT_FOUND && message.recovering);
    message.state = OUTGOING_FINISHED;
    sink.acknowledged('outgoing', message, packet.reasonCode);
    if (this.#shared.connection.number === number) this.#shared.flow.acknowledged();
    const inCollection = this.#letGo(message);
    if (inCollection) this.#journalEnd(message, sink);
    if (success) {
      sink.published(message, message.fullTopic);
      sink.settle(message.ticket, 'done', packet);
    } else {
      this.#refused(message, packet.reasonCode, sink);
    }
    // Last: the sinks above still read it, and a publish in them must not get it.
    if (inCollection && this.#holding === 0) this.#recycle(message);
  }

  #refused(message: OutgoingMessage, reasonCode: number, sink: Sink): void {
    const error = new SessionError(
      'refused',
      `the server refused the message with reason code ${reasonCode}`,
      { reasonCode },
    );
    sink.failed(message, error);
    sink.settle(message.ticket, 'done', error);
  }

  #recycle(message: OutgoingMessage): void {
    message.releasePayload(this.#arena);
    message.properties = undefined;
    this.#pool.give(message, this.messages.size);
  }

  /** @returns false when a listener has discarded it already */
  #letGo(message: OutgoingMessage): boolean {
    const { ids } = this.#shared;
    if (ids.get(message.packetId) !== message) return false;
    ids.delete(message.packetId);
    if (this.#resend === message) this.#resend = this.#nextUnsent(message.next);
    this.messages.remove(message);
    return true;
  }

  #nextUnsent(from: OutgoingMessage | undefined): OutgoingMessage | undefined {
    const current = this.#shared.connection.number;
    let message = from;
    while (
      message !== undefined &&
      (message.sentOn === current || message.state > PUBREC_AWAITED)
    ) {
      message = message.next;
    }
    return message;
  }

  #resendFirst(limits: Negotiated, now: number, sink: Sink): void {
    const message = this.#resend;
    if (message === undefined) return;
    this.#resend = this.#nextUnsent(message.next);
    const refusal = refusePublish(withoutAlias(message), limits);
    if (refusal !== undefined) return this.#drop(message, refusal, sink);
    this.#shared.flow.sent();
    this.#scheduleRepublish(now);
    this.#writeAgain(message, now, sink);
  }

  /** The new connection's limits rule it out for good. */
  #drop(message: OutgoingMessage, error: SessionError, sink: Sink): void {
    this.#letGo(message);
    this.#journalEnd(message, sink);
    sink.failed(message, error);
    sink.settle(message.ticket, 'done', error);
  }

  #journalEnd({ packetId }: OutgoingMessage, sink: Sink): void {
    if (this.#shared.options.journal) sink.journal({ type: 'acknowledged', packetId });
  }

  /** The same id, DUP set [MQTT-3.3.1-1], and the full topic: an alias belongs to one connection. */
  #writeAgain(message: OutgoingMessage, now: number, sink: Sink): void {
    message.dup = true;
    message.topic = message.fullTopic;
    message.properties = lasting(message);
    message.sentOn = this.#shared.connection.number;
    message.sentAt = now;
    // 3.1.1 has no properties; a later connection may have them again.
    const bare = this.#shared.connection.negotiated?.version === 4 && message.properties;
    sink.write(
      bare
        ? { ...withoutAlias(message), packetId: message.packetId, properties: undefined }
        : message,
    );
  }
}

/** Past PUBREC: only its PUBREL is ever sent again. */
function isReleasing(message: OutgoingMessage): boolean {
  return message.state === PUBREC_RECEIVED || message.state === PUBCOMP_AWAITED;
}

function unexpected(packet: { readonly type: string }, message: OutgoingMessage): Violation {
  return new Violation(
    PROTOCOL_ERROR,
    `${packet.type} for packet id ${message.packetId}, a message of QoS ${message.qos} in state ${message.state}`,
  );
}

/** The message with its full topic and no topic alias. */
function withoutAlias(message: OutgoingMessage): PublishRequest {
  const { fullTopic: topic, payload, qos, retain, dup } = message;
  return { type: 'publish', topic, payload, qos, retain, dup, properties: lasting(message) };
}

/** A topic alias belongs to one connection. */
function lasting({
  properties,
}: Pick<PublishRequest, 'properties'>): PublishProperties | undefined {
  if (properties?.topicAlias === undefined) return properties;
  const { topicAlias: _, ...rest } = properties;
  return Object.keys(rest).length === 0 ? undefined : rest;
}

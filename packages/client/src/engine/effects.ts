/** Carries out what the session says: bytes to the wire, promises to the tickets, events to the listeners. */

import type {
  AuthPacket,
  ConnackPacket,
  Packet,
  PublishPacket,
  Subscription,
  UnsubackPacket,
} from '@x/codec';
import {
  type CloseReason,
  type Direction,
  type IncomingMessage,
  type JournalChange,
  type Mark,
  type Outcome,
  type OutgoingMessage,
  type Session,
  SessionError,
  type Sink,
} from '@x/session';
import { type MQTTError, mqttError } from '../errors.ts';
import {
  AckEvent,
  ErrorEvent,
  type Listeners,
  MessageEvent,
  SubscribedEvent,
  UnsubscribedEvent,
} from '../events.ts';
import type { PayloadDecoder } from '../message.ts';
import { fromSession } from './failures.ts';
import type { Journal } from './journal.ts';
import type { PacketLog } from './packet-log.ts';
import type { Runtime } from './runtime.ts';
import type { Tickets } from './tickets.ts';
import type { Wire } from './wire.ts';

/** What concerns the connection as a whole; the driver's part. */
export interface ConnectionEffects {
  accepted(packet: ConnackPacket): void;
  challenged(packet: AuthPacket): void;
  closing(reason: CloseReason): void;
}

export interface EffectsParts {
  readonly session: Session;
  readonly listeners: Listeners;
  readonly runtime: Runtime;
  readonly log: PacketLog;
  readonly decode: PayloadDecoder;
  /** These two are read when they are needed. */
  readonly journal: Journal;
  readonly connection: ConnectionEffects;
}

export class Effects implements Sink {
  readonly #session: Session;
  readonly #listeners: Listeners;
  readonly #tickets: Tickets;
  readonly #runtime: Runtime;
  readonly #log: PacketLog;
  readonly #parts: EffectsParts;
  readonly #decode: PayloadDecoder;
  /** What a lost connection means for operations that it takes along; undefined: it was closed in order. */
  lossError: MQTTError | undefined;
  wire: Wire | undefined;

  /** The ticket of the call that is running, and what became of its `sent`. */
  #calling = 0;
  #called: 'waiting' | 'sent' | MQTTError = 'waiting';
  /** QoS 0 messages of the turn, kept only for somebody who listens. */
  #written: MessageEvent[] = [];
  /** The filters as the caller wrote them, by ticket. */
  #unsubscribes: Map<number, string> | undefined;

  constructor(parts: EffectsParts, tickets: Tickets) {
    this.#parts = parts;
    this.#session = parts.session;
    this.#listeners = parts.listeners;
    this.#tickets = tickets;
    this.#runtime = parts.runtime;
    this.#log = parts.log;
    this.#decode = parts.decode;
  }

  /** Before a call into the session whose `sent` is usually settled within it. */
  begin(ticket: number): void {
    this.#calling = ticket;
    this.#called = 'waiting';
  }

  /** After it. */
  end(): 'waiting' | 'sent' | MQTTError {
    this.#calling = 0;
    return this.#called;
  }

  unsubscribing(ticket: number, topicFilters: string): void {
    this.#unsubscribes ??= new Map();
    this.#unsubscribes.set(ticket, topicFilters);
  }

  write(packet: Packet): void {
    const wire = this.wire;
    if (wire === undefined) return;
    wire.write(packet);
    if (this.#log.enabled) this.#log.packet('sent', packet);
  }

  settle(ticket: number, mark: Mark, outcome: Outcome): void {
    if (ticket === 0) return;
    if (mark === 'done') {
      if (this.#unsubscribes !== undefined) this.#unsubscribed(ticket, outcome);
      return;
    }
    const error = outcome instanceof SessionError ? this.#error(outcome) : undefined;
    if (ticket === this.#calling) this.#called = error ?? 'sent';
    else if (this.#tickets.has(ticket)) {
      if (error === undefined) this.#runtime.outgoingPacketId = this.#session.lastPacketId;
      this.#tickets.settle(ticket, error);
    }
  }

  connected(packet: ConnackPacket): void {
    this.#parts.connection.accepted(packet);
  }

  acknowledged(
    direction: Direction,
    message: PublishPacket | OutgoingMessage | IncomingMessage,
    reasonCode: number,
  ): void {
    const incoming = direction === 'incoming';
    if (incoming) this.#runtime.incomingProperties = message.properties;
    if (!this.#listeners.has('MessageAck')) return;
    const source = incoming ? this.#session.incoming : this.#session.outgoing;
    const packetId = message.packetId ?? 0;
    const event = new AckEvent(packetId, incoming ? 1 : 0, reasonCode, source, packetId);
    this.#listeners.emit('MessageAck', event);
  }

  published(message: PublishPacket | OutgoingMessage, topic: string): void {
    if (!this.#listeners.has('MessageOut')) return;
    const event = this.#messageEvent(message, topic);
    if (message.qos === 0) this.#written.push(event);
    else this.#listeners.emit('MessageOut', event);
  }

  failed(_message: PublishPacket | OutgoingMessage, error: SessionError): void {
    // A clean start or a restore is the caller's own wish.
    if (error.code === 'session-discarded') return;
    const { code, message } = fromSession(error);
    this.error(code, message);
  }

  deliver(message: PublishPacket | IncomingMessage, topic: string): void {
    this.#runtime.incomingProperties = message.properties;
    if (!this.#listeners.has('MessageIn')) return;
    this.#listeners.emit('MessageIn', this.#messageEvent(message, topic));
  }

  subscribed(subscription: Subscription, reasonCode: number): void {
    if (!this.#listeners.has('Subscribed')) return;
    const granted = reasonCode <= 2 ? reasonCode : 0;
    const event = new SubscribedEvent(subscription.topicFilter, granted, reasonCode);
    this.#listeners.emit('Subscribed', event);
  }

  challenge(packet: AuthPacket): void {
    this.#parts.connection.challenged(packet);
  }

  close(reason: CloseReason): void {
    this.#parts.connection.closing(reason);
  }

  error(code: number, text: string): void {
    if (this.#listeners.has('Error')) this.#listeners.emit('Error', new ErrorEvent(code, text));
  }

  journal(change: JournalChange): void {
    this.#parts.journal.append(change);
  }

  /** The messages of QoS 0 of the turn that ends here. */
  takeWritten(): readonly MessageEvent[] {
    const written = this.#written;
    if (written.length > 0) this.#written = [];
    return written;
  }

  /** The connection has taken their bytes: they are out. */
  messagesOut(written: readonly MessageEvent[]): void {
    for (const event of written) this.#listeners.emit('MessageOut', event);
  }

  /** The connection went before it took the turn's bytes. */
  connectionLost(): void {
    this.#written = [];
    this.#unsubscribes = undefined;
  }

  #error(error: SessionError): MQTTError {
    if (error.code === 'connection-lost') return this.lossError ?? mqttError(301);
    return fromSession(error);
  }

  #unsubscribed(ticket: number, outcome: Outcome): void {
    const topicFilters = this.#unsubscribes?.get(ticket);
    if (topicFilters === undefined) return;
    this.#unsubscribes?.delete(ticket);
    if (this.#unsubscribes?.size === 0) this.#unsubscribes = undefined;
    if (outcome === undefined || outcome instanceof SessionError || outcome.type !== 'unsuback') {
      return;
    }
    if (!this.#listeners.has('Unsubscribed')) return;
    const event = new UnsubscribedEvent(topicFilters, worstReasonCode(outcome));
    this.#listeners.emit('Unsubscribed', event);
  }

  #messageEvent(
    message: PublishPacket | OutgoingMessage | IncomingMessage,
    topic: string,
  ): MessageEvent {
    return new MessageEvent(
      message.packetId ?? -1,
      topic,
      message.qos,
      message.payload,
      message.retain,
      message.dup,
      message.properties,
      this.#decode,
    );
  }
}

/** One event for several filters: a failure before a mere remark (0x11), that before success. */
function worstReasonCode({ reasonCodes }: UnsubackPacket): number {
  return reasonCodes.find((code) => code >= 0x80) ?? reasonCodes.find((code) => code !== 0) ?? 0;
}

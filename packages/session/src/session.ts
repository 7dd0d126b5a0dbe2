/** The client's session: takes packets, calls and the time, and gives them to the part that they concern. */

import type {
  AuthPacket,
  ConnackPacket,
  ConnectPacket,
  DisconnectPacket,
  Packet,
  SubscribePacket,
  Subscription,
} from '@x/codec';
import { Admission } from './admission.ts';
import { checkAuth, checkMethod, withMethod } from './auth.ts';
import { discarded, foreign, notConnected, replaced, SessionError, sessionLost } from './errors.ts';
import { Inbound } from './inbound.ts';
import type { IncomingMessage } from './incoming-message.ts';
import { KeepAlive } from './keep-alive.ts';
import { PayloadArena } from './kept-payload.ts';
import { Lifetime } from './lifetime.ts';
import type { Messages } from './message-list.ts';
import { type Negotiated, negotiate } from './negotiated.ts';
import { Outbound } from './outbound.ts';
import type { OutgoingMessage, PublishRequest } from './outgoing-message.ts';
import { mayReceive, type Phase } from './phase.ts';
import { fitted } from './refusals.ts';
import { makeShared, type SessionOptions, type Shared } from './shared.ts';
import type { Deadline, Sink, Ticket } from './sink.ts';
import {
  checkIds,
  parseSessionState,
  reviveIncoming,
  reviveOutgoing,
  type SessionState,
  saveState,
} from './state.ts';
import { type SubscriptionInForce, Subscriptions } from './subscriptions.ts';
import { checkProblemInformation, PROTOCOL_ERROR, Violation } from './violation.ts';

/**
 * A pure state machine: no I/O, no clock, no timer, no promise. Every call takes the time in milliseconds
 * and a sink, and returns when `tick` is due next.
 */
export class Session {
  readonly #shared: Shared;
  readonly #keepAlive: KeepAlive;
  readonly #life: Lifetime;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #admission: Admission;
  readonly #subscriptions: Subscriptions;
  #sessionPresent = false;
  /** CONNACK came, and `resume` has not been called yet. */
  #resumeDue = false;
  #clientId = '';

  constructor(options: SessionOptions = {}) {
    this.#shared = makeShared(options);
    const arena = new PayloadArena();
    this.#keepAlive = new KeepAlive(this.#shared.deadlines);
    this.#life = new Lifetime(this.#shared, this.#keepAlive);
    this.#outbound = new Outbound(this.#shared);
    this.#inbound = new Inbound(this.#shared, arena);
    this.#admission = new Admission(this.#shared, this.#outbound, arena);
    this.#subscriptions = new Subscriptions(this.#shared);
  }

  get phase(): Phase {
    return this.#life.phase;
  }

  /** The limits of the connection; undefined unless connected. */
  get negotiated(): Negotiated | undefined {
    return this.#shared.connection.negotiated;
  }

  get outgoing(): Messages<OutgoingMessage> {
    return this.#outbound.messages;
  }

  get incoming(): Messages<IncomingMessage> {
    return this.#inbound;
  }

  get subscriptionsInForce(): ReadonlyMap<string, SubscriptionInForce> {
    return this.#subscriptions.inForce;
  }

  /** What was in force in the session that the server lost, until the next loss. */
  get subscriptionsLost(): readonly SubscriptionInForce[] {
    return this.#subscriptions.lost;
  }

  /** The packet id given out last; 0 before the first. */
  get lastPacketId(): number {
    return this.#shared.ids.last;
  }

  /** Messages that wait for the server's quota or for a connection. */
  get waiting(): number {
    return this.#admission.waiting;
  }

  /** Replaces the options; what is already scheduled stays. */
  configure(options: SessionOptions): void {
    this.#shared.options = options;
  }

  /**
   * A new connection: CONNECT is the first packet on it [MQTT-3.1.0-1], and the only one [MQTT-3.1.0-2]: while
   * there is a connection already, nothing happens.
   */
  connect(packet: ConnectPacket, sink: Sink): Deadline {
    if (this.#life.phase !== 'disconnected') return this.#shared.deadlines.next;
    const number = this.#life.begin(packet);
    // The client id names the state [MQTT-3.1.3-2].
    const another = this.#clientId !== '' && this.#clientId !== packet.clientId;
    this.#clientId = packet.clientId;
    if (packet.cleanStart) this.#discard(replaced, sink);
    else if (another) this.#discard(foreign, sink);
    if (this.#life.isOn('connecting', number)) sink.write(packet);
    return this.#shared.deadlines.next;
  }

  /** What the server sends, in order. In the phase `closing` it is ignored. */
  packetReceived(packet: Packet, now: number, sink: Sink): Deadline {
    try {
      this.#route(packet, now, sink);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      this.violation(error.reasonCode, error.message, undefined, sink);
    }
    return this.#shared.deadlines.next;
  }

  /**
   * The server's bytes or packets break the protocol: the connection ends [MQTT-4.8.0-1], in 5.0 after a
   * DISCONNECT with the reason code [MQTT-4.13.1-1].
   */
  violation(reasonCode: number, message: string, cause: unknown, sink: Sink): Deadline {
    if (this.#life.phase === 'disconnected' || this.#life.phase === 'closing')
      return this.#shared.deadlines.next;
    this.#life.end({ type: 'violation', reasonCode, message, cause }, sink, {
      type: 'disconnect',
      reasonCode,
      properties: undefined,
    });
    return this.#shared.deadlines.next;
  }

  /**
   * After CONNACK, once the listeners of the connection are done: unacknowledged messages go out again, then
   * what waited. The first publish of QoS 1 or 2 does it too.
   */
  resume(now: number, sink: Sink): Deadline {
    if (!this.#resumeDue || this.#life.phase !== 'connected') return this.#shared.deadlines.next;
    this.#resumeDue = false;
    if (this.#mayResend()) this.#outbound.resume(now, sink);
    this.#pump(now, sink);
    return this.#shared.deadlines.next;
  }

  publish(ticket: Ticket, request: PublishRequest, now: number, sink: Sink): Deadline {
    if (this.#resumeDue && request.qos > 0) this.resume(now, sink);
    this.#admission.publish(ticket, request, now, sink);
    return this.#shared.deadlines.next;
  }

  subscribe(
    ticket: Ticket,
    subscriptions: readonly Subscription[],
    properties: SubscribePacket['properties'],
    sink: Sink,
  ): Deadline {
    this.#request(ticket, sink, () =>
      this.#subscriptions.subscribe(ticket, subscriptions, properties, sink),
    );
    return this.#shared.deadlines.next;
  }

  unsubscribe(ticket: Ticket, topicFilters: readonly string[], sink: Sink): Deadline {
    this.#request(ticket, sink, () => this.#subscriptions.unsubscribe(ticket, topicFilters, sink));
    return this.#shared.deadlines.next;
  }

  /** Takes back a message that still waits; anything else is left as it is. */
  withdraw(ticket: Ticket, sink: Sink): Deadline {
    this.#admission.withdraw(ticket, sink);
    return this.#shared.deadlines.next;
  }

  /**
   * An answer to a challenge (0x18) or, once connected, the start of a re-authentication (0x19).
   * @throws SessionError `authentication-not-possible`
   */
  authenticate(packet: AuthPacket, sink: Sink): Deadline {
    const complete = withMethod(packet, this.#life.connect, this.#life.phase);
    sink.write(fitted(complete, this.#shared.connection.negotiated));
    return this.#shared.deadlines.next;
  }

  /** Our own end: DISCONNECT if there is a connection, then nothing more [MQTT-3.14.4-2]. */
  disconnect(packet: DisconnectPacket, sink: Sink): Deadline {
    if (this.#life.phase === 'connected') this.#life.end({ type: 'local' }, sink, packet);
    else if (this.#life.phase === 'connecting') this.#life.end({ type: 'local' }, sink);
    return this.#shared.deadlines.next;
  }

  /** Bytes were handed to the connection: keep alive counts from here. */
  written(now: number): Deadline {
    this.#keepAlive.sent(now);
    return this.#shared.deadlines.next;
  }

  /** All that was written has left the connection's buffer: PINGRESP is awaited from here. */
  flushed(now: number): Deadline {
    this.#keepAlive.flushed(now);
    return this.#shared.deadlines.next;
  }

  /** The connection has ended, for whatever reason; messages of QoS 1 and 2 stay for the next one. */
  connectionLost(message: string, sink: Sink): Deadline {
    if (this.#life.phase === 'disconnected') return this.#shared.deadlines.next;
    this.#life.move('lost');
    this.#resumeDue = false;
    this.#shared.connection.negotiated = undefined;
    this.#shared.aliases.reset();
    this.#keepAlive.end();
    this.#outbound.connectionLost();
    if (this.#subscriptions.waiting + this.#admission.waiting > 0) {
      const error = new SessionError('connection-lost', message);
      this.#subscriptions.connectionLost(error, sink);
      this.#admission.connectionLost(error, sink);
    }
    return this.#shared.deadlines.next;
  }

  /** Due at the deadline that the last call returned; earlier or later does no harm. */
  tick(now: number, sink: Sink): Deadline {
    this.#admission.tick(now, sink);
    this.#outbound.tick(now, sink);
    if (!this.#keepAlive.tick(now, sink)) {
      this.#life.end({ type: 'keep-alive-timeout' }, sink);
    }
    return this.#shared.deadlines.next;
  }

  /** Everything that is kept ends without success: a clean start, or the end of the client. */
  discard(message: string, sink: Sink): Deadline {
    if (this.waiting > 0) this.#admission.discard(discarded(message), sink);
    if (this.#life.phase === 'disconnected') {
      this.#clientId = '';
      this.#shared.ids.startAfter(0);
    }
    this.#discard(() => discarded(message), sink);
    return this.#shared.deadlines.next;
  }

  /** QoS 1 and 2 messages that are not through, both ways; JSON-safe. */
  save(): SessionState {
    return saveState(this.#clientId, this.lastPacketId, this.#outbound.messages, this.#inbound);
  }

  /**
   * Replaces what the session keeps by a saved state; also on a live connection, where it is sent again at
   * once if the server has the session. A state that cannot be read changes nothing.
   * @throws SessionError `state-invalid`
   */
  load(value: unknown, sink: Sink): Deadline {
    const state = parseSessionState(value);
    checkIds(state, this.#shared.ids);
    if (this.#life.phase === 'disconnected') this.#clientId = state.clientId;
    this.#inbound.discard();
    const taken = this.#outbound.take();
    const live = this.#life.phase === 'connected';
    // The server of a live connection may still hold the ids of what is replaced.
    const lastPacketId = taken.length > 0 && live ? this.#shared.ids.last : state.lastPacketId;
    this.#adopt(state, lastPacketId);
    this.#resumeDue = live;
    this.#journalAll(sink);
    this.#outbound.fail(taken, discarded('a restored state replaces it'), sink);
    return this.#shared.deadlines.next;
  }

  /** @throws SessionError `state-invalid` */
  static restore(value: unknown, options: SessionOptions = {}): Session {
    const session = new Session(options);
    const state = parseSessionState(value);
    session.#clientId = state.clientId;
    session.#adopt(state, state.lastPacketId);
    return session;
  }

  #adopt(state: SessionState, lastPacketId: number): void {
    this.#shared.ids.startAfter(lastPacketId);
    for (const saved of state.outgoing) this.#outbound.adopt(reviveOutgoing(saved));
    for (const saved of state.incoming) this.#inbound.adopt(reviveIncoming(saved));
  }

  #route(packet: Packet, now: number, sink: Sink): void {
    if (this.#life.phase === 'closing' || this.#life.phase === 'disconnected') return;
    if (!mayReceive(this.#life.phase, packet.type)) {
      throw new Violation(
        PROTOCOL_ERROR,
        `${packet.type} may not arrive in the phase ${this.#life.phase}`,
      );
    }
    if (this.#life.connect?.properties?.requestProblemInformation === false) {
      checkProblemInformation(packet);
    }
    switch (packet.type) {
      case 'publish':
        return this.#inbound.publish(packet, sink);
      case 'puback':
        this.#outbound.puback(packet, sink);
        return this.#pump(now, sink);
      case 'pubrec':
        this.#outbound.pubrec(packet, sink);
        return this.#pump(now, sink);
      case 'pubrel':
        return this.#inbound.pubrel(packet, sink);
      case 'pubcomp':
        this.#outbound.pubcomp(packet, sink);
        return this.#pump(now, sink);
      case 'suback':
        return this.#subscriptions.suback(packet, sink);
      case 'unsuback':
        return this.#subscriptions.unsuback(packet, sink);
      case 'pingresp':
        return this.#keepAlive.answered();
      case 'connack':
        return this.#connack(packet, now, sink);
      case 'disconnect':
        return this.#life.end({ type: 'server-disconnect', packet }, sink);
      case 'auth':
        checkAuth(this.#life.connect, packet, this.#life.phase);
        return sink.challenge(packet);
      default:
        throw new Violation(PROTOCOL_ERROR, `a server sends no ${packet.type}`);
    }
  }

  #connack(packet: ConnackPacket, now: number, sink: Sink): void {
    const connect = this.#life.connect;
    if (connect === undefined) return;
    if (packet.reasonCode !== 0) return this.#life.end({ type: 'refused', packet }, sink);
    if (packet.sessionPresent && connect.cleanStart) {
      throw new Violation(PROTOCOL_ERROR, 'CONNACK with session present after a clean start');
    }
    checkMethod(connect, packet);
    this.#life.move('accepted');
    const { connection } = this.#shared;
    const { number } = connection;
    const negotiated = negotiate(connect, packet);
    connection.negotiated = negotiated;
    this.#clientId = packet.properties?.assignedClientIdentifier ?? this.#clientId;
    this.#shared.flow.begin(negotiated, this.#shared.options.sendMaximum);
    this.#keepAlive.begin(negotiated.keepAlive, now);
    this.#sessionPresent = packet.sessionPresent;
    this.#resumeDue = true;
    if (!packet.sessionPresent) {
      // Not before: until then the server may hold the ids of a session that only we gave up.
      this.#shared.ids.startAfter(0);
      this.#discard(sessionLost, sink);
    }
    if (this.#life.isOn('connected', number)) sink.connected(packet);
  }

  /** The session ends; what was never sent is not part of it and waits on. Mostly there is nothing to tell why. */
  #discard(why: () => SessionError, sink: Sink): void {
    this.#inbound.discard();
    this.#subscriptions.forget();
    const taken = this.#outbound.take();
    this.#journalAll(sink);
    if (taken.length > 0) this.#outbound.fail(taken, why(), sink);
  }

  #journalAll(sink: Sink): void {
    if (this.#shared.options.journal) sink.journal({ type: 'state', state: this.save() });
  }

  #pump(now: number, sink: Sink): void {
    if (this.#resumeDue) return;
    this.#outbound.continueResend(now, sink);
    this.#admission.pump(now, sink);
  }

  /**
   * 5.0 resends only into the server's session [MQTT-4.4.0-1]; 3.1.1 also after a state was loaded on a live
   * connection, since some servers do not tell that they have it.
   */
  #mayResend(): boolean {
    return this.#sessionPresent || this.#life.connect?.protocolVersion === 4;
  }

  #request(ticket: Ticket, sink: Sink, send: () => SessionError | undefined): void {
    const error = this.#life.phase === 'connected' ? send() : notConnected();
    sink.settle(ticket, 'sent', error);
    if (error !== undefined) sink.settle(ticket, 'done', error);
  }
}

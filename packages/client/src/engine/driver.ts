/** The turn loop: bytes to the session, what it says to the effects, one write and one timer a turn. */

import { CodecError, type Packet, type SubscribePacket, type Subscription } from '@x/codec';
import type { PublishRequest, Session } from '@x/session';
import { type MQTTError, mqttError } from '../errors.ts';
import { type Listeners, type MessageEvent, ReadyToSendEvent } from '../events.ts';
import type { PayloadDecoder } from '../message.ts';
import type { Clock, Timer } from './clock.ts';
import { type Deferred, rejected } from './deferred.ts';
import { type ConnectionEffects, Effects } from './effects.ts';
import { Gate } from './gate.ts';
import type { Journal } from './journal.ts';
import type { PacketLog } from './packet-log.ts';
import type { Runtime } from './runtime.ts';
import { Standstill } from './standstill.ts';
import { type Patience, Tickets } from './tickets.ts';
import { Timeouts } from './timeouts.ts';
import type { Wire } from './wire.ts';

/** An error of our own making: the connection ends, the process does not. */
const IMPLEMENTATION_SPECIFIC_ERROR = 0x83;

/** What the driver tells of the connection as a whole. */
export interface DriverEffects {
  /** Everything that the turn wrote has been handed over. */
  turnEnded(): void;
  /** What the session kept could not be made durable: nothing may go out any more. */
  journalFailed(error: MQTTError): void;
}

/** Read whenever they are needed, but for what the effects take over. */
export interface DriverParts {
  readonly session: Session;
  readonly clock: Clock;
  readonly log: PacketLog;
  readonly journal: Journal;
  readonly runtime: Runtime;
  readonly listeners: Listeners;
  readonly decode: PayloadDecoder;
  /** The Timeout of an operation that starts now. */
  patience(): Patience;
  readonly connection: ConnectionEffects & DriverEffects;
}

export class Driver {
  readonly session: Session;
  readonly timeouts = new Timeouts();
  readonly #tickets = new Tickets(this.timeouts);
  readonly #parts: DriverParts;
  readonly #effects: Effects;
  readonly #gate = new Gate();
  /** Made when the buffer is full for the first time. */
  #standstill: Standstill | undefined;
  #wire: Wire | undefined;
  #ticket = 0;
  /** The time of this turn; the clock is read once in it. */
  #turnTime: number | undefined;
  /** A commit of the journal is under way: nothing is handed over. */
  #committing = false;
  /** Messages of QoS 0 that are written into a full buffer. */
  #blockedOut: MessageEvent[] = [];
  /** A chunk or a timer is being worked on: what is written waits for its end. */
  #inTurn = false;
  #flushScheduled = false;
  #sessionDue = Number.POSITIVE_INFINITY;
  #timer: Timer | undefined;
  #armedFor = Number.POSITIVE_INFINITY;

  constructor(parts: DriverParts) {
    this.session = parts.session;
    this.#parts = parts;
    this.#effects = new Effects(parts, this.#tickets);
  }

  get now(): number {
    this.#turnTime ??= this.#parts.clock.now();
    return this.#turnTime;
  }

  /** Whether what is published now can leave at once. */
  get ready(): boolean {
    return this.session.phase === 'connected' && this.#wire?.blocked === false;
  }

  get working(): boolean {
    return this.#inTurn || this.#flushScheduled;
  }

  get effects(): Effects {
    return this.#effects;
  }

  publish(request: PublishRequest): Promise<void> {
    const ticket = ++this.#ticket;
    const { session } = this;
    try {
      this.#effects.begin(ticket);
      this.#sessionDue = session.publish(ticket, request, this.now, this.#effects);
    } catch (error) {
      return rejected(refusedByCodec(error, 504));
    }
    const called = this.#effects.end();
    if (called === 'sent') {
      this.#parts.runtime.outgoingPacketId = request.qos === 0 ? -1 : session.lastPacketId;
    }
    return this.#promise(ticket, called);
  }

  subscribe(
    subscriptions: readonly Subscription[],
    properties: SubscribePacket['properties'],
  ): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      this.#effects.begin(ticket);
      this.session.subscribe(ticket, subscriptions, properties, this.#effects);
    } catch (error) {
      return rejected(refusedByCodec(error, 503));
    }
    return this.#promise(ticket, this.#effects.end());
  }

  /** `text`: the filters as the caller gave them, for the event. */
  unsubscribe(topicFilters: readonly string[], text: string): Promise<void> {
    const ticket = ++this.#ticket;
    try {
      this.#effects.begin(ticket);
      this.#effects.unsubscribing(ticket, text);
      this.session.unsubscribe(ticket, topicFilters, this.#effects);
    } catch (error) {
      return rejected(refusedByCodec(error, 503));
    }
    return this.#promise(ticket, this.#effects.end());
  }

  /** Bytes that the session does not know; keep alive sees them. */
  writeBytes(bytes: Uint8Array): Promise<void> {
    this.#wire?.writeBytes(bytes);
    return this.#promise(0, 'sent');
  }

  /** Runs `work` as a turn of its own. */
  turn(work: () => void): void {
    if (this.#inTurn) return work();
    this.#inTurn = true;
    try {
      work();
    } finally {
      this.#inTurn = false;
      this.#flush();
    }
  }

  /** A turn begins with this call and ends in a microtask, so that calls in a row share one write. */
  schedule(): void {
    if (this.#inTurn || this.#flushScheduled) return;
    this.#flushScheduled = true;
    queueMicrotask(this.#flush);
  }

  attach(wire: Wire): void {
    this.#wire = wire;
    this.#effects.wire = wire;
  }

  /** The connection is gone: everything that needed it fails with `error`; undefined: it was closed in order. */
  detach(error: MQTTError | undefined): void {
    this.#wire = undefined;
    this.#effects.wire = undefined;
    this.#effects.lossError = error;
    this.#standstill?.end();
    this.#gate.open();
    this.#sessionDue = this.session.connectionLost(error?.message ?? 'disconnected', this.#effects);
    this.#effects.connectionLost();
    this.#blockedOut = [];
    this.#tickets.fail(error);
    this.schedule();
  }

  received(chunk: Uint8Array): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    this.turn(() => {
      this.timeouts.activity(this.now);
      try {
        const fault = wire.receive(chunk, this.#visit);
        if (fault !== undefined) this.#violation(fault.reasonCode, fault);
      } catch (error) {
        this.#violation(IMPLEMENTATION_SPECIFIC_ERROR, error);
      }
    });
    if (wire.overdue) wire.connection.pause();
  }

  drained(): void {
    const wire = this.#wire;
    if (wire === undefined) return;
    if (wire.overdue) wire.connection.resume();
    wire.drained();
    this.#sessionDue = this.session.flushed(this.now);
    this.timeouts.activity(this.now);
    const written = this.#blockedOut;
    this.#blockedOut = [];
    this.#effects.messagesOut(written);
    this.#tickets.drained();
    if (this.ready) this.#parts.listeners.emit('ReadyToSend', new ReadyToSendEvent());
    this.schedule();
  }

  /** The memory that a busy connection needs is given back; an idle one does without. */
  rest(): void {
    this.#wire?.rest();
  }

  /** Incoming messages wait until `openGate`. */
  closeGate(): void {
    this.#gate.close();
  }

  /** The listeners of Connected are done: what waited comes in, then what was not acknowledged goes out again. */
  openGate(): void {
    this.turn(() => {
      const held = this.#gate.open();
      for (const packet of held) this.#visit(packet);
      this.#sessionDue = this.session.resume(this.now, this.#effects);
      this.#wire?.connection.resume();
    });
  }

  readonly #visit = (packet: Packet): void => {
    if (this.#gate.closed && this.#gate.hold(packet)) {
      if (this.#gate.full) this.#wire?.connection.pause();
      return;
    }
    if (this.#parts.log.enabled) this.#parts.log.packet('received', packet);
    this.#sessionDue = this.session.packetReceived(packet, this.now, this.#effects);
  };

  #violation(reasonCode: number, error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#sessionDue = this.session.violation(reasonCode, message, error, this.#effects);
  }

  #promise(ticket: number, called: 'waiting' | 'sent' | MQTTError): Promise<void> {
    this.schedule();
    if (called === 'sent') return this.#tickets.turn();
    if (called !== 'waiting') return rejected(called);
    return this.#tickets.wait(ticket, this.now, this.#parts.patience(), () => {
      this.#sessionDue = this.session.withdraw(ticket, this.#effects);
    });
  }

  /** The end of a turn. While a commit is under way, what was written since waits for the next one. */
  readonly #flush = (): void => {
    this.#flushScheduled = false;
    if (!this.#committing) {
      if (this.#parts.journal.dirty) void this.#commit();
      else this.#endTurn(this.#wire?.take(), this.#tickets.take(), this.#effects.takeWritten());
    }
    if (!this.#committing) this.#parts.connection.turnEnded();
    this.#arm();
    this.#turnTime = undefined;
  };

  /** Durable first, then sent: the bytes, promises and events of the turns until here. */
  async #commit(): Promise<void> {
    this.#committing = true;
    const wire = this.#wire;
    const chunks = wire?.take();
    const turn = this.#tickets.take();
    const written = this.#effects.takeWritten();
    try {
      await this.#parts.journal.commit();
      this.#committing = false;
    } catch (error) {
      this.#committing = false;
      turn?.reject(error);
      this.#parts.connection.journalFailed(error as MQTTError);
      return this.#flush();
    }
    if (wire === this.#wire) this.#endTurn(chunks, turn, written);
    else turn?.reject(this.#effects.lossError ?? mqttError(301));
    this.#flush();
  }

  #endTurn(
    chunks: readonly Uint8Array[] | undefined,
    turn: Deferred | undefined,
    written: readonly MessageEvent[],
  ): void {
    const wire = this.#wire;
    if (wire !== undefined && chunks !== undefined) {
      wire.send(chunks);
      if (wire.wasHandedOver()) this.#handedOver(wire);
    }
    if (wire?.blocked === true) {
      const interval = this.session.negotiated?.keepAlive ?? 0;
      this.#standstill ??= new Standstill(this.timeouts, () => this.now);
      this.#standstill.watch(wire.connection, interval, () => wire.blocked);
      for (const event of written) this.#blockedOut.push(event);
      if (turn !== undefined) this.#tickets.block(turn, this.now, this.#parts.patience());
      return;
    }
    this.#effects.messagesOut(written);
    turn?.resolve();
  }

  #handedOver(wire: Wire): void {
    this.timeouts.activity(this.now);
    this.#sessionDue = this.session.written(this.now);
    if (!wire.blocked) this.#sessionDue = this.session.flushed(this.now);
  }

  /** One timer, for the earliest of all deadlines; one that moved away is noticed when it fires. */
  #arm(): void {
    const { clock } = this.#parts;
    const due = Math.min(this.#sessionDue, this.timeouts.next);
    if (due === Number.POSITIVE_INFINITY || due < this.#armedFor) {
      if (this.#timer !== undefined) clock.clearTimer(this.#timer);
      this.#timer = undefined;
      this.#armedFor = due;
      if (due === Number.POSITIVE_INFINITY) return;
      this.#timer = clock.setTimer(this.#tick, Math.max(0, Math.ceil(due - this.now)));
    }
  }

  readonly #tick = (): void => {
    this.#timer = undefined;
    this.#armedFor = Number.POSITIVE_INFINITY;
    this.#turnTime = undefined;
    this.#wire?.rest();
    this.turn(() => {
      this.timeouts.tick(this.now);
      this.#sessionDue = this.session.tick(this.now, this.#effects);
    });
  };
}

/** What the caller's own checks let pass. */
function refusedByCodec(error: unknown, code: 503 | 504): MQTTError {
  if (error instanceof CodecError) return mqttError(code, error.message, error);
  throw error;
}

/** The connection's life: dialled, accepted, closed by either side or lost, and dialled again. */

import type { AuthPacket, ConnackPacket, ConnectPacket, DisconnectPacket } from '@x/codec';
import type { CloseReason } from '@x/session';
import {
  type CloseCause,
  type Transport,
  TransportError,
  type TransportStatus,
} from '@x/transport';
import { type MQTTError, mqttError, toMQTTError } from '../errors.ts';
import { type Listeners, ReadyToSendEvent, StatusEvent } from '../events.ts';
import { Attempt, type AttemptOwner } from './attempt.ts';
import { closeError } from './close-error.ts';
import { type Deferred, deferred } from './deferred.ts';
import type { Driver, DriverEffects } from './driver.ts';
import type { ConnectionEffects } from './effects.ts';
import { fromTransport } from './failures.ts';
import type { Loading } from './loading.ts';
import type { PacketLog } from './packet-log.ts';
import { mayComeBack, type Reconnect } from './reconnect.ts';
import type { Runtime } from './runtime.ts';
import { Steps } from './steps.ts';
import type { Patience } from './tickets.ts';
import { Wire } from './wire.ts';

/** Everything that one attempt needs, taken from the settings when it starts. */
export interface ConnectPlan {
  readonly transport: Transport;
  /** By host name or address, not by URL. */
  readonly byName: boolean;
  readonly packet: ConnectPacket;
  /** Bytes; 0 = no limit. */
  readonly maxIncomingPacketSize: number;
  /** Path of the durable session; "" = none. */
  readonly journal: string;
  /** For the whole attempt, from the name lookup to CONNACK. */
  readonly patience: Patience;
}

export interface ConnectorParts {
  readonly listeners: Listeners;
  readonly log: PacketLog;
  readonly runtime: Runtime;
  readonly reconnect: Reconnect;
  /** Longest wait for async Connected listeners, and for an orderly end. */
  patience(): Patience;
  /** What Connected listeners began to read back holds incoming messages as they do. */
  readonly loading: Loading;
  /** What an attempt needs before the network: the durable session. */
  prepare(plan: ConnectPlan): Promise<void> | undefined;
  challenged(packet: AuthPacket): Promise<void>;
  /** Called once for each accepted connection, after the resume. `automatic`: nobody called connect. */
  resumed(automatic: boolean): void;
}

export class Connector implements AttemptOwner, ConnectionEffects, DriverEffects {
  readonly #parts: ConnectorParts;
  readonly #driver: Driver;
  #attempt: Attempt | undefined;
  /** Set while our own disconnect is under way. */
  #disconnecting: Deferred | undefined;

  constructor(driver: Driver, parts: ConnectorParts) {
    this.#driver = driver;
    this.#parts = parts;
  }

  get state(): 'idle' | 'connecting' | 'connected' | 'disconnecting' {
    if (this.#attempt === undefined) return 'idle';
    if (!this.#attempt.accepted) return 'connecting';
    return this.#attempt.closing === undefined ? 'connected' : 'disconnecting';
  }

  /** The CONNECT of the current connection or attempt. */
  get packet(): ConnectPacket | undefined {
    return this.#attempt?.packet;
  }

  /** Connected, and the Connected listeners are done. */
  get resumed(): boolean {
    return this.#attempt?.resumed === true;
  }

  /** Settles when CONNACK was accepted and the Connected listeners are done, or the attempt failed. */
  connect(plan: ConnectPlan): Promise<void> {
    this.#parts.runtime.begin();
    const { packet } = plan;
    const attempt = new Attempt(this, packet, new Steps(this.#parts), this.#parts.reconnect.active);
    this.#attempt = attempt;
    const { limit, absolute, timeoutError } = plan.patience;
    if (limit > 0) {
      attempt.wait = this.#driver.timeouts.add({
        since: this.#driver.now,
        limit,
        absolute,
        expire: () => this.#fail(attempt, timeoutError()),
      });
    }
    this.#driver.schedule();
    const { outcome } = attempt;
    void this.#dial(attempt, plan);
    return outcome;
  }

  /** Our own orderly end; settles when Disconnected listeners ran. Idle: nothing to do. */
  disconnect(packet: DisconnectPacket): Promise<void> {
    this.#stopReconnecting();
    const attempt = this.#attempt;
    if (attempt === undefined) return Promise.resolve();
    if (!attempt.accepted) {
      this.#fail(attempt, mqttError(301));
      return Promise.resolve();
    }
    if (attempt.closing !== undefined) return this.#disconnecting?.promise ?? Promise.resolve();
    const disconnecting = deferred();
    this.#disconnecting = disconnecting;
    this.#driver.session.disconnect(packet, this.#driver.effects);
    this.#driver.schedule();
    return disconnecting.promise;
  }

  /** Drops the connection or the attempt at once, without DISCONNECT. */
  interrupt(): void {
    this.#stopReconnecting();
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    const error = mqttError(301);
    if (!attempt.accepted) return this.#fail(attempt, error);
    attempt.connection?.destroy();
    this.#lost(attempt, error);
  }

  #stopReconnecting(): void {
    this.#parts.reconnect.cancel();
    // The end of the turn takes back the timer, which would keep the process alive.
    this.#driver.schedule();
  }

  accepted(packet: ConnackPacket): void {
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    const { listeners, runtime, reconnect, log, loading } = this.#parts;
    this.#driver.timeouts.remove(attempt.wait);
    attempt.wait = undefined;
    attempt.accepted = true;
    reconnect.succeeded();
    runtime.connAckProperties = packet.properties ?? {};
    runtime.sessionPresent = packet.sessionPresent;
    log.line(1, packet.sessionPresent ? 'session present' : 'new session', 'Session');
    const busy = listeners.emitCollecting('Connected', new StatusEvent(0, 'OK'));
    const pending = loading.pending === undefined ? busy : Promise.all([busy, loading.pending]);
    if (this.#attempt !== attempt) return;
    // A listener may have begun to disconnect.
    if (this.state === 'connected') listeners.emit('ReadyToSend', new ReadyToSendEvent());
    if (pending === undefined) return this.#resume(attempt);
    this.#driver.closeGate();
    void this.#waitForListeners(attempt, pending);
  }

  closing(reason: CloseReason): void {
    const attempt = this.#attempt;
    if (attempt === undefined) return;
    attempt.closing = reason;
    if (reason.type === 'refused') {
      this.#parts.runtime.connAckProperties = reason.packet.properties ?? {};
    } else if (reason.type === 'server-disconnect') {
      this.#parts.runtime.receivedDisconnect = reason.packet;
    }
  }

  /** What the turn wrote is handed over: a close that the session asked for can follow it. */
  turnEnded(): void {
    const attempt = this.#attempt;
    if (attempt?.closing === undefined) return;
    const { closing, connection } = attempt;
    if (closing.type === 'local') {
      if (attempt.wait === undefined) this.#closeInOrder(attempt);
      return;
    }
    if (closing.type === 'keep-alive-timeout') connection?.destroy();
    else void connection?.close();
    const error = closeError(closing);
    if (!attempt.accepted) return this.#fail(attempt, error ?? mqttError(1120));
    this.#lost(attempt, error, error ?? mqttError(1120), mayComeBack(closing));
  }

  /** The session cannot be kept: what it wrote stays unsent, and the connection ends. */
  journalFailed(error: MQTTError): void {
    const attempt = this.#attempt;
    this.#driver.effects.error(error.code, error.message);
    if (attempt === undefined || this.#attempt !== attempt) return;
    attempt.connection?.destroy();
    if (attempt.accepted) this.#lost(attempt, error);
    else this.#fail(attempt, error);
  }

  #closeInOrder(attempt: Attempt): void {
    const { limit } = this.#parts.patience();
    // A server that never ends its side does not hold us for ever.
    attempt.wait = this.#driver.timeouts.add({
      since: this.#driver.now,
      limit: limit > 0 ? limit : 1000,
      absolute: true,
      expire: () => attempt.connection?.destroy(),
    });
    void attempt.connection?.close();
  }

  async #dial(attempt: Attempt, plan: ConnectPlan): Promise<void> {
    try {
      const prepared = this.#parts.prepare(plan);
      if (prepared !== undefined) await prepared;
      const { abort } = attempt;
      if (this.#attempt !== attempt || abort === undefined) return;
      const connection = await plan.transport.dial(attempt, abort.signal);
      if (this.#attempt === attempt) attempt.steps.negotiated(connection);
      if (this.#attempt !== attempt) return connection.destroy();
      attempt.abort = undefined;
      attempt.connection = connection;
      this.#parts.runtime.connection = connection;
      this.#parts.runtime.byName = plan.byName && !attempt.steps.viaProxy;
      this.#parts.log.version = plan.packet.protocolVersion;
      this.#driver.attach(
        new Wire(connection, {
          version: plan.packet.protocolVersion,
          maxPacketSize: plan.maxIncomingPacketSize,
          early: plan.journal === '',
        }),
      );
      this.#driver.turn(() => {
        this.#driver.session.connect(plan.packet, this.#driver.effects);
      });
    } catch (error) {
      this.#fail(
        attempt,
        error instanceof TransportError ? fromTransport(error) : toMQTTError(error),
      );
    }
  }

  received(attempt: Attempt, chunk: Uint8Array): void {
    if (this.#attempt === attempt) this.#driver.received(chunk);
  }

  drained(attempt: Attempt): void {
    if (this.#attempt === attempt) this.#driver.drained();
  }

  progress(attempt: Attempt, status: TransportStatus): void {
    if (this.#attempt === attempt) attempt.steps.progress(status);
  }

  /** The transport's end. */
  closed(attempt: Attempt, cause: CloseCause): void {
    if (this.#attempt !== attempt) return;
    if (attempt.closing?.type === 'local') return this.#lost(attempt, undefined);
    const error = cause instanceof TransportError ? fromTransport(cause) : mqttError(1120);
    if (attempt.accepted) this.#lost(attempt, error, error, true);
    else this.#fail(attempt, error);
  }

  challenged(packet: AuthPacket): void {
    void this.#parts.challenged(packet);
  }

  async #waitForListeners(attempt: Attempt, pending: Promise<unknown>): Promise<void> {
    const { limit } = this.#parts.patience();
    const late = deferred();
    attempt.listening = this.#driver.timeouts.add({
      since: this.#driver.now,
      limit: limit > 0 ? limit : 60_000,
      absolute: true,
      expire: () => {
        this.#parts.log.line(1, 'a Connected listener is still not done: going on', 'Info');
        late.resolve();
      },
    });
    await Promise.race([pending, late.promise]);
    this.#driver.timeouts.remove(attempt.listening);
    if (this.#attempt === attempt) this.#resume(attempt);
  }

  #resume(attempt: Attempt): void {
    attempt.resumed = true;
    this.#driver.openGate();
    if (this.#attempt !== attempt) return;
    this.#parts.resumed(attempt.automatic);
    this.#driver.rest();
    attempt.succeeded();
  }

  /** The attempt never became a connection. */
  #fail(attempt: Attempt, error: MQTTError): void {
    if (this.#attempt !== attempt) return;
    const { closing } = attempt;
    this.#attempt = undefined;
    this.#parts.runtime.connection = undefined;
    this.#driver.timeouts.remove(attempt.wait);
    attempt.abort?.abort(error);
    if (closing === undefined) attempt.connection?.destroy();
    this.#driver.detach(error);
    const event = new StatusEvent(error.code, error.message);
    this.#parts.listeners.emit('Connected', event);
    attempt.failed(() => error);
    this.#parts.reconnect.attemptFailed(error, closing, attempt.packet.protocolVersion);
    this.#driver.schedule();
  }

  /** `error` undefined: an orderly end. `loss`: what operations that it takes along fail with, if it is not the same. */
  #lost(attempt: Attempt, error: MQTTError | undefined, loss = error, comeBack = false): void {
    if (this.#attempt !== attempt) return;
    this.#attempt = undefined;
    this.#parts.runtime.connection = undefined;
    this.#driver.timeouts.remove(attempt.wait);
    this.#driver.timeouts.remove(attempt.listening);
    const disconnecting = this.#disconnecting;
    this.#disconnecting = undefined;
    this.#driver.detach(loss);
    attempt.failed(() => loss ?? mqttError(301));
    attempt.steps.ended();
    const { listeners, reconnect } = this.#parts;
    if (error !== undefined && comeBack) reconnect.connectionLost();
    if (listeners.has('Disconnected')) {
      listeners.emit('Disconnected', new StatusEvent(error?.code ?? 0, error?.message ?? 'OK'));
    }
    if (error === undefined) disconnecting?.resolve();
    else disconnecting?.reject(error);
    reconnect.begin();
    this.#driver.schedule();
  }
}

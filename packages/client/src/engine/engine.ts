/** Puts the parts of the engine together: the only place that knows all of them. */

import type {
  AuthPacket,
  DisconnectPacket,
  ProtocolVersion,
  SubscribePacket,
  Subscription,
} from '@x/codec';
import {
  type PublishRequest,
  Session,
  SessionError,
  type SessionOptions,
  type SessionState,
} from '@x/session';
import { type MQTTError, mqttError, toMQTTError } from '../errors.ts';
import type { Listeners } from '../events.ts';
import type { PayloadDecoder } from '../message.ts';
import { MQTTVersions } from '../versions.ts';
import type { Clock } from './clock.ts';
import { Connector, type ConnectorParts, type ConnectPlan } from './connector.ts';
import { handled } from './deferred.ts';
import { Driver, type DriverParts } from './driver.ts';
import { fromSession } from './failures.ts';
import { Journal, type OpenStore } from './journal.ts';
import type { Loading } from './loading.ts';
import { type LogSettings, type PacketLines, PacketLog } from './packet-log.ts';
import { Reconnect, type ReconnectParts, type ReconnectSettings } from './reconnect.ts';
import { Runtime } from './runtime.ts';
import type { Patience } from './tickets.ts';
import type { Timeouts } from './timeouts.ts';

/** Read when they are needed, so that a changed setting takes effect at once. */
export interface EngineSettings extends LogSettings, ReconnectSettings {
  /** Seconds; 0 = do not wait. */
  readonly Timeout: number;
  readonly AbsoluteTimeout: boolean;
  readonly Version: MQTTVersions;
  /** Seconds; 0 = never. */
  readonly RepublishInterval: number;
  readonly AutoResubscribe: boolean;
  readonly MaxInflightMessages: number;
  readonly OfflineQueueMessages: number;
  readonly OfflineQueueBytes: number;
}

/** MQTT 5 enhanced authentication: the answer to the server's authentication data. */
export type Authenticator = (
  data: Uint8Array | undefined,
) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

export interface EngineParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly listeners: Listeners;
  readonly settings: EngineSettings;
  readonly decode: PayloadDecoder;
  readonly packetLines: PacketLines;
  readonly openStore: OpenStore;
  readonly loading: Loading;
  /** The plan of an automatic attempt, from the settings as they are then. */
  readonly plan: () => ConnectPlan;
}

/** A client has no code of its own for an authentication that it cannot go on with. */
const UNSPECIFIED_ERROR = 0x80;
const CONTINUE_AUTHENTICATION = 0x18;

/** Its public fields and methods are also what its parts need of it and of each other: nothing is kept twice. */
export class Engine implements DriverParts, ReconnectParts, ConnectorParts {
  readonly clock: Clock;
  readonly random: () => number;
  readonly listeners: Listeners;
  readonly settings: EngineSettings;
  readonly decode: PayloadDecoder;
  readonly loading: Loading;
  readonly log: PacketLog;
  readonly runtime = new Runtime();
  readonly journal: Journal;
  readonly session: Session;
  readonly reconnect: Reconnect;
  readonly #plan: () => ConnectPlan;
  readonly #driver: Driver;
  readonly #connector: Connector;
  /** Subscriptions lost before the caller connected anew: not to be asked for again. */
  #forgotten: Session['subscriptionsLost'] | undefined;
  authenticator: Authenticator | undefined;

  constructor(parts: EngineParts) {
    const { listeners, settings } = parts;
    this.clock = parts.clock;
    this.random = parts.random;
    this.listeners = listeners;
    this.settings = settings;
    this.decode = parts.decode;
    this.loading = parts.loading;
    this.#plan = parts.plan;
    this.log = new PacketLog(listeners, settings, parts.packetLines);
    this.journal = new Journal(parts.openStore);
    this.session = new Session(new SessionSettings(settings, this.journal));
    this.runtime.session = this.session;
    this.#driver = new Driver(this);
    this.reconnect = new Reconnect(this);
    this.#connector = new Connector(this.#driver, this);
  }

  get state(): Connector['state'] {
    return this.#connector.state;
  }

  get readyToSend(): boolean {
    return this.state === 'connected' && this.#driver.ready;
  }

  get now(): number {
    return this.#driver.now;
  }

  get timeouts(): Timeouts {
    return this.#driver.timeouts;
  }

  /** Of the connection as a whole. */
  get connection(): DriverParts['connection'] {
    return this.#connector;
  }

  /** Of the connection; without one, of the next. */
  get version(): ProtocolVersion {
    const next = this.settings.Version === MQTTVersions.mvV5 ? 5 : 4;
    return this.#connector.packet?.protocolVersion ?? next;
  }

  /** Seconds, of CONNECT. */
  get sessionExpiry(): number {
    return this.#connector.packet?.properties?.sessionExpiryInterval ?? 0;
  }

  /** Connected, or the offline queue takes it. */
  get mayPublish(): boolean {
    if (this.state === 'connected') return true;
    const { AutoReconnect, OfflineQueueMessages } = this.settings;
    return AutoReconnect && OfflineQueueMessages > 0;
  }

  /** Something is written and not handed over yet. */
  get working(): boolean {
    return this.#driver.working;
  }

  /** The Timeout setting, for an operation that starts now. */
  patience(seconds: number = this.settings.Timeout): Patience {
    return {
      limit: seconds * 1000,
      absolute: this.settings.AbsoluteTimeout,
      timeoutError: () => (seconds === 0 ? mqttError(135) : mqttError(201)),
    };
  }

  connect(plan: ConnectPlan): Promise<void> {
    this.reconnect.cancel();
    return this.#connector.connect(plan);
  }

  /** Also lets go of the journal, so that another process may take it up. */
  disconnect(packet: DisconnectPacket): Promise<void> {
    const ended = this.#connector.disconnect(packet);
    if (!this.journal.open) return ended;
    const closed = async () => {
      await ended;
      // A listener of Disconnected may have connected again.
      if (this.state === 'idle') await this.journal.close();
    };
    return handled(closed());
  }

  interrupt(): void {
    this.#connector.interrupt();
  }

  publish(request: PublishRequest): Promise<void> {
    return this.#driver.publish(request);
  }

  subscribe(
    subscriptions: readonly Subscription[],
    properties: SubscribePacket['properties'],
  ): Promise<void> {
    return this.#driver.subscribe(subscriptions, properties);
  }

  unsubscribe(topicFilters: readonly string[], text: string): Promise<void> {
    return this.#driver.unsubscribe(topicFilters, text);
  }

  /** @throws MQTTError 1117 */
  sendBytes(bytes: Uint8Array): Promise<void> {
    if (this.state !== 'connected') throw mqttError(1117);
    this.log.line(2, `-> ${bytes.length} bytes given as SendCustomPacket`, 'Packet');
    return this.#driver.writeBytes(bytes);
  }

  /** @throws MQTTError 504 for what is no saved state; nothing has changed then */
  restore(text: string): void {
    const state = parseState(text);
    const { session, effects } = this.#driver;
    this.#driver.turn(() => {
      try {
        session.load(state, effects);
      } catch (error) {
        throw error instanceof SessionError ? fromSession(error) : error;
      }
      // Otherwise it follows the listeners of Connected.
      if (this.#connector.resumed) session.resume(this.#driver.now, effects);
    });
  }

  /** `clientId`: of a client that has never connected. */
  save(clientId: string): string {
    const state = this.session.save();
    return JSON.stringify(state.clientId === '' ? { ...state, clientId } : state);
  }

  /** Everything that is kept in memory ends, a journal is closed as it is; listeners stay. */
  async discardSession(): Promise<void> {
    const closed = this.journal.close();
    this.#driver.turn(() => {
      this.#driver.session.discard('the client was reset', this.#driver.effects);
    });
    this.runtime.reset();
    await closed;
  }

  /** Takes up the durable session; a new one begins with the client id that it belongs to. */
  prepare(plan: ConnectPlan): Promise<void> | undefined {
    return plan.journal === '' && !this.journal.open ? undefined : this.#takeUp(plan);
  }

  async #takeUp({ journal, packet: { clientId } }: ConnectPlan): Promise<void> {
    const { session, effects } = this.#driver;
    let kept: SessionState | undefined;
    await this.journal.use(journal, clientId, (state) => {
      kept = state;
      if (state !== undefined) this.#driver.turn(() => session.load(state, effects));
    });
    if (kept !== undefined || !this.journal.open) return;
    this.journal.append({ type: 'state', state: { ...session.save(), clientId } });
  }

  /** An automatic attempt. */
  connectAgain(): void {
    try {
      void this.#connector.connect(this.#plan());
    } catch (error) {
      this.reconnect.cancel();
      this.error(toMQTTError(error));
    }
  }

  /** Extension AutoResubscribe: what was in force in a session that the server lost is asked for again. */
  resumed(automatic: boolean): void {
    const lost = this.session.subscriptionsLost;
    if (!automatic) this.#forgotten = lost;
    const { AutoResubscribe } = this.settings;
    if (this.runtime.sessionPresent || !AutoResubscribe || lost === this.#forgotten) return;
    for (const { subscription, subscriptionIdentifier } of lost) {
      void this.#driver.subscribe(
        [subscription],
        subscriptionIdentifier === undefined
          ? undefined
          : { subscriptionIdentifiers: [subscriptionIdentifier] },
      );
    }
  }

  /** An automatic attempt that failed. */
  error({ code, message }: MQTTError): void {
    this.#driver.effects.error(code, message);
  }

  async challenged(packet: AuthPacket): Promise<void> {
    const { session, effects } = this.#driver;
    if (packet.reasonCode !== CONTINUE_AUTHENTICATION) return;
    const asked = this.#connector.packet;
    try {
      if (this.authenticator === undefined) throw mqttError(500, 'no authenticator is set');
      const data = await this.authenticator(packet.properties?.authenticationData);
      // An answer that comes late is not for the next connection.
      if (this.#connector.packet !== asked) return;
      this.#driver.turn(() => {
        session.authenticate(
          {
            type: 'auth',
            reasonCode: CONTINUE_AUTHENTICATION,
            properties: data === undefined ? undefined : { authenticationData: data },
          },
          effects,
        );
      });
    } catch (error) {
      if (this.#connector.packet !== asked) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#driver.turn(() => {
        session.violation(UNSPECIFIED_ERROR, `authentication: ${message}`, error, effects);
      });
    }
  }
}

/** The session reads them whenever it decides: a changed setting takes effect at once. */
class SessionSettings implements SessionOptions {
  readonly #settings: EngineSettings;
  readonly #journal: Journal;

  constructor(settings: EngineSettings, journal: Journal) {
    this.#settings = settings;
    this.#journal = journal;
  }

  get journal(): boolean {
    return this.#journal.open;
  }
  get republishInterval(): number {
    return this.#settings.RepublishInterval * 1000;
  }
  get whenQuotaIsUsedUp(): 'refuse' | 'wait' {
    return this.#settings.Timeout === 0 ? 'refuse' : 'wait';
  }
  get sendMaximum(): number {
    return this.#settings.MaxInflightMessages;
  }
  get offlineQueueMessages(): number {
    return this.#settings.AutoReconnect ? this.#settings.OfflineQueueMessages : 0;
  }
  get offlineQueueBytes(): number {
    return this.#settings.OfflineQueueBytes;
  }
}

function parseState(text: unknown): unknown {
  if (typeof text !== 'string') throw mqttError(504, 'a saved session must be a string');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw mqttError(504, 'the saved session is no JSON', error);
  }
}

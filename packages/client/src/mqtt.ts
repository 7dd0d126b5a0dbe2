/** The facade: checks what callers give, and routes to the settings and the engine. Its prose is in api.ts. */
/// <reference lib="esnext.disposable" preserve="true" />

import type { DisconnectPacket, PublishProperties, QoS } from '@x/codec';
import { Certificate } from '#certificate';
import { PlatformDialer } from '#dial';
import { readStateFile, writeStateFile } from '#state-file';
import { openStore } from '#store';
import type { MQTTClient } from './api.ts';
import { checkQoS, invalidQoS, refuseProperties } from './arguments.ts';
import { UTF8 } from './code-pages/utf8.ts';
import { generateClientId } from './engine/client-id.ts';
import { systemClock } from './engine/clock.ts';
import type { ConnectPlan } from './engine/connector.ts';
import { handled, rejected } from './engine/deferred.ts';
import { type Authenticator, Engine } from './engine/engine.ts';
import { Loading } from './engine/loading.ts';
import { isWellFormed, planConnect, planJournal, topicError } from './engine/plan.ts';
import { EngineHost } from './engine/settings-host.ts';
import type { Patience } from './engine/tickets.ts';
import { type MQTTError, mqttError } from './errors.ts';
import { Listeners, type MQTTEventName, type MQTTListener } from './events.ts';
import { MQTTMessageList } from './message.ts';
import { PropertyAccessors } from './property-accessors.ts';
import type { Configuration } from './settings/configuration.ts';
import type { PacketProperties } from './settings/packet-properties.ts';
import { Settings } from './settings/store.ts';
import type { SettingName } from './settings/tables.ts';
import { splitFilters } from './topic-lists.ts';

/** With nothing to wait for, `doEvents` comes back after so many milliseconds. */
const IDLE_WAIT = 10;
const PLAIN_DISCONNECT: DisconnectPacket = { type: 'disconnect', reasonCode: 0 };

export class MQTT extends PropertyAccessors implements MQTTClient {
  readonly #listeners = new Listeners();
  readonly #settings: Settings;
  readonly #engine: Engine;
  /** Of restoreSession and config, where those need what is not there yet. */
  readonly #loading = new Loading();
  #dialer: PlatformDialer | undefined;
  readonly #host: EngineHost;
  #serverCert: Certificate | undefined;
  #serverCertFrom: Uint8Array | undefined;
  /** The last topic that was found valid: publishers repeat themselves. */
  #goodTopic = '';
  #incoming: MQTTMessageList | undefined;
  #outgoing: MQTTMessageList | undefined;

  constructor() {
    const host = new EngineHost();
    const settings = new Settings(host);
    super(settings);
    this.#host = host;
    this.#settings = settings;
    this.#engine = new Engine({
      clock: systemClock,
      random: Math.random,
      listeners: this.#listeners,
      settings: settings.values,
      decode: this.#decode,
      packetLines: (...about) => settings.configuration?.packetLines(...about),
      openStore,
      loading: this.#loading,
      plan: () => this.#plan(),
    });
    host.attach(this.#engine);
  }

  isConnected(): boolean {
    return this.#engine.state === 'connected';
  }

  setConnected(connected: boolean): void {
    if (typeof connected !== 'boolean') throw mqttError(10022, 'Connected must be a boolean');
    if (connected) void (this.#loading.busy ? this.connect() : this.#start());
    else void this.#end();
  }

  isReadyToSend(): boolean {
    return this.#engine.readyToSend;
  }

  getIncomingMessages(): MQTTMessageList {
    this.#incoming ??= new MQTTMessageList(this.#engine.session.incoming, this.#decode);
    return this.#incoming;
  }

  getOutgoingMessages(): MQTTMessageList {
    this.#outgoing ??= new MQTTMessageList(this.#engine.session.outgoing, this.#decode);
    return this.#outgoing;
  }

  getSSLServerCert(): Certificate {
    const { serverCertificate: der } = this.#engine.runtime;
    if (der !== this.#serverCertFrom) this.#serverCert = undefined;
    this.#serverCertFrom = der;
    this.#serverCert ??= der === undefined ? new Certificate() : new Certificate(der);
    return this.#serverCert;
  }

  on<N extends MQTTEventName>(event: N, listener: MQTTListener<N>): this {
    this.#listeners.on(event, listener);
    return this;
  }

  once<N extends MQTTEventName>(event: N, listener: MQTTListener<N>): this {
    this.#listeners.once(event, listener);
    return this;
  }

  off<N extends MQTTEventName>(event: N, listener?: MQTTListener<N>): this {
    this.#listeners.off(event, listener);
    return this;
  }

  setAuthenticator(authenticator: Authenticator | undefined): void {
    this.#engine.authenticator = authenticator;
  }

  /** Takes effect within the call, so that calls in a row need no await; a browser loads its code first. */
  config(configuration: SettingName | (string & {})): Promise<string> {
    return this.#inOrder(() => {
      const settings = this.#settings.configure();
      if (!(settings instanceof Promise)) return this.#configure(settings, configuration);
      return this.#loading.begin(settings.then((made) => this.#configure(made, configuration)));
    });
  }

  connect(): Promise<void> {
    return this.#inOrder(() => this.#start());
  }

  connectTo(host: string, port: number): Promise<void> {
    return this.#inOrder(() => {
      this.#checkIdle();
      this.#settings.set('RemoteHost', host);
      // Callers without types leave out the port of a URL that has its own.
      this.#settings.set('RemotePort', port === undefined ? 0 : port);
      return this.#start();
    });
  }

  disconnect(): Promise<void> {
    return this.#inOrder(() => this.#end());
  }

  doEvents(): Promise<void> {
    const wait = this.#engine.working ? 0 : IDLE_WAIT;
    return new Promise((resolve) => {
      setTimeout(resolve, wait);
    });
  }

  interrupt(): Promise<void> {
    this.#engine.interrupt();
    return Promise.resolve();
  }

  publishData(topic: string, QOS: number, data: Uint8Array): Promise<void> {
    if (this.#loading.busy) {
      return this.#loading.defer(this.publishData.bind(this, topic, QOS, data));
    }
    const error = this.#refusePublish(topic, QOS);
    if (error !== undefined) return rejected(error);
    if (!(data instanceof Uint8Array)) return rejected(mqttError(504, 'data must be a Uint8Array'));
    return this.#publish(topic, QOS, data);
  }

  publishMessage(topic: string, QOS: number, message: string): Promise<void> {
    if (this.#loading.busy) {
      return this.#loading.defer(this.publishMessage.bind(this, topic, QOS, message));
    }
    const error = this.#refusePublish(topic, QOS);
    if (error !== undefined) return rejected(error);
    if (typeof message !== 'string' || !isWellFormed(message)) {
      return rejected(mqttError(504, 'the message must be a well-formed string'));
    }
    try {
      const payload = (this.#settings.configuration ?? UTF8).encodeText(message);
      return this.#publish(topic, QOS, payload);
    } catch (refusal) {
      return rejected(refusal);
    }
  }

  async reset(): Promise<void> {
    if (this.#loading.busy) await this.#loading.pending;
    if (this.#engine.state === 'disconnecting') throw mqttError(143);
    const ended = this.#engine.disconnect(PLAIN_DISCONNECT);
    // Otherwise it takes effect within the call, as the settings do.
    if (this.#engine.state !== 'idle') await ended;
    const closed = this.#engine.discardSession();
    this.#settings.reset();
    this.#goodTopic = '';
    this.#dialer = undefined;
    await closed;
  }

  restoreSession(stateData: string): Promise<void> {
    return this.#inOrder(() => {
      const file = this.#settings.values.SessionStateFile;
      const text = file === '' ? stateData : readStateFile(file);
      if (text instanceof Promise) {
        return this.#loading.begin(text.then((read) => this.#restore(read)));
      }
      this.#restore(text);
      return Promise.resolve();
    });
  }

  async saveSession(): Promise<string> {
    if (this.#loading.busy) await this.#loading.pending;
    const state = this.#engine.save(this.#settings.values.ClientId);
    const file = this.#settings.values.SessionStateFile;
    if (file !== '') await writeStateFile(file, state);
    return state;
  }

  subscribe(topicFilter: string, QOS: number): Promise<void> {
    return this.#inOrder(() => {
      const filters = this.#filtersOf(topicFilter);
      const argument = checkQoS(QOS);
      const v5 = this.#engine.version === 5;
      const packets = this.#packets;
      const subscriptions = filters.map((filter, index) => ({
        topicFilter: filter,
        qos: packets?.topicQoS(index, argument) ?? argument,
        ...(v5 ? packets?.subscribeOptions(index) : undefined),
      }));
      return this.#engine.subscribe(subscriptions, v5 ? packets?.subscribe() : undefined);
    });
  }

  unsubscribe(topicFilter: string): Promise<void> {
    return this.#inOrder(() => this.#engine.unsubscribe(this.#filtersOf(topicFilter), topicFilter));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.disconnect();
  }

  /** After what is still being loaded, so that calls take effect in their order; throws nothing. */
  #inOrder<T>(call: () => Promise<T>): Promise<T> {
    if (this.#loading.busy) return this.#loading.defer(() => this.#inOrder(call));
    try {
      return call();
    } catch (error) {
      return rejected(error);
    }
  }

  /** @throws MQTTError 1117 without a connection, 503 */
  #filtersOf(topicFilter: string): readonly string[] {
    if (!this.isConnected()) throw mqttError(1117);
    return splitFilters(topicFilter, this.#settings.values.TopicDelimiter);
  }

  readonly #decode = (payload: Uint8Array): string =>
    (this.#settings.configuration ?? UTF8).decodeText(payload);

  /** What packets take from settings that `config` has; undefined: nothing. */
  get #packets(): PacketProperties | undefined {
    return this.#settings.configuration?.packets;
  }

  #restore(state: string): void {
    this.#engine.restore(state);
    this.#settings.keepSession();
  }

  /** Done when it returns, except SendCustomPacket, whose bytes the system has to take. */
  #configure(settings: Configuration, configuration: string): Promise<string> {
    const value = settings.config(configuration);
    const sending = this.#host.takeSending();
    return sending === undefined ? Promise.resolve(value) : handled(sending.then(() => value));
  }

  /** @throws MQTTError for what is wrong before anything is sent */
  #start(): Promise<void> {
    this.#checkIdle();
    const done = this.#engine.connect(this.#plan());
    const { ConnectionTimeout, Timeout } = this.#settings.values;
    // Timeout 0 does not wait: the outcome is the Connected event's.
    return (ConnectionTimeout || Timeout) === 0 ? Promise.resolve() : done;
  }

  /** @throws MQTTError as #start */
  #end(): Promise<void> {
    if (this.#engine.state === 'disconnecting') throw mqttError(143);
    const done = this.#engine.disconnect(this.#disconnectPacket());
    return this.#settings.values.Timeout === 0 ? Promise.resolve() : done;
  }

  #checkIdle(): void {
    const { state } = this.#engine;
    if (state === 'connected') throw mqttError(104);
    if (state === 'connecting') throw mqttError(1105);
    if (state === 'disconnecting') throw mqttError(143);
  }

  #plan(): ConnectPlan {
    const settings = this.#settings;
    const { values } = settings;
    const { address, packet } = planConnect(values, {
      connect: this.#packets?.connect(),
      will: this.#packets?.will(),
    });
    this.#dialer ??= new PlatformDialer();
    const transport = this.#dialer.dial({
      address,
      settings: values,
      tls: settings.configuration?.tls,
      objects: settings.objects,
      listeners: this.#listeners,
      log: this.#engine.log,
    });
    if (packet.clientId === '') settings.adoptClientId(generateClientId());
    return {
      transport,
      packet: { ...packet, clientId: values.ClientId },
      byName: address.path === '' && address.user === '',
      journal: planJournal(packet, values.SessionJournal, this.#engine.log),
      maxIncomingPacketSize: this.#packets?.incomingPacketLimit() ?? 0,
      patience: this.#connectPatience(),
    };
  }

  /** ConnectionTimeout is for the whole attempt, Timeout for its silences. */
  #connectPatience(): Patience {
    const { ConnectionTimeout } = this.#settings.values;
    if (ConnectionTimeout === 0) return this.#engine.patience();
    return { ...this.#engine.patience(ConnectionTimeout), absolute: true };
  }

  #disconnectPacket(): DisconnectPacket {
    if (this.#engine.version === 4 || !this.isConnected()) return PLAIN_DISCONNECT;
    const properties = this.#packets?.disconnect();
    const expiry = properties?.sessionExpiryInterval ?? 0;
    if (expiry !== 0 && this.#engine.sessionExpiry === 0) {
      throw mqttError(500, 'SessionExpInterval was 0 in CONNECT and must stay so in DISCONNECT');
    }
    const { DisconnectReasonCode: reasonCode } = this.#settings.values;
    return { type: 'disconnect', reasonCode, properties };
  }

  #refusePublish(topic: unknown, QOS: unknown): MQTTError | undefined {
    if (!this.#engine.mayPublish) return mqttError(1117);
    if (QOS !== 0 && QOS !== 1 && QOS !== 2) return invalidQoS(QOS);
    if (topic === this.#goodTopic && topic !== '') return undefined;
    return this.#checkTopic(topic);
  }

  #checkTopic(topic: unknown): MQTTError | undefined {
    if (typeof topic !== 'string') return mqttError(502, 'the topic must be a string');
    if (topic === '' && this.#publishProperties()?.topicAlias !== undefined) return undefined;
    const error = topicError(topic);
    if (error === undefined) this.#goodTopic = topic;
    return error;
  }

  #publishProperties(): PublishProperties | undefined {
    return this.#engine.version === 5 ? this.#packets?.publish() : undefined;
  }

  #publish(topic: string, QOS: number, payload: Uint8Array): Promise<void> {
    const { Retain, Duplicate } = this.#settings.values;
    const qos = QOS as QoS;
    const properties = this.#publishProperties();
    if (properties !== undefined) {
      const error = refuseProperties(properties, payload);
      if (error !== undefined) return rejected(error);
    }
    return this.#engine.publish({
      type: 'publish',
      topic,
      payload,
      qos,
      retain: Retain,
      dup: Duplicate && qos > 0,
      properties,
    });
  }
}

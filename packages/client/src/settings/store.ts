/** The one store behind the accessors of the properties, `config` and the JSON keys. */

import type {
  ConnectProperties,
  DisconnectProperties,
  PublishProperties,
  QoS,
  SubscribeProperties,
  WillProperties,
} from '@x/codec';
import { type MQTTError, mqttError } from '../errors.ts';
import { Firewall } from '../firewall.ts';
import { fromHex } from '../hex.ts';
import type { CertificateValue, ReceivedDisconnect, RuntimeValues, SettingsHost } from './host.ts';
import { formatProperties, JsonSettings } from './json.ts';
import type { JsonGroupName } from './json-keys.ts';
import { checked, Refusal } from './kinds.ts';
import { CLASS_PROPERTIES } from './properties.ts';
import type { JsonRow, Lock, RowContext, StoredRow, UserPropertyEntry } from './row.ts';
import {
  findRow,
  INITIAL_TLS_VALUES,
  INITIAL_VALUES,
  type NamedRow,
  type SettingName,
  type SettingValues,
  type StoredPropertyName,
  type TLSValues,
} from './tables.ts';

/** The properties that are objects; undefined until someone asks for one or sets it. */
export interface ObjectValues {
  Firewall?: Firewall | undefined;
  SSLAcceptServerCert?: CertificateValue | undefined;
  SSLCert?: CertificateValue | undefined;
}

/** What `get` gives and `set` takes: RemotePort reads as 1883 while it was never set. */
export type PropertyValues = Required<{
  [N in StoredPropertyName]: Exclude<SettingValues[N], undefined>;
}> & { readonly [N in keyof ObjectValues]-?: Exclude<ObjectValues[N], undefined> };

export interface SubscribeOptions {
  readonly noLocal: boolean;
  readonly retainAsPublished: boolean;
  readonly retainHandling: 0 | 1 | 2;
}

const NO_OBJECTS: Readonly<ObjectValues> = Object.freeze({});

/** The packets whose properties are compiled from settings. */
type Compiled = {
  publish?: PublishProperties | undefined;
  connect?: ConnectProperties | undefined;
  will?: WillProperties | undefined;
  disconnect?: DisconnectProperties | undefined;
};

export class Settings {
  /** Plain fields, always this object: the hot path reads them directly. Only this class writes them. */
  readonly values: Readonly<SettingValues>;
  readonly #values: SettingValues;
  #tls: Readonly<TLSValues> = INITIAL_TLS_VALUES;
  #objects: Readonly<ObjectValues> = NO_OBJECTS;
  readonly #json: JsonSettings;
  readonly #host: SettingsHost;
  readonly #context: RowContext;
  /** A key with undefined in it is compiled and empty. */
  #compiled: Compiled = {};
  /** The server's DISCONNECTs that the user's own settings have replaced since. */
  #hiddenCode: ReceivedDisconnect | undefined;
  #hiddenProperties: ReceivedDisconnect | undefined;

  constructor(host: SettingsHost) {
    this.#host = host;
    this.#values = { ...INITIAL_VALUES };
    this.values = this.#values;
    this.#json = new JsonSettings(this.#values);
    this.#context = new Context(this, host, this.#json);
  }

  /** What a handshake reads; a snapshot that later changes do not touch. */
  get tls(): Readonly<TLSValues> {
    return this.#tls;
  }

  /** The object properties as they are, without making any. */
  get objects(): Readonly<ObjectValues> {
    return this.#objects;
  }

  /** `NAME` reads, `NAME=VALUE` sets and gives what a later read would. @throws MQTTError */
  config(text: string): string {
    if (typeof text !== 'string') throw mqttError(10022, 'the configuration must be a string');
    const equals = text.indexOf('=');
    if (equals === -1) return this.read(text);
    return this.write(text.slice(0, equals), text.slice(equals + 1));
  }

  /** @throws MQTTError 10022 for an unknown name or an index out of range. */
  read(name: SettingName | (string & {})): string {
    const target = targetOf(name);
    const { row } = target;
    switch (row.type) {
      case 'stored':
        return row.kind.format(this.#shown(target, row));
      case 'computed':
        return orThrow(target.label, row.read(this.#context, target.index));
      case 'json':
        return this.#readJson(row);
      case 'shared':
        return row.with === 'ConnectionTimeout' ? this.read(row.with) : String(this.get(row.with));
    }
  }

  /**
   * @returns What a later read gives.
   * @throws MQTTError 10022 for an unknown name or a wrong value, 211 for a read-only setting, the documented code
   * where a setting cannot change now.
   */
  write(name: SettingName | (string & {}), value: string): string {
    const target = targetOf(name);
    const { row } = target;
    if (row.type === 'stored') {
      this.#checkLock(target.name, row.lock);
      this.#store(target, row, orThrow(target.name, row.kind.parse(value)));
    } else if (row.type === 'computed') {
      throwIf(target.label, row.write(this.#context, value, target.index));
    } else if (row.type === 'json') {
      this.#writeJson(target.name, row, value);
    } else {
      return this.#writeShared(row.with, value);
    }
    this.#compiled = {};
    return this.read(name);
  }

  get<N extends keyof PropertyValues>(name: N): PropertyValues[N];
  get(name: keyof PropertyValues): unknown {
    const row = CLASS_PROPERTIES[name];
    if (row.type === 'object') return this.#object(name as keyof ObjectValues);
    return (row as StoredRow<unknown>).shown(
      this.#values[name as StoredPropertyName],
      this.#host.runtime,
    );
  }

  /** @throws MQTTError 10022 for a wrong type or value; the documented code where a property cannot change now. */
  set(name: keyof PropertyValues, value: unknown): void {
    const row = CLASS_PROPERTIES[name];
    if (row.type === 'object') {
      this.#setObject(name as keyof ObjectValues, row.class, value);
      return;
    }
    const stored = row as StoredRow<unknown>;
    this.#checkLock(name, stored.lock);
    this.#store(
      { name, area: 'values', key: name },
      stored,
      orThrow(name, checked(stored.kind, value)),
    );
    this.#compiled = {};
  }

  /** Everything as in a new client; the runtime values are the host's. */
  reset(): void {
    Object.assign(this.#values, INITIAL_VALUES);
    this.#tls = INITIAL_TLS_VALUES;
    this.#objects = NO_OBJECTS;
    for (const group of ['connect', 'disconnect', 'publish', 'will'] as const) {
      this.#json.clear(group);
    }
    this.#compiled = {};
    this.#hiddenCode = undefined;
    this.#hiddenProperties = undefined;
  }

  /** The value that restoring a session implies, also while connected. */
  keepSession(): void {
    this.#values.CleanSession = false;
  }

  /** The client identifier that was made up because none was set. */
  adoptClientId(clientId: string): void {
    this.#values.ClientId = clientId;
  }

  /** Of following PUBLISH packets; compiled once and cached until a setting changes. undefined: none. */
  publishProperties(): PublishProperties | undefined {
    if (!('publish' in this.#compiled)) this.#compiled.publish = this.#json.properties('publish');
    return this.#compiled.publish;
  }

  willProperties(): WillProperties | undefined {
    if (!('will' in this.#compiled)) this.#compiled.will = this.#json.properties('will');
    return this.#compiled.will;
  }

  /** Of our DISCONNECT: never what the server sent. */
  disconnectProperties(): DisconnectProperties | undefined {
    if (!('disconnect' in this.#compiled)) {
      this.#compiled.disconnect = this.#json.properties('disconnect');
    }
    return this.#compiled.disconnect;
  }

  /** ConnectProperties with what the extensions add to them. */
  connectProperties(): ConnectProperties | undefined {
    if (!('connect' in this.#compiled)) this.#compiled.connect = this.#compileConnect();
    return this.#compiled.connect;
  }

  /** The largest packet to take from the server, in bytes; undefined: no limit. MaximumPacketSize counts in MQTT 5 only. */
  incomingPacketLimit(): number | undefined {
    const own = this.#values.MaxIncomingPacketSize;
    const limit = this.#values.Version === 1 ? this.connectProperties()?.maximumPacketSize : own;
    return limit === 0 ? undefined : limit;
  }

  /** MQTT 5: the options of the filter at this place of a list; the last element of an array serves all that follow. */
  subscribeOptions(index: number): SubscribeOptions {
    return {
      noLocal: elementAt(this.#values.TopicNLArray, index) ?? false,
      retainAsPublished: elementAt(this.#values.TopicRAPArray, index) ?? false,
      retainHandling: elementAt(this.#values.TopicRHArray, index) ?? 0,
    };
  }

  /** MQTT 5: the properties of a SUBSCRIBE packet. */
  subscribeProperties(): SubscribeProperties | undefined {
    const identifier = this.#values.SubscriptionIdentifier;
    return identifier === undefined ? undefined : { subscriptionIdentifiers: [identifier] };
  }

  /** The QoS for the filter at this place of a list: TopicQOSArray's, or the argument's where that is empty. */
  topicQoS(index: number, argument: QoS): QoS {
    return elementAt(this.#values.TopicQOSArray, index) ?? argument;
  }

  #compileConnect(): ConnectProperties | undefined {
    const { MaxIncomingPacketSize, AuthenticationMethod, AuthenticationData } = this.#values;
    const properties: ConnectProperties | undefined = this.#json.properties('connect');
    const limits = [properties?.maximumPacketSize, MaxIncomingPacketSize || undefined];
    const limit = limits.filter((each) => each !== undefined);
    const added: ConnectProperties = {
      ...(limit.length > 0 && { maximumPacketSize: Math.min(...limit) }),
      ...(AuthenticationMethod !== '' && { authenticationMethod: AuthenticationMethod }),
      ...(AuthenticationData !== '' && { authenticationData: fromHex(AuthenticationData) }),
    };
    if (Object.keys(added).length === 0) return properties;
    return { ...properties, ...added };
  }

  #store(place: Place, row: StoredRow<unknown>, value: unknown): void {
    if (place.area === 'tls') this.#tls = { ...this.#tls, [place.key]: value };
    else (this.#values as Record<string, unknown>)[place.key] = value;
    if (place.name === 'DisconnectReasonCode') {
      this.#hiddenCode = this.#host.runtime.receivedDisconnect;
    }
    const note = row.note(value, place.name);
    if (note !== undefined) this.#host.log(1, note, 'Info');
  }

  #shown(target: NamedRow, row: StoredRow<unknown>): unknown {
    const received = this.#host.runtime.receivedDisconnect;
    if (target.name === 'DisconnectReasonCode' && received !== this.#hiddenCode) {
      if (received !== undefined) return received.reasonCode;
    }
    const area: object = target.area === 'tls' ? this.#tls : this.#values;
    return row.shown(Reflect.get(area, target.key), this.#host.runtime);
  }

  #readJson(row: JsonRow): string {
    const { connAckProperties, receivedDisconnect } = this.#host.runtime;
    if (row.group === 'connack') return formatProperties('connack', connAckProperties);
    if (row.group === 'disconnect' && receivedDisconnect !== this.#hiddenProperties) {
      if (receivedDisconnect !== undefined) {
        return formatProperties('disconnect', receivedDisconnect.properties);
      }
    }
    return this.#json.format(row.group);
  }

  #writeJson(name: string, row: JsonRow, text: string): void {
    if (row.access === 'read-only') throw refused(name, new Refusal('is read-only', 211));
    throwIf(name, this.#json.write(row.group as Exclude<JsonGroupName, 'connack'>, text));
    if (row.group === 'disconnect') this.#hiddenProperties = this.#host.runtime.receivedDisconnect;
  }

  /** A property under the name of a setting: the property's own rules hold. */
  #writeShared(name: 'LocalHost' | 'LocalPort' | 'ConnectionTimeout', text: string): string {
    if (name === 'ConnectionTimeout') return this.write(name, text);
    const row: StoredRow<unknown> = CLASS_PROPERTIES[name];
    this.#checkLock(name, row.lock);
    this.set(name, orThrow(name, row.kind.parse(text)));
    return this.read(name);
  }

  #checkLock(name: string, lock: Lock | undefined): void {
    if (lock === undefined) return;
    const locked = lock.during === 'busy' ? this.#host.isBusy() : this.#host.isConnected();
    if (!locked) return;
    if (lock.code === 211) throw mqttError(211, `${name} cannot change while connected`);
    throw mqttError(lock.code);
  }

  #object(name: keyof ObjectValues): Firewall | CertificateValue {
    const existing = this.#objects[name];
    if (existing !== undefined) return existing;
    const made = name === 'Firewall' ? new Firewall() : new this.#host.certificate();
    this.#objects = { ...this.#objects, [name]: made };
    return made;
  }

  #setObject(name: keyof ObjectValues, type: 'Firewall' | 'Certificate', value: unknown): void {
    const expected = type === 'Firewall' ? Firewall : this.#host.certificate;
    if (!(value instanceof expected)) throw mqttError(10022, `${name} must be a ${type}`);
    this.#objects = { ...this.#objects, [name]: value };
  }
}

/** Where a value is kept. */
type Place = Pick<NamedRow, 'name' | 'area' | 'key'>;

interface Target extends NamedRow {
  /** As the caller wrote it, for an error's text. */
  readonly label: string;
  /** -1 without one. */
  readonly index: number;
}

/** `NAME` or `NAME[i]`, the name in any case. */
function targetOf(written: string): Target {
  const match = /^\s*([^[\]]*?)\s*(?:\[\s*(\d{1,9})\s*\])?\s*$/.exec(written);
  const found = match === null ? undefined : findRow(match[1] ?? '');
  if (found === undefined) {
    throw mqttError(10022, `unknown configuration setting "${written.trim()}"`);
  }
  const index = match?.[2] === undefined ? -1 : Number(match[2]);
  const indexed = found.row.type === 'computed' && found.row.indexed;
  if (indexed !== index >= 0) {
    throw mqttError(
      10022,
      `${found.name} ${indexed ? 'needs an index, as in [0]' : 'takes no index'}`,
    );
  }
  return { ...found, index, label: indexed ? `${found.name}[${index}]` : found.name };
}

class Context implements RowContext {
  readonly #settings: Settings;
  readonly #host: SettingsHost;
  readonly #json: JsonSettings;

  constructor(settings: Settings, host: SettingsHost, json: JsonSettings) {
    this.#settings = settings;
    this.#host = host;
    this.#json = json;
  }

  get runtime(): RuntimeValues {
    return this.#host.runtime;
  }
  get firewall(): Firewall {
    return this.#settings.get('Firewall');
  }
  get outgoingUserProperties(): UserPropertyEntry[] {
    return this.#json.userProperties('publish');
  }
  sendCustomPacket(bytes: Uint8Array): void {
    this.#host.sendCustomPacket(bytes);
  }
}

function elementAt<T>(values: readonly T[], index: number): T | undefined {
  return values[Math.min(index, values.length - 1)];
}

function refused(name: string, refusal: Refusal): MQTTError {
  return mqttError(refusal.code, `${name} ${refusal.reason}`);
}

function orThrow<T>(name: string, value: T | Refusal): T {
  if (value instanceof Refusal) throw refused(name, value);
  return value;
}

function throwIf(name: string, refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw refused(name, refusal);
}

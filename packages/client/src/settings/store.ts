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
import type { CertificateValue, ReceivedDisconnect, RuntimeValues, SettingsHost } from './host.ts';
import { formatProperties, JsonSettings } from './json.ts';
import type { JsonGroupName } from './json-keys.ts';
import { checked, Refusal } from './kinds.ts';
import { PacketProperties, type SubscribeOptions } from './packet-properties.ts';
import { CLASS_PROPERTIES } from './properties.ts';
import type { JsonRow, Lock, RowContext, StoredRow, UserPropertyEntry } from './row.ts';
import {
  INITIAL_TLS_VALUES,
  INITIAL_VALUES,
  type NamedRow,
  type SettingName,
  type SettingValues,
  type StoredPropertyName,
  type TLSValues,
} from './tables.ts';
import { neededFor, targetOf } from './target.ts';

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

const NO_OBJECTS: Readonly<ObjectValues> = Object.freeze({});

export class Settings {
  /** Plain fields, always this object: the hot path reads them directly. Only this class writes them. */
  readonly values: Readonly<SettingValues>;
  readonly #values: SettingValues;
  #tls: Readonly<TLSValues> = INITIAL_TLS_VALUES;
  #objects: Readonly<ObjectValues> = NO_OBJECTS;
  readonly #json: JsonSettings;
  readonly #packets: PacketProperties;
  readonly #host: SettingsHost;
  readonly #context: RowContext;
  /** The server's DISCONNECTs that the user's own settings have replaced since. */
  #hiddenCode: ReceivedDisconnect | undefined;
  #hiddenProperties: ReceivedDisconnect | undefined;

  constructor(host: SettingsHost) {
    this.#host = host;
    this.#values = { ...INITIAL_VALUES };
    this.values = this.#values;
    this.#json = new JsonSettings(this.#values);
    this.#packets = new PacketProperties(this.#values, this.#json);
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

  /** What `config` has to wait for; undefined: nothing. */
  neededFor(text: unknown): Promise<void> | undefined {
    return typeof text === 'string' ? neededFor(text.split('=', 1)[0] ?? '') : undefined;
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
    this.#packets.forget();
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
    this.#packets.forget();
  }

  /** Everything as in a new client; the runtime values are the host's. */
  reset(): void {
    Object.assign(this.#values, INITIAL_VALUES);
    this.#tls = INITIAL_TLS_VALUES;
    this.#objects = NO_OBJECTS;
    for (const group of ['connect', 'disconnect', 'publish', 'will'] as const) {
      this.#json.clear(group);
    }
    this.#packets.forget();
    this.#hiddenCode = this.#host.runtime.receivedDisconnect;
    this.#hiddenProperties = this.#hiddenCode;
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
    return this.#packets.publish();
  }
  willProperties(): WillProperties | undefined {
    return this.#packets.will();
  }
  /** Of our DISCONNECT: never what the server sent. */
  disconnectProperties(): DisconnectProperties | undefined {
    return this.#packets.disconnect();
  }
  /** ConnectProperties with what the extensions add to them. */
  connectProperties(): ConnectProperties | undefined {
    return this.#packets.connect();
  }
  subscribeProperties(): SubscribeProperties | undefined {
    return this.#packets.subscribe();
  }
  /** MQTT 5: the options of the filter at this place of a list. */
  subscribeOptions(index: number): SubscribeOptions {
    return this.#packets.subscribeOptions(index);
  }
  /** The QoS for the filter at this place of a list: TopicQOSArray's, or the argument's where that is empty. */
  topicQoS(index: number, argument: QoS): QoS {
    return this.#packets.topicQoS(index, argument);
  }
  /** The largest packet to take from the server, in bytes; undefined: no limit. */
  incomingPacketLimit(): number | undefined {
    return this.#packets.incomingPacketLimit();
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
    return row.shown(Reflect.get(area, target.key) ?? row.initial, this.#host.runtime);
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

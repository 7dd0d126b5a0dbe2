/** The store of the properties and settings. The accessors read and write it directly, `config` through the Configuration. */

import { configurationClass } from '#configuration';
import { mqttError } from '../errors.ts';
import { Firewall } from '../firewall.ts';
import type { Configuration } from './configuration.ts';
import type { CertificateValue, SettingsHost } from './host.ts';
import { INITIAL_VALUES } from './initial.ts';
import { checked } from './kinds.ts';
import { CLASS_PROPERTIES } from './properties.ts';
import { orThrow } from './refusal.ts';
import type { Lock, StoredRow } from './row.ts';
import type { SettingValues, StoredPropertyName } from './setting-values.ts';

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

/** A client has values of its own only where they differ; not frozen, since that would forbid those too. */
const DEFAULTS: Readonly<SettingValues> = { ...INITIAL_VALUES };
const NO_OBJECTS: Readonly<ObjectValues> = Object.freeze({});

export class Settings {
  /** Plain fields, some of the prototype's, and always this object: the hot path reads them directly. Only this class and its Configuration write them. */
  readonly values: Readonly<SettingValues>;
  readonly #values: SettingValues;
  #objects: Readonly<ObjectValues> = NO_OBJECTS;
  #configuration: Configuration | undefined;
  readonly #host: SettingsHost;

  constructor(host: SettingsHost) {
    this.#host = host;
    this.#values = Object.create(DEFAULTS);
    this.values = this.#values;
  }

  /** The object properties as they are, without making any. */
  get objects(): Readonly<ObjectValues> {
    return this.#objects;
  }

  /** Undefined until it is asked for: as long as nobody calls `config`, nothing is as it says. */
  get configuration(): Configuration | undefined {
    return this.#configuration;
  }

  /** For `config`; a promise where its code has to be loaded first. @throws MQTTError 10053, by rejection */
  configure(): Configuration | Promise<Configuration> {
    if (this.#configuration !== undefined) return this.#configuration;
    const type = configurationClass();
    return type instanceof Promise ? type.then(this.#make) : this.#make(type);
  }

  get<N extends keyof PropertyValues>(name: N): PropertyValues[N];
  get(name: keyof PropertyValues): unknown {
    const row = CLASS_PROPERTIES[name];
    if (row.type === 'object') return this.#object(name as keyof ObjectValues);
    const { shown }: StoredRow<unknown> = row;
    const value = this.#values[name as StoredPropertyName];
    return shown === undefined ? value : shown(value, this.#host.runtime);
  }

  /** @throws MQTTError 10022 for a wrong type or value; the documented code where a property cannot change now. */
  set(name: keyof PropertyValues, value: unknown): void {
    const row = CLASS_PROPERTIES[name];
    if (row.type === 'object') {
      this.#setObject(name as keyof ObjectValues, row.class, value);
      return;
    }
    const { kind, lock }: StoredRow<unknown> = row;
    this.checkLock(name, lock);
    Reflect.set(this.#values, name, orThrow(name, checked(kind, value)));
  }

  /** @throws MQTTError with the lock's code while it holds */
  checkLock(name: string, lock: Lock | undefined): void {
    if (lock === undefined) return;
    const locked = lock.during === 'busy' ? this.#host.isBusy() : this.#host.isConnected();
    if (!locked) return;
    if (lock.code === 211) throw mqttError(211, `${name} cannot change while connected`);
    throw mqttError(lock.code);
  }

  /** Everything as in a new client; the runtime values are the host's. */
  reset(): void {
    Object.assign(this.#values, INITIAL_VALUES);
    this.#objects = NO_OBJECTS;
    this.#configuration = undefined;
  }

  /** The value that restoring a session implies, also while connected. */
  keepSession(): void {
    this.#values.CleanSession = false;
  }

  /** The client identifier that was made up because none was set. */
  adoptClientId(clientId: string): void {
    this.#values.ClientId = clientId;
  }

  readonly #make = (type: typeof Configuration): Configuration => {
    this.#configuration ??= new type(this, this.#values, this.#host);
    return this.#configuration;
  };

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

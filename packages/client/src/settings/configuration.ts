/** What `config` does, and all that only `config` can turn on: a browser loads it with the first call. */

import type { Packet } from '@x/codec';
import { decodeText, encodeText } from '../code-page.ts';
import { type BytesOf, type PacketLine, packetLines } from '../engine/packet-lines.ts';
import { mqttError } from '../errors.ts';
import type { Firewall } from '../firewall.ts';
import type { ReceivedDisconnect, RuntimeValues, SettingsHost } from './host.ts';
import { formatProperties, JsonSettings } from './json.ts';
import type { JsonGroupName } from './json-keys.ts';
import { PacketProperties } from './packet-properties.ts';
import { CLASS_PROPERTIES } from './properties.ts';
import { orThrow, Refusal, refused } from './refusal.ts';
import type { JsonRow, RowContext, StoredRow, UserPropertyEntry } from './row.ts';
import type { SettingValues, TLSValues } from './setting-values.ts';
import { INITIAL_TLS_VALUES } from './ssl-initial.ts';
import type { Settings } from './store.ts';
import { initialOf, type NamedRow, type SettingName } from './tables.ts';
import { type Target, targetOf } from './target.ts';
import { format, parse } from './text-form.ts';

export class Configuration implements RowContext {
  /** What following packets take from the settings. */
  readonly packets: PacketProperties;
  readonly #settings: Settings;
  readonly #values: SettingValues;
  readonly #host: SettingsHost;
  readonly #json: JsonSettings;
  #tls: Readonly<TLSValues> = INITIAL_TLS_VALUES;
  /** The server's DISCONNECTs that the user's own settings have replaced since. */
  #hiddenCode: ReceivedDisconnect | undefined;
  #hiddenProperties: ReceivedDisconnect | undefined;

  /** `values` are those of the settings, to write to. */
  constructor(settings: Settings, values: SettingValues, host: SettingsHost) {
    this.#settings = settings;
    this.#values = values;
    this.#host = host;
    this.#json = new JsonSettings(values);
    this.packets = new PacketProperties(values, this.#json);
  }

  /** What a handshake reads; a snapshot that later changes do not touch. */
  get tls(): Readonly<TLSValues> {
    return this.#tls;
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
        return format(row.kind, this.#shown(target, row));
      case 'computed':
        return orThrow(target.label, row.read(this, target.index));
      case 'json':
        return this.#readJson(row);
      case 'shared':
        return row.with === 'ConnectionTimeout'
          ? this.read(row.with)
          : String(this.#settings.get(row.with));
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
    if (row.type === 'stored') this.#writeStored(target, row, value);
    else if (row.type === 'computed') orThrow(target.label, row.write(this, value, target.index));
    else if (row.type === 'json') this.#writeJson(target.name, row, value);
    else return this.#writeShared(row.with, value);
    this.packets.forget();
    return this.read(name);
  }

  /** @throws MQTTError 434 where the code page is not available or lacks a character of the text */
  encodeText(text: string): Uint8Array {
    return encodeText(text, this.#values.CodePage);
  }

  decodeText(bytes: Uint8Array): string {
    return decodeText(bytes, this.#values.CodePage);
  }

  /** What the log says about a packet at the levels 2 and 3. */
  packetLines(way: 'sent' | 'received', packet: Packet, bytesOf: BytesOf): PacketLine[] {
    return packetLines(way, packet, bytesOf, this.#values);
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

  #writeStored(target: Target, row: StoredRow<unknown>, text: string): void {
    const { name, key, area } = target;
    this.#settings.checkLock(name, row.lock);
    const value = orThrow(name, parse(row.kind, text));
    if (area === 'tls') this.#tls = { ...this.#tls, [key]: value };
    else Reflect.set(this.#values, key, value);
    if (name === 'DisconnectReasonCode') this.#hiddenCode = this.runtime.receivedDisconnect;
    const note = row.note === undefined ? noEffect(target, value) : row.note(value);
    if (note !== undefined) this.#host.log(1, note, 'Info');
  }

  #shown(target: NamedRow, row: StoredRow<unknown>): unknown {
    const received = this.runtime.receivedDisconnect;
    if (target.name === 'DisconnectReasonCode' && received !== this.#hiddenCode) {
      if (received !== undefined) return received.reasonCode;
    }
    const value = Reflect.get(target.area === 'tls' ? this.#tls : this.#values, target.key);
    return row.shown === undefined ? value : row.shown(value, this.runtime);
  }

  #readJson(row: JsonRow): string {
    const { connAckProperties, receivedDisconnect } = this.runtime;
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
    orThrow(name, this.#json.write(row.group as Exclude<JsonGroupName, 'connack'>, text));
    if (row.group === 'disconnect') this.#hiddenProperties = this.runtime.receivedDisconnect;
  }

  /** A property under the name of a setting: the property's own rules hold. */
  #writeShared(name: 'LocalHost' | 'LocalPort' | 'ConnectionTimeout', text: string): string {
    if (name === 'ConnectionTimeout') return this.write(name, text);
    const row: StoredRow<unknown> = CLASS_PROPERTIES[name];
    this.#settings.checkLock(name, row.lock);
    this.#settings.set(name, orThrow(name, parse(row.kind, text)));
    return this.read(name);
  }
}

function noEffect(target: NamedRow, value: unknown): string | undefined {
  return target.row.effect === 'stored' && value !== initialOf(target)
    ? `${target.name} has no effect on this platform.`
    : undefined;
}

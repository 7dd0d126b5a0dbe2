/** The JSON settings: texts of several properties that merge when set, over the same storage as the single settings. */

import { fromHex, toHex } from '../hex.ts';
import {
  findKey,
  JSON_KEYS,
  type JsonGroupName,
  type JsonKey,
  type SharedSetting,
} from './json-keys.ts';
import { readPairs } from './json-pairs.ts';
import type { Kind } from './kinds.ts';
import { Refusal } from './refusal.ts';
import type { UserPropertyEntry } from './row.ts';
import { parse } from './text-form.ts';
import { hex, mqttString } from './text-kinds.ts';

/** The single settings that are keys as well. */
export type SharedValues = Record<SharedSetting, unknown>;

type Pair = readonly [name: string, value: string];
type Properties = Readonly<Record<string, unknown>>;

/** What a key holds when it is not set. */
const UNSET: Readonly<SharedValues> = {
  ClientTopicAliasMax: undefined,
  ResponseTopic: '',
  SessionExpInterval: undefined,
  TopicAlias: undefined,
};

export class JsonSettings {
  readonly #shared: SharedValues;
  /** Both are made on first use: most clients set none. */
  #own: Map<JsonGroupName, Map<string, unknown>> | undefined;
  #pairs: Map<JsonGroupName, UserPropertyEntry[]> | undefined;

  constructor(shared: SharedValues) {
    this.#shared = shared;
  }

  /** The user properties of a packet; the list stays the same object. */
  userProperties(group: JsonGroupName): UserPropertyEntry[] {
    this.#pairs ??= new Map();
    const list = this.#pairs.get(group) ?? [];
    this.#pairs.set(group, list);
    return list;
  }

  /** Sets the keys that the text has and leaves the others; "" resets all. On a refusal nothing has changed. */
  write(group: JsonGroupName, text: string): Refusal | undefined {
    if (text.trim() === '') {
      this.clear(group);
      return undefined;
    }
    const change = stage(group, text);
    if (change instanceof Refusal) return change;
    for (const [name, value] of change.values) this.#set(group, name, value);
    if (change.pairs !== undefined) this.#setPairs(group, change.pairs);
    return undefined;
  }

  clear(group: JsonGroupName): void {
    for (const name of Object.keys(JSON_KEYS[group])) this.#set(group, name, undefined);
    this.#setPairs(group, []);
  }

  /** The keys that are set, with native types; "" if there are none. */
  format(group: JsonGroupName): string {
    const pairs = this.#userProperties(group) ?? [];
    return formatObject(group, (name) => this.#get(group, name), pairs);
  }

  /** What is set, as the properties of a packet; undefined if nothing is. */
  properties(group: JsonGroupName): Properties | undefined {
    const properties: Record<string, unknown> = {};
    let count = 0;
    const put = (name: string, value: unknown): void => {
      if (value === undefined) return;
      properties[name] = value;
      count++;
    };
    for (const [name, row] of rowsOf(group)) {
      const value = row.kind === 'pairs' ? this.#userProperties(group) : this.#get(group, name);
      put(row.property, toWire(row, value));
    }
    return count === 0 ? undefined : properties;
  }

  #get(group: JsonGroupName, name: string): unknown {
    const setting = sharedSetting(group, name);
    if (setting === undefined) return this.#own?.get(group)?.get(name);
    const value = this.#shared[setting];
    return value === UNSET[setting] ? undefined : value;
  }

  #set(group: JsonGroupName, name: string, value: unknown): void {
    const setting = sharedSetting(group, name);
    if (setting !== undefined) {
      this.#shared[setting] = value ?? UNSET[setting];
      return;
    }
    if (value === undefined) {
      this.#own?.get(group)?.delete(name);
      return;
    }
    this.#own ??= new Map();
    const own = this.#own.get(group) ?? new Map<string, unknown>();
    this.#own.set(group, own.set(name, value));
  }

  #setPairs(group: JsonGroupName, pairs: readonly Pair[]): void {
    if (pairs.length === 0 && this.#pairs?.has(group) !== true) return;
    const list = this.userProperties(group);
    list.length = 0;
    for (const [name, value] of pairs) list.push({ name, value });
  }

  /** An entry whose name is still empty is not sent. */
  #userProperties(group: JsonGroupName): readonly Pair[] | undefined {
    const named = this.#pairs?.get(group)?.filter((entry) => entry.name !== '') ?? [];
    return named.length === 0 ? undefined : named.map(({ name, value }) => [name, value]);
  }
}

/** The properties that came with a packet, as the JSON setting shows them. */
export function formatProperties(group: JsonGroupName, properties: object | undefined): string {
  const received = (properties ?? {}) as Properties;
  const pairs = (received['userProperties'] ?? []) as readonly Pair[];
  return formatObject(group, (_, row) => fromWire(received[row.property]), pairs);
}

interface Change {
  /** undefined: reset. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly pairs: readonly Pair[] | undefined;
}

function stage(group: JsonGroupName, text: string): Change | Refusal {
  const pairs = readPairs(text);
  if (pairs instanceof Refusal) return pairs;
  const values = new Map<string, unknown>();
  let userProperties: Pair[] | undefined;
  for (const [written, value] of pairs) {
    const key = findKey(group, written);
    if (key === undefined) return new Refusal(`has no key "${written}"`);
    if (key.row.readOnly === true) return new Refusal(`key ${key.name} is read-only`, 211);
    if (key.row.kind === 'pairs') {
      userProperties ??= [];
      const refusal = addPairs(value, userProperties);
      if (refusal !== undefined) return aboutKey(key.name, refusal);
      continue;
    }
    const parsed = isReset(key.row.kind, value) ? undefined : fromJson(key.row.kind, value);
    if (parsed instanceof Refusal) return aboutKey(key.name, parsed);
    values.set(key.name, parsed);
  }
  return { values, pairs: userProperties };
}

function aboutKey(name: string, refusal: Refusal): Refusal {
  return new Refusal(`key ${name} ${refusal.reason}`, refusal.code);
}

function isReset(kind: Kind<unknown>, value: unknown): boolean {
  if (value === '') return true;
  return kind.type === 'number' && (value === -1 || value === '-1');
}

/** A value in its native type, or the text of one. */
function fromJson(kind: Kind<unknown>, value: unknown): unknown {
  if (typeof value === 'string') return parse(kind, value);
  const native = typeof value === 'number' || typeof value === 'boolean';
  if (!native || kind.type === 'string')
    return new Refusal(`must be a ${kind.type}: ${kind.title}`);
  return parse(kind, String(value));
}

/** "name:value", or an array of such texts; "" adds none. */
function addPairs(value: unknown, pairs: Pair[]): Refusal | undefined {
  for (const text of Array.isArray(value) ? value : [value]) {
    if (typeof text !== 'string') return new Refusal('must be a string "name:value"');
    if (text === '') continue;
    const colon = text.indexOf(':');
    const pair: Pair = colon === -1 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)];
    const refusal = mqttString.refuse(pair[0]) ?? mqttString.refuse(pair[1]);
    if (refusal !== undefined) return refusal;
    if (pair[0] === '') return new Refusal('must have a name before the colon');
    pairs.push(pair);
  }
  return undefined;
}

function rowsOf(group: JsonGroupName): [name: string, row: JsonKey<unknown>][] {
  return Object.entries<JsonKey<unknown>>(JSON_KEYS[group]);
}

function sharedSetting(group: JsonGroupName, name: string): SharedSetting | undefined {
  return findKey(group, name)?.row.setting;
}

function toWire(row: JsonKey<unknown>, value: unknown): unknown {
  if (row.kind === hex && typeof value === 'string') return fromHex(value);
  // 0 says what the absence of the property says, in fewer bytes.
  if (row.property === 'payloadFormatIndicator' && value === 0) return undefined;
  return value;
}

function fromWire(value: unknown): unknown {
  return value instanceof Uint8Array ? toHex(value) : value;
}

function formatObject(
  group: JsonGroupName,
  read: (name: string, row: JsonKey<unknown>) => unknown,
  pairs: readonly Pair[],
): string {
  const members: string[] = [];
  const add = (name: string, value: unknown): void => {
    members.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`);
  };
  for (const [name, row] of rowsOf(group)) {
    if (row.kind === 'pairs') {
      for (const [key, text] of pairs) add(name, `${key}:${text}`);
      continue;
    }
    const value = read(name, row);
    if (value !== undefined) add(name, value);
  }
  return members.length === 0 ? '' : `{${members.join(',')}}`;
}

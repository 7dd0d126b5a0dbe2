/** All tables of settings together, and what follows from them: names, types of values, defaults. */

import { loadTlsRows, TLS_ROWS } from '#tls-settings';
import { BASE_SETTINGS } from './base.ts';
import { EXTENSION_SETTINGS } from './extensions.ts';
import { MQTT_SETTINGS } from './mqtt.ts';
import { CLASS_PROPERTIES } from './properties.ts';
import type { Row, StoredRow } from './row.ts';
import { SOCKET_SETTINGS } from './socket.ts';
import type { SSL_SETTINGS } from './ssl.ts';
import { TCP_SETTINGS } from './tcp.ts';

/** The groups as the reference lists them, and ours. */
export const SETTINGS = {
  MQTT: MQTT_SETTINGS,
  TCPClient: TCP_SETTINGS,
  SSL: TLS_ROWS,
  Socket: SOCKET_SETTINGS,
  Base: BASE_SETTINGS,
  Extensions: EXTENSION_SETTINGS,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Row>>>>;

type KeysOf<T> = T extends T ? keyof T : never;
/** A name that `config` knows; those of arrays take an index: `OutgoingUserPropName[0]`. */
export type SettingName = KeysOf<(typeof SETTINGS)[keyof typeof SETTINGS]> & string;

type ValuesOf<R> = {
  -readonly [N in keyof R as R[N] extends { readonly type: 'stored' }
    ? N
    : never]: R[N] extends StoredRow<infer T> ? T : never;
};

/** The TCP setting whose name a property has too: its value is kept under a name of its own. */
type Renamed<T extends { KeepAliveInterval: number }> = Omit<T, 'KeepAliveInterval'> & {
  TCPKeepAliveInterval: number;
};

/** Every value but those of TLS, which few clients change and only a handshake reads. */
export type SettingValues = ValuesOf<
  typeof MQTT_SETTINGS &
    typeof SOCKET_SETTINGS &
    typeof BASE_SETTINGS &
    typeof EXTENSION_SETTINGS &
    typeof CLASS_PROPERTIES
> &
  Renamed<ValuesOf<typeof TCP_SETTINGS>>;
export type TLSValues = ValuesOf<typeof SSL_SETTINGS>;

export type StoredPropertyName = keyof typeof CLASS_PROPERTIES & keyof SettingValues;

/** A row with its documented spelling and the place of its value. */
export interface NamedRow {
  readonly name: string;
  readonly row: Row;
  readonly area: 'values' | 'tls';
  /** The field of the area; the name, except where a property of the same name means something else. */
  readonly key: string;
}

type Table = Readonly<Record<string, { readonly type: string; readonly initial?: unknown }>>;

function initialValues(...tables: readonly Table[]): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const table of tables) {
    for (const [name, row] of Object.entries(table)) {
      if (row.type === 'stored') values[name] = row.initial;
    }
  }
  // The copy has the shape of an object literal, where the original, built by key, would be a slow dictionary.
  return Object.freeze({ ...values });
}

const { KeepAliveInterval, ...OTHER_TCP_SETTINGS } = TCP_SETTINGS;

export const INITIAL_VALUES = initialValues(
  CLASS_PROPERTIES,
  MQTT_SETTINGS,
  EXTENSION_SETTINGS,
  BASE_SETTINGS,
  SOCKET_SETTINGS,
  OTHER_TCP_SETTINGS,
  { TCPKeepAliveInterval: KeepAliveInterval },
) as Readonly<SettingValues>;

export const INITIAL_TLS_VALUES = initialValues(TLS_ROWS) as Readonly<TLSValues>;

const BY_NAME = indexRows();

function indexRows(): Map<string, NamedRow> {
  const index = new Map<string, NamedRow>();
  for (const [group, table] of Object.entries(SETTINGS)) addRows(index, group, table);
  return index;
}

function addRows(index: Map<string, NamedRow>, group: string, table: object): void {
  const area = group === 'SSL' ? 'tls' : 'values';
  for (const [name, row] of Object.entries<Row>({ ...table })) {
    const key = row === KeepAliveInterval ? 'TCPKeepAliveInterval' : name;
    // ConnectionTimeout is listed twice and is one setting: the first listing keeps the value.
    if (!index.has(name.toLowerCase())) index.set(name.toLowerCase(), { name, row, area, key });
  }
}

/** The row of a name in any case. */
export function findRow(name: string): NamedRow | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** Where a platform keeps rows until one is named: settles when they are known. Undefined: there are no others. */
export function moreRows(): Promise<void> | undefined {
  if (loadTlsRows === undefined || BY_NAME.has('sslenabledprotocols')) return undefined;
  return loadTlsRows().then((table) => addRows(BY_NAME, 'SSL', table));
}

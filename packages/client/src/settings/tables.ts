/** All tables of settings together, and what follows from them: a row by its name, and its default. */

import { BASE_SETTINGS } from './base.ts';
import { EXTENSION_SETTINGS } from './extensions.ts';
import { INITIAL_VALUES } from './initial.ts';
import { MQTT_SETTINGS } from './mqtt.ts';
import type { Row } from './row.ts';
import { SOCKET_SETTINGS } from './socket.ts';
import { SSL_SETTINGS } from './ssl.ts';
import { INITIAL_TLS_VALUES } from './ssl-initial.ts';
import { TCP_SETTINGS } from './tcp.ts';

/** The groups as the reference lists them, and ours. */
export const SETTINGS = {
  MQTT: MQTT_SETTINGS,
  TCPClient: TCP_SETTINGS,
  SSL: SSL_SETTINGS,
  Socket: SOCKET_SETTINGS,
  Base: BASE_SETTINGS,
  Extensions: EXTENSION_SETTINGS,
} as const satisfies Readonly<Record<string, Readonly<Record<string, Row>>>>;

type KeysOf<T> = T extends T ? keyof T : never;
/** A name that `config` knows; those of arrays take an index: `OutgoingUserPropName[0]`. */
export type SettingName = KeysOf<(typeof SETTINGS)[keyof typeof SETTINGS]> & string;

/** A row with its documented spelling and the place of its value. */
export interface NamedRow {
  readonly name: string;
  readonly row: Row;
  readonly area: 'values' | 'tls';
  /** The field of the area; the name, except where a property of the same name means something else. */
  readonly key: string;
}

const BY_NAME: ReadonlyMap<string, NamedRow> = indexRows();

function indexRows(): Map<string, NamedRow> {
  const index = new Map<string, NamedRow>();
  for (const [group, table] of Object.entries(SETTINGS)) {
    const area = group === 'SSL' ? 'tls' : 'values';
    for (const [name, row] of Object.entries<Row>(table)) {
      const key = row === TCP_SETTINGS.KeepAliveInterval ? 'TCPKeepAliveInterval' : name;
      // ConnectionTimeout is listed twice and is one setting: the first listing keeps the value.
      const known = name.toLowerCase();
      if (!index.has(known)) index.set(known, { name, row, area, key });
    }
  }
  return index;
}

/** The row of a name in any case. */
export function findRow(name: string): NamedRow | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** What a stored setting begins with. */
export function initialOf({ area, key }: Pick<NamedRow, 'area' | 'key'>): unknown {
  return Reflect.get(area === 'tls' ? INITIAL_TLS_VALUES : INITIAL_VALUES, key);
}

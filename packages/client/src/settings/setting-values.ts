/** The values of the settings, as types that follow from the rows. */

import type { BASE_SETTINGS } from './base.ts';
import type { EXTENSION_SETTINGS } from './extensions.ts';
import type { MQTT_SETTINGS } from './mqtt.ts';
import type { CLASS_PROPERTIES } from './properties.ts';
import type { StoredRow } from './row.ts';
import type { SOCKET_SETTINGS } from './socket.ts';
import type { SSL_SETTINGS } from './ssl.ts';
import type { TCP_SETTINGS } from './tcp.ts';

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

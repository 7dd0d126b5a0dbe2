/** Which options the commands share. */

import { CONNECT_PROPERTIES, CONNECTION } from './connection.ts';
import { WILL } from './message.ts';
import type { OptionGroup, OptionRow } from './row.ts';
import { PROXY, TLS } from './security.ts';

/** Of every command that connects. */
export const CLIENT_GROUPS: readonly OptionGroup[] = [
  CONNECTION,
  TLS,
  PROXY,
  WILL,
  CONNECT_PROPERTIES,
];

/** Off unless it is asked for. */
export const RECONNECT: OptionRow = {
  flags: '--reconnect',
  help: 'connect again when the connection breaks',
  to: { setting: 'AutoReconnect' },
};

/** On unless it is switched off. */
export const NO_RECONNECT: OptionRow = {
  flags: '--no-reconnect',
  help: 'end when the connection breaks, instead of connecting again',
  to: { setting: 'AutoReconnect' },
};

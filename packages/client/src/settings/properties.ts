/** The properties of the class that the settings keep, as rows of the same machinery; a TypeScript value goes in and out instead of text. */

import { MQTTSSLProviders, MQTTVersions } from '../versions.ts';
import { bool, int, type Kind, oneOf, optional, seconds, text, UINT16 } from './kinds.ts';
import { type StoredRow, stored } from './row.ts';

/** An object that the settings keep, made when it is first asked for. */
export interface ObjectRow {
  readonly type: 'object';
  readonly class: 'Firewall' | 'Certificate';
}

const NEXT = { used: 'next connect' } as const;
/** No code is documented for these three: 211, "impossible in control's present state". */
const NOT_CONNECTED = { ...NEXT, lock: { during: 'connected', code: 211 } } as const;
const busy = (code: 100 | 101 | 106 | 107) =>
  ({ ...NEXT, lock: { during: 'busy', code } }) as const;

const DEFAULT_PORT = 1883;

/** Undefined: never set, so that the port of TLS may take its place. */
const remotePort: StoredRow<number | undefined> = stored(
  optional(int(0, UINT16), String(DEFAULT_PORT)) as Kind<number | undefined>,
  { ...busy(100), shown: (port) => port ?? DEFAULT_PORT },
);

/** A password in a URL is nobody's to read. */
export function maskPassword(host: string): string {
  return host.replace(/^([a-z][a-z0-9+.-]*:\/\/[^/?#@:]*:)[^/?#]*@/i, '$1***@');
}

export const CLASS_PROPERTIES = {
  CleanSession: stored(bool, NEXT),
  ClientId: stored(text, NEXT),
  Firewall: { type: 'object', class: 'Firewall' },
  KeepAliveInterval: stored(int(0, UINT16), NOT_CONNECTED),
  LocalHost: stored(text, {
    ...busy(107),
    shown: (host, runtime) => runtime.localAddress ?? host,
  }),
  LocalPort: stored(int(0, UINT16), {
    ...busy(106),
    shown: (port, runtime) => runtime.localPort ?? port,
  }),
  Password: stored(text, { ...NEXT, secret: true }),
  RemoteHost: stored(text, {
    ...busy(101),
    shown: (host, runtime) => runtime.remoteAddress ?? maskPassword(host),
  }),
  RemotePort: remotePort,
  SSLAcceptServerCert: { type: 'object', class: 'Certificate' },
  SSLCert: { type: 'object', class: 'Certificate' },
  SSLEnabled: stored(bool, NEXT),
  SSLProvider: stored(oneOf<MQTTSSLProviders>(Object.values(MQTTSSLProviders)), NEXT),
  Timeout: stored(seconds),
  User: stored(text, NEXT),
  Version: stored(oneOf<MQTTVersions>(Object.values(MQTTVersions)), NEXT),
  WillMessage: stored(text, NOT_CONNECTED),
  WillTopic: stored(text, NOT_CONNECTED),
} as const satisfies Record<string, StoredRow<unknown> | ObjectRow>;

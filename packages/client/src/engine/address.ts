/** RemoteHost: a name or an address, or a URL that says how to connect. */

import { type MQTTError, mqttError } from '../errors.ts';

export type Scheme = 'mqtt' | 'mqtts' | 'ws' | 'wss';

/** Where to connect, and how. */
export interface Address {
  readonly scheme: Scheme;
  readonly host: string;
  readonly port: number;
  /** Of a WebSocket, with its query; "/" if the URL has none. */
  readonly path: string;
  /** Percent-decoded; "" when the URL has none. */
  readonly user: string;
  readonly password: string;
  /** The proxy looks the name up. */
  readonly resolvedByProxy: boolean;
}

export interface AddressSettings {
  readonly RemoteHost: string;
  /** undefined: never set; 0: the URL's. */
  readonly RemotePort: number | undefined;
  readonly SSLEnabled: boolean;
}

/** mqtt and mqtts are an extension of ours; ws and wss are documented. */
const SCHEMES: Readonly<Record<Scheme, { readonly tls: boolean; readonly port: number }>> = {
  mqtt: { tls: false, port: 1883 },
  mqtts: { tls: true, port: 8883 },
  ws: { tls: false, port: 80 },
  wss: { tls: true, port: 443 },
};

const PLAIN_PORT = 1883;
const TLS_PORT = 8883;

/**
 * An explicit port wins over the URL's.
 * @throws MQTTError 102 no host, 116 port 0 and none in the URL, 152 a URL without a host, 153 another scheme
 */
export function parseAddress(settings: AddressSettings): Address {
  const { RemoteHost } = settings;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(RemoteHost)) return parseURL(RemoteHost, settings);
  const resolvedByProxy = RemoteHost.startsWith('*');
  const host = resolvedByProxy ? RemoteHost.slice(1) : RemoteHost;
  if (host === '' || host === '0.0.0.0') throw mqttError(102);
  const { SSLEnabled } = settings;
  const port = settings.RemotePort ?? (SSLEnabled ? TLS_PORT : PLAIN_PORT);
  if (port === 0) throw mqttError(116);
  const scheme = SSLEnabled ? 'mqtts' : 'mqtt';
  return { scheme, host, port, path: '', user: '', password: '', resolvedByProxy };
}

function parseURL(text: string, settings: AddressSettings): Address {
  const scheme = text.slice(0, text.indexOf(':')).toLowerCase();
  if (!isScheme(scheme)) throw mqttError(153, `${scheme} is none of mqtt, mqtts, ws, wss`);
  // Only the schemes of the web have the syntax of host and port checked by URL everywhere.
  const url = parseAs(scheme === 'mqtt' || scheme === 'ws' ? 'http' : 'https', text);
  const tls = SCHEMES[scheme].tls || (scheme === 'mqtt' && settings.SSLEnabled);
  return {
    scheme: scheme === 'mqtt' && tls ? 'mqtts' : scheme,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: settings.RemotePort || writtenPort(text) || defaultPort(settings, scheme, tls),
    path: `${url.pathname}${url.search}`,
    user: decode(url.username),
    password: decode(url.password),
    resolvedByProxy: false,
  };
}

function parseAs(webScheme: string, text: string): URL {
  const rest = text.slice(text.indexOf(':'));
  if (/^:\/\/(?:[^/?#]*@)?(?:[:/?#]|$)/.test(rest))
    throw mqttError(152, text.replace(/:[^:@/]*@/, ':***@'));
  try {
    return new URL(webScheme + rest);
  } catch (cause) {
    throw urlError(cause);
  }
}

/** As in the text, since URL drops a port that is its scheme's own; 0 when there is none. */
function writtenPort(text: string): number {
  const written = /^[^/]*\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^/?#:]*):(\d+)/.exec(text);
  return written === null ? 0 : Number(written[1]);
}

function defaultPort({ RemotePort }: AddressSettings, scheme: Scheme, tls: boolean): number {
  if (RemotePort === 0) throw mqttError(116);
  return scheme === 'mqtt' && tls ? TLS_PORT : SCHEMES[scheme].port;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    throw urlError(cause);
  }
}

function urlError(cause: unknown): MQTTError {
  return mqttError(102, 'the URL cannot be read', cause);
}

function isScheme(scheme: string): scheme is Scheme {
  return Object.hasOwn(SCHEMES, scheme);
}

/** Finds the proxy that the environment variables name. */

import { TransportError } from '../errors.ts';
import type { Via } from '../via.ts';
import { isException } from './exceptions.ts';
import { httpConnect } from './http-connect.ts';
import { socks } from './socks.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What to look for, the first that is set counts. */
const SECURE = ['https_proxy', 'all_proxy'];
const PLAIN = ['all_proxy', 'socks_proxy', 'http_proxy'];

export interface DetectedProxy {
  readonly kind: 'http' | 'https' | 'socks4' | 'socks4a' | 'socks5' | 'socks5h';
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** The variable that named it. */
  readonly variable: string;
}

export interface ProxyTarget {
  readonly host: string;
  readonly port: number;
  /** True if TLS will be spoken with it. */
  readonly secure: boolean;
}

/**
 * The variables are read in lower case, then in upper case; no_proxy lists targets without proxy.
 * @throws TransportError INVALID_OPTION for a value that is no proxy that we can use.
 */
export function detectProxy(
  target: ProxyTarget,
  environment: Environment,
): DetectedProxy | undefined {
  const { value: exceptions = '' } = read(environment, 'no_proxy');
  if (isException(target.host, target.port, exceptions)) return undefined;
  for (const name of target.secure ? SECURE : PLAIN) {
    const { value, variable } = read(environment, name);
    if (value) return parseProxy(value, variable);
  }
  return undefined;
}

/** The proxy of the environment, looked up anew in each dial; without one the dial is direct. */
export function fromEnvironment(environment: Environment = process.env): Via {
  return {
    async open(request) {
      const proxy = detectProxy(request, environment);
      if (proxy === undefined) return await request.connect(request.host, request.port);
      return await viaOf(proxy).open(request);
    },
  };
}

export function viaOf(proxy: DetectedProxy): Via {
  switch (proxy.kind) {
    case 'http':
      return httpConnect(proxy);
    case 'https':
      return httpConnect({ ...proxy, tls: {} });
    case 'socks4':
      return socks({ ...proxy, version: '4' });
    case 'socks4a':
      return socks({ ...proxy, version: '4a' });
    case 'socks5':
      return socks({ ...proxy, version: '5', remoteNames: false });
    case 'socks5h':
      return socks({ ...proxy, version: '5' });
  }
}

function read(environment: Environment, name: string) {
  const upper = name.toUpperCase();
  if (environment[name]) return { value: environment[name], variable: name };
  // HTTP_PROXY is what a CGI program gets from a request's `Proxy:` header.
  if (name === 'http_proxy' && environment['REQUEST_METHOD'])
    return { value: undefined, variable: name };
  return { value: environment[upper], variable: upper };
}

const KINDS: Readonly<Record<string, DetectedProxy['kind']>> = {
  'http:': 'http',
  'https:': 'https',
  'socks4:': 'socks4',
  'socks4a:': 'socks4a',
  'socks5:': 'socks5',
  'socks5h:': 'socks5h',
  'socks:': 'socks5h',
};

const DEFAULT_PORTS: Readonly<Record<DetectedProxy['kind'], number>> = {
  http: 80,
  https: 443,
  socks4: 1080,
  socks4a: 1080,
  socks5: 1080,
  socks5h: 1080,
};

function parseProxy(value: string, variable: string): DetectedProxy {
  const scheme = variable.toLowerCase() === 'socks_proxy' ? 'socks5h' : 'http';
  const text = value.includes('://') ? value : `${scheme}://${value}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const kind = url === undefined ? undefined : KINDS[url.protocol];
  if (url === undefined || kind === undefined || url.hostname === '') {
    // Without the value: it may hold a password.
    const expected = 'http://, https://, socks4://, socks4a://, socks5:// or socks5h:// and a host';
    throw new TransportError('INVALID_OPTION', 'proxy', `${variable} must be ${expected}`);
  }
  return {
    kind,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? DEFAULT_PORTS[kind] : Number(url.port),
    user: decode(url.username, variable),
    password: decode(url.password, variable),
    variable,
  };
}

function decode(part: string, variable: string): string {
  try {
    return decodeURIComponent(part);
  } catch (cause) {
    const message = `${variable} has a user or password that is not percent-encoded well`;
    throw new TransportError('INVALID_OPTION', 'proxy', message, { cause });
  }
}

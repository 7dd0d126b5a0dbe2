/** Where a broker listens: a URL taken apart, and put together again for a detour. */

export interface Endpoint {
  readonly transport: 'TCP' | 'WebSocket';
  readonly host: string;
  readonly port: number;
  /** For the client: with user and password, if there are any. */
  readonly url: string;
  /** For people: without the password. */
  readonly shown: string;
}

const SCHEMES = {
  mqtt: { transport: 'TCP', port: 1883, form: 'mqtt://host[:port]' },
  ws: { transport: 'WebSocket', port: 80, form: 'ws://host[:port][/path]' },
} as const;

export type Scheme = keyof typeof SCHEMES;

/** @throws RangeError saying which form is expected */
export function parseEndpoint(scheme: Scheme, text: string): Endpoint {
  const { transport, port, form } = SCHEMES[scheme];
  const start = `${scheme}://`;
  // Only the schemes of the web have host and port checked by URL.
  const web = text.toLowerCase().startsWith(start) ? `http://${text.slice(start.length)}` : '';
  if (!URL.canParse(web)) throw new RangeError(`must be ${form}`);
  const url = new URL(web);
  if (transport === 'TCP' && url.pathname + url.search !== '/') {
    throw new RangeError(`must be ${form}, without a path`);
  }
  const where = url.port === '' && !/:80(?:[/?#]|$)/.test(web) ? port : Number(url.port || 80);
  if (where === 0) throw new RangeError('must not have port 0');
  return endpoint(scheme, url, url.hostname, where);
}

/** The same broker, reached through a port of this machine. */
export function detour(to: Endpoint, port: number): Endpoint {
  const scheme = to.transport === 'TCP' ? 'mqtt' : 'ws';
  return endpoint(scheme, new URL(to.url.replace(/^\w+:/, 'http:')), '127.0.0.1', port);
}

function endpoint(scheme: Scheme, url: URL, hostname: string, port: number): Endpoint {
  const path = scheme === 'ws' ? url.pathname + url.search : '';
  const place = `${hostname}:${port}${path}`;
  const password = url.password === '' ? '' : `:${url.password}`;
  const login = url.username + password;
  return {
    transport: SCHEMES[scheme].transport,
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    url: `${scheme}://${login === '' ? '' : `${login}@`}${place}`,
    shown: `${scheme}://${login === '' ? '' : `${url.username}${password && ':***'}@`}${place}`,
  };
}

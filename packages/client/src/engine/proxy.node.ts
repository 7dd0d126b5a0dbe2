/** From the Firewall object and its settings to the proxy of one attempt. */

import type { ConnectionHandlers, TransportStatus } from '@x/transport';
import type { Via } from '@x/transport/proxy';
import { mqttError } from '../errors.ts';
import { headerLines } from '../settings/socket.ts';
import { FirewallTypes } from '../versions.ts';
import type { Address } from './address.ts';
import type { DialRequest } from './dial.ts';

export interface ProxyPlan {
  /** Undefined: whatever the environment names. */
  readonly server: ProxyServer | undefined;
  readonly target: Pick<Address, 'host' | 'port' | 'resolvedByProxy'>;
  /** TLS will be spoken with the target. */
  readonly secure: boolean;
  readonly exceptions: string;
}

interface ProxyServer {
  readonly type: Exclude<FirewallTypes, 0>;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Undefined: straight to the server.
 * @throws MQTTError 118
 */
export function planProxy({ address, settings, objects }: DialRequest): ProxyPlan | undefined {
  const { Firewall: firewall } = objects;
  if (firewall === undefined) return undefined;
  const { firewallType: type, host, port, user, password, autoDetect } = firewall;
  const plan = {
    target: address,
    secure: address.scheme === 'mqtts' || address.scheme === 'wss',
    exceptions: settings.ProxyExceptionsList,
  };
  if (host === '') return autoDetect ? { ...plan, server: undefined } : undefined;
  if (type === FirewallTypes.fwNone) return undefined;
  if (port === 0) throw mqttError(118, 'Firewall.Port cannot be 0');
  const headers = headersOf(settings.FirewallData);
  return { ...plan, server: { type, host, port, user, password, headers } };
}

/** Undefined: the target is an exception, or the environment names no proxy. */
export async function proxyOf(plan: ProxyPlan): Promise<Via | undefined> {
  const { detectProxy, httpConnect, isException, socks, viaOf } = await import(
    '@x/transport/proxy'
  );
  const { server, target, secure, exceptions } = plan;
  if (isException(target.host, target.port, exceptions)) return undefined;
  if (server === undefined) {
    const found = detectProxy({ ...target, secure }, process.env);
    if (found === undefined) return undefined;
    return viaOf(target.resolvedByProxy ? { ...found, kind: REMOTE_NAMES[found.kind] } : found);
  }
  if (server.type === FirewallTypes.fwTunnel) return httpConnect(server);
  const remoteNames = target.resolvedByProxy || server.type === FirewallTypes.fwSOCKS4A;
  if (server.type === FirewallTypes.fwSOCKS5)
    return socks({ ...server, version: '5', remoteNames });
  return socks({ ...server, version: remoteNames ? '4a' : '4', remoteNames });
}

/** The same proxy where it is to look up the name, for a host that was written with a leading `*`. */
const REMOTE_NAMES = {
  http: 'http',
  https: 'https',
  socks4: 'socks4a',
  socks4a: 'socks4a',
  socks5: 'socks5h',
  socks5h: 'socks5h',
} as const;

/**
 * The first connection is the one to the proxy; the remote host is reached when the proxy says so.
 */
export function toldBehindProxy(handlers: ConnectionHandlers): ConnectionHandlers {
  const tell = (status: TransportStatus): void => {
    if (status.type === 'connected') return;
    handlers.status?.(status);
    if (status.type !== 'proxy-connected') return;
    handlers.status?.({ type: 'connected', address: '', port: status.port });
  };
  return {
    data: (chunk) => handlers.data(chunk),
    drain: () => handlers.drain(),
    close: (cause) => handlers.close(cause),
    status: tell,
  };
}

/** A name that is repeated gets one field with all its values, which means the same. */
function headersOf(data: string): Record<string, string> {
  const headers = new Map<string, string>();
  for (const line of headerLines(data)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}

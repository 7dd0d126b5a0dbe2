/** Node: TCP; TLS, WebSocket and proxies are loaded only by who uses them. */

import type { Connection, ConnectionHandlers, Transport } from '@x/transport';
import { type TcpOptions, tcp } from '@x/transport/tcp';
import type { SecureOptions } from '@x/transport/tls';
import { mqttError } from '../errors.ts';
import type { Address } from './address.ts';
import type { Dialer, DialRequest, DialSettings } from './dial.ts';
import { type ProxyPlan, planProxy, proxyOf, toldBehindProxy } from './proxy.node.ts';
import type { SessionMemory } from './secure.node.ts';
import { planSecurity, type SecurityPlan } from './security-plan.ts';

const FAMILIES = ['ipv4', 'ipv6', 'ipv6-first'] as const;

/** A server may put many packets into one WebSocket message: so much more than one packet it may hold, in bytes. */
const BATCH = 16_777_216;
/** The most that the transport can be told. */
const LARGEST_FRAME = 2 ** 31 - 1;

interface Route {
  readonly address: Address;
  /** Of a WebSocket message, in bytes; undefined = what the transport takes. */
  readonly maxFrameSize: number | undefined;
  readonly socket: Omit<TcpOptions, 'host' | 'port'>;
  readonly proxy: ProxyPlan | undefined;
  readonly security: SecurityPlan | undefined;
}

export class PlatformDialer implements Dialer {
  #sessions: SessionMemory | undefined;

  dial(request: DialRequest): Transport {
    const { address, settings } = request;
    const { scheme, host, port } = address;
    const socket = socketOptions(settings);
    const proxy = planProxy(request);
    if (scheme === 'mqtt' && proxy === undefined) return tcp({ host, port, ...socket });
    const secure = scheme === 'mqtts' || scheme === 'wss';
    const security = secure ? planSecurity(request) : undefined;
    const limit = settings.MaxIncomingPacketSize;
    const maxFrameSize = limit === 0 ? undefined : Math.min(limit + BATCH, LARGEST_FRAME);
    const route: Route = { address, maxFrameSize, socket, proxy, security };
    return { dial: (handlers, signal) => this.#dial(route, handlers, signal) };
  }

  async #dial(
    { address, maxFrameSize, socket, proxy, security }: Route,
    handlers: ConnectionHandlers,
    signal: AbortSignal,
  ): Promise<Connection> {
    const via = proxy === undefined ? undefined : await proxyOf(proxy);
    const secure = security === undefined ? undefined : await this.#secure(security, signal);
    signal.throwIfAborted();
    const transport = await transportTo(address, { ...socket, via, maxFrameSize }, secure);
    const told = via === undefined ? handlers : toldBehindProxy(handlers);
    const connection = await transport.dial(told, signal);
    if (security !== undefined) checkStrength(connection, security.plan.minimumStrength);
    return connection;
  }

  async #secure(security: SecurityPlan, signal: AbortSignal): Promise<SecureOptions> {
    const { SessionMemory, secureOptions } = await import('./secure.node.ts');
    this.#sessions ??= new SessionMemory();
    return secureOptions(security, this.#sessions.of(security), signal);
  }
}

async function transportTo(
  { scheme, host, port, path }: Address,
  socket: Route['socket'] & { readonly maxFrameSize: number | undefined },
  secure: SecureOptions | undefined,
): Promise<Transport> {
  if (scheme === 'mqtt') return tcp({ host, port, ...socket });
  if (scheme === 'mqtts') {
    const { tls } = await import('@x/transport/tls');
    return tls({ host, port, ...socket, ...secure });
  }
  const { ws } = await import('@x/transport/ws');
  const authority = host.includes(':') ? `[${host}]` : host;
  return ws({ url: `${scheme}://${authority}:${port}${path}`, ...socket, ...secure });
}

/** @throws MQTTError 276; the connection is dropped then */
function checkStrength(connection: Connection, minimum: number): void {
  const { cipher = '', cipherBits = 0 } = connection.info.tls ?? {};
  if (cipherBits >= minimum) return;
  connection.destroy();
  throw mqttError(276, `${cipher} has ${cipherBits} bits, SSLCipherStrength wants ${minimum}`);
}

function socketOptions(settings: DialSettings): Route['socket'] {
  return {
    localAddress: settings.LocalHost === '' ? undefined : settings.LocalHost,
    localPort: settings.LocalPort === 0 ? undefined : settings.LocalPort,
    family: FAMILIES[settings.UseIPv6],
    noDelay: settings.TcpNoDelay,
    keepAlive: settings.TCPKeepAlive,
    keepAliveInitialDelay: settings.KeepAliveTime === 0 ? undefined : settings.KeepAliveTime,
    linger: settings.Linger,
    lingerTime: settings.LingerTime,
    writeBufferSize: settings.OutBufferSize,
    maxTransferRate: settings.MaxTransferRate,
  };
}

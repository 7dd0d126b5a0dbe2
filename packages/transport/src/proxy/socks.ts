/** Connects through a SOCKS proxy: versions 4, 4a and 5 (RFC 1928, RFC 1929). */

import type { Socket } from 'node:net';
import { isIP } from 'node:net';
import type { Address } from '../addresses.ts';
import { invalidOption, TransportError } from '../errors.ts';
import type { Via, ViaRequest } from '../via.ts';
import { checkProxyServer, connectToProxy, type ProxyServer, ProxyTrouble } from './server.ts';
import { SocketReader } from './socket-reader.ts';
import { type Destination, socks4, socks5 } from './socks-handshake.ts';

export interface SocksOptions extends ProxyServer {
  readonly version: '4' | '4a' | '5';
  /** True: the proxy looks up names. False: we do. Default: true for 4a and 5; version 4 cannot. */
  readonly remoteNames?: boolean | undefined;
}

/** @throws TransportError INVALID_OPTION */
export function socks(options: SocksOptions): Via {
  checkProxyServer(options);
  checkCredentials(options);
  const remoteNames = options.remoteNames ?? options.version !== '4';
  return {
    async open(request) {
      const trouble = new ProxyTrouble(`SOCKS${options.version}`, options, request);
      const remote = remoteNames && isIP(request.host) === 0;
      if (remote) return await openTo({ host: request.host, family: 0 }, options, request, trouble);
      const addresses = await request.resolve();
      return await openToFirst(addresses, options, request, trouble);
    },
  };
}

function checkCredentials({ version, user, password, remoteNames }: SocksOptions): void {
  if (!['4', '4a', '5'].includes(version)) throw invalidOption('version', '4, 4a or 5', version);
  if (version === '4' && remoteNames) {
    throw invalidOption('remoteNames', 'false: SOCKS 4 takes no names, 4a does', remoteNames);
  }
  for (const [name, value = ''] of [
    ['user', user],
    ['password', password],
  ] as const) {
    if (Buffer.byteLength(value) > 255) {
      throw invalidOption(name, 'at most 255 bytes', `${Buffer.byteLength(value)} bytes`);
    }
    if (value.includes('\0')) throw invalidOption(name, 'without zero bytes', 'one with them');
  }
}

/** One connection to the proxy for each address, until one succeeds. */
async function openToFirst(
  addresses: readonly Address[],
  options: SocksOptions,
  request: ViaRequest,
  trouble: ProxyTrouble,
): Promise<Socket> {
  const usable = options.version === '5' ? addresses : addresses.filter((a) => a.family === 4);
  let last: TransportError | undefined;
  for (const { address, family } of usable) {
    try {
      return await openTo({ host: address, family }, options, request, trouble);
    } catch (error) {
      // Only a refusal of this address leaves hope for the next one.
      if (!(error instanceof TransportError) || error.code !== 'PROXY_REFUSED') throw error;
      last = error;
    }
  }
  const why = `${request.host} has no IPv4 address, and SOCKS${options.version} takes no other`;
  throw last ?? new TransportError('NO_ADDRESS', 'lookup', why);
}

/** The socket is gone if it fails. */
async function openTo(
  destination: Omit<Destination, 'port'>,
  options: SocksOptions,
  request: ViaRequest,
  trouble: ProxyTrouble,
): Promise<Socket> {
  const socket = await connectToProxy(options, request, trouble);
  const reader = new SocketReader(socket, request.signal, (cause) => trouble.closed(cause));
  try {
    const handshake = options.version === '5' ? socks5 : socks4;
    await handshake(reader, { ...destination, port: request.port }, options, trouble);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  request.status?.({ type: 'proxy-connected', host: options.host, port: options.port });
  return socket;
}

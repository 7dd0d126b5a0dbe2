/** Opens the socket of a transport: straight to the server, or through a proxy. */

import type { Socket } from 'node:net';
import { findAddresses } from './addresses.ts';
import { connectSocket, type SocketOptions } from './connect-socket.ts';
import type { ConnectionHandlers } from './transport.ts';
import type { Via } from './via.ts';

export interface OpenOptions extends SocketOptions {
  /** A proxy to connect through: `httpConnect` or `socks` of '@x/transport/proxy'. */
  readonly via?: Via | undefined;
}

/** @throws TransportError in phase 'lookup', 'connect' or 'proxy'; the signal's reason. */
export function openSocket(
  options: OpenOptions,
  secure: boolean,
  status: ConnectionHandlers['status'],
  signal: AbortSignal,
): Promise<Socket> {
  const { via, host, port } = options;
  if (via === undefined) return connectSocket(options, status, signal);
  return via.open({
    host,
    port,
    secure,
    status,
    signal,
    connect: (toHost, toPort) =>
      connectSocket({ ...options, host: toHost, port: toPort }, status, signal),
    resolve: () => findAddresses({ ...options, localAddress: undefined }, signal),
  });
}

/** Opens the socket of a transport: straight to the server, or through a proxy. */

import type { Socket } from 'node:net';
import { orDestroy } from './abort.ts';
import { findAddresses } from './addresses.ts';
import { connectSocket, type SocketOptions } from './connect-socket.ts';
import type { ConnectionHandlers } from './transport.ts';
import type { Via } from './via.ts';

export interface OpenOptions extends SocketOptions {
  /** A proxy to connect through: `httpConnect` or `socks` of '@x/transport/proxy'. */
  readonly via?: Via | undefined;
}

export interface OpenSocket {
  /** Carries the stream to the server. */
  readonly socket: Socket;
  /** The TCP socket below it, or the same. */
  readonly raw: Socket;
}

/** @throws TransportError in phase 'lookup', 'connect' or 'proxy'; the signal's reason. */
export async function openSocket(
  options: OpenOptions,
  secure: boolean,
  handlers: Pick<ConnectionHandlers, 'status'>,
  signal: AbortSignal,
): Promise<OpenSocket> {
  const { via } = options;
  if (via !== undefined) return await openThrough(via, options, secure, handlers, signal);
  const socket = await connectSocket(options, handlers, signal);
  return { socket, raw: socket };
}

async function openThrough(
  via: Via,
  options: OpenOptions,
  secure: boolean,
  handlers: Pick<ConnectionHandlers, 'status'>,
  signal: AbortSignal,
): Promise<OpenSocket> {
  const { host, port, writeBufferSize } = options;
  const status = handlers.status?.bind(handlers);
  let raw: Socket | undefined;
  const connect = async (toHost: string, toPort: number) => {
    raw = await connectSocket({ ...options, host: toHost, port: toPort }, handlers, signal);
    return raw;
  };
  const resolve = () => findAddresses({ ...options, localAddress: undefined }, signal);
  const request = { host, port, secure, writeBufferSize, status, signal, connect, resolve };
  const socket = await via.open(request);
  // A status may have aborted what it was told of.
  return await orDestroy(socket, () => {
    signal.throwIfAborted();
    return { socket, raw: raw ?? socket };
  });
}

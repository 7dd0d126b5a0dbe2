/** The plain TCP transport (Node). */

import { checkSocketOptions } from './connect-socket.ts';
import { type OpenOptions, openSocket } from './open-socket.ts';
import { lingerMilliseconds, transferRate } from './options.ts';
import { rateLimited } from './rate-limit.ts';
import { SocketConnection, type SocketConnectionOptions } from './socket-connection.ts';
import type { Transport } from './transport.ts';

export type { Address, IpFamily, Lookup } from './addresses.ts';
export type { SocketOptions } from './connect-socket.ts';
export type { OpenOptions } from './open-socket.ts';

export interface TcpOptions extends OpenOptions {
  /** True: `close` sends what is queued first. False: it resets the connection, what is queued is lost. Default true. */
  readonly linger?: boolean | undefined;
  /** How long `close` waits until all is sent and the peer has closed too, in seconds. Default 10, also for 0. */
  readonly lingerTime?: number | undefined;
  /** Limit of what is sent, in bytes per second. Default 0: none. */
  readonly maxTransferRate?: number | undefined;
}

/**
 * A transport over TCP. How long connecting may take is the caller's affair: abort the dial.
 * @throws TransportError INVALID_OPTION
 */
export function tcp(options: TcpOptions): Transport {
  checkSocketOptions(options);
  const closing = closingOptions(options);
  const transport: Transport = {
    async dial(handlers, signal) {
      const { socket, raw } = await openSocket(options, false, handlers, signal);
      return new SocketConnection(socket, raw, undefined, handlers, closing);
    },
  };
  return rateLimited(transport, transferRate(options.maxTransferRate), closing.lingerMilliseconds);
}

export function closingOptions(options: Pick<TcpOptions, 'linger' | 'lingerTime'>) {
  return {
    linger: options.linger ?? true,
    lingerMilliseconds: lingerMilliseconds(options.lingerTime),
  } satisfies SocketConnectionOptions;
}

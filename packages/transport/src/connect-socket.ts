/** Opens a TCP socket to the first address of a host that answers. */

import { isIP, Socket } from 'node:net';
import { untilAborted } from './abort.ts';
import { type Address, findAddresses, type IpFamily, type Lookup } from './addresses.ts';
import { codeOf, invalidOption, messageOf, TransportError } from './errors.ts';
import { checkInteger, checkRange, writeBufferBytes } from './options.ts';
import type { ConnectionHandlers } from './transport.ts';

/** When the next address is tried while the one before is still silent, in milliseconds (RFC 8305). */
const NEXT_ATTEMPT_DELAY = 250;

export interface SocketOptions {
  /** Name or address of the server. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  /** The local address to connect from; default: the system chooses. */
  readonly localAddress?: string | undefined;
  /** The local port to connect from; default 0: the system chooses. */
  readonly localPort?: number | undefined;
  /** Which addresses of the host to use; default: all, as the resolver orders them. */
  readonly family?: IpFamily | undefined;
  /** True sends small writes at once (Nagle's algorithm off). Default false. */
  readonly noDelay?: boolean | undefined;
  /** TCP keep-alive probes. Default false. */
  readonly keepAlive?: boolean | undefined;
  /** Idle time before the first probe, in milliseconds, in steps of a second; default 0: the system's own. */
  readonly keepAliveInitialDelay?: number | undefined;
  /** What may wait to be sent before `write` returns false, in bytes. Default 1 MiB, also for 0. */
  readonly writeBufferSize?: number | undefined;
  /** Replaces the system's name lookup. */
  readonly lookup?: Lookup | undefined;
}

/** @throws TransportError INVALID_OPTION */
export function checkSocketOptions(options: SocketOptions): void {
  if (typeof options.host !== 'string' || options.host === '') {
    throw invalidOption('host', 'a name or an address', options.host);
  }
  checkInteger('port', options.port, 1, 65_535);
  checkInteger('localPort', options.localPort ?? 0, 0, 65_535);
  checkRange('keepAliveInitialDelay', options.keepAliveInitialDelay, 0, 2_147_483_647);
  writeBufferBytes(options.writeBufferSize);
  if (options.localAddress !== undefined && isIP(options.localAddress) === 0) {
    throw invalidOption('localAddress', 'an IP address', options.localAddress);
  }
}

/**
 * The socket is connected, not yet read from, and has a listener that keeps an error from being thrown.
 * @throws TransportError in phase 'lookup' or 'connect'; the signal's reason.
 */
export async function connectSocket(
  options: SocketOptions,
  handlers: Pick<ConnectionHandlers, 'status'>,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  const { host, port } = options;
  const family = isIP(host);
  const addresses =
    family === 0 ? await findAddresses(options, signal) : [{ address: host, family }];
  if (family === 0) {
    handlers.status?.({ type: 'lookup', host, addresses: addresses.map((a) => a.address) });
  }
  const { socket, address } = await connectAny(addresses, options, signal);
  handlers.status?.({ type: 'connected', address, port });
  // A status may have aborted what it was told of.
  if (signal.aborted) socket.destroy();
  signal.throwIfAborted();
  return socket;
}

interface Connected {
  readonly socket: Socket;
  readonly address: string;
}

interface Failure {
  readonly address: string;
  readonly error: Error;
}

/** One attempt an address, the next when the last failed or stays silent; the first to connect wins. */
function connectAny(addresses: readonly Address[], options: SocketOptions, signal: AbortSignal) {
  return untilAborted<Connected>(signal, (resolve, reject) => {
    const pending = new Set<Socket>();
    const failures: Failure[] = [];
    let next = 0;
    let timer: NodeJS.Timeout | undefined;
    const giveUp = () => {
      clearTimeout(timer);
      for (const socket of pending) socket.destroy();
    };
    const attempt = () => {
      clearTimeout(timer);
      const address = addresses[next++];
      if (address === undefined) return;
      const socket = openSocket(address, options);
      pending.add(socket);
      const fail = (error: Error) => {
        pending.delete(socket);
        failures.push({ address: address.address, error });
        if (next < addresses.length) attempt();
        else if (pending.size === 0) reject(connectError(options, failures));
      };
      socket.once('error', fail);
      socket.once('connect', () => {
        socket.off('error', fail);
        pending.delete(socket);
        giveUp();
        resolve({ socket, address: address.address });
      });
      // A fixed local port cannot serve two attempts at a time.
      const mayRace = next < addresses.length && (options.localPort ?? 0) === 0;
      if (mayRace) timer = setTimeout(attempt, NEXT_ATTEMPT_DELAY);
    };
    attempt();
    return giveUp;
  });
}

/** Errors are read from `socket.errored` when it closes; this listener keeps them from being thrown. */
function ignoreError(): void {
  return undefined;
}

function openSocket({ address, family }: Address, options: SocketOptions): Socket {
  const writableHighWaterMark = writeBufferBytes(options.writeBufferSize);
  const construct: ConstructorParameters<typeof Socket>[0] & { writableHighWaterMark: number } = {
    writableHighWaterMark,
  };
  const socket = new Socket(construct);
  socket.on('error', ignoreError);
  socket.setNoDelay(options.noDelay ?? false);
  if (options.keepAlive) socket.setKeepAlive(true, options.keepAliveInitialDelay ?? 0);
  return socket.connect({
    host: address,
    family,
    port: options.port,
    autoSelectFamily: false,
    ...(options.localAddress === undefined ? {} : { localAddress: options.localAddress }),
    ...(options.localPort ? { localPort: options.localPort } : {}),
  });
}

function connectError(options: SocketOptions, failures: readonly Failure[]): TransportError {
  const last = failures.at(-1)?.error;
  const tried = failures.map((f) => `${f.address} ${codeOf(f.error, messageOf(f.error))}`);
  return new TransportError(
    codeOf(last, 'ECONNREFUSED'),
    'connect',
    `connecting to ${options.host}:${options.port} failed; tried ${tried.join(', ')}`,
    {
      cause: failures.length === 1 ? last : new AggregateError(failures.map((f) => f.error)),
      addresses: failures.map((f) => f.address),
    },
  );
}

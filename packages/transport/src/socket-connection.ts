/** A connection over a connected Node socket, plain or TLS. */

import type { Socket } from 'node:net';
import { bytesTaken } from './bytes-taken.ts';
import { joinSmall } from './chunks.ts';
import { codeOf, messageOf, TransportError } from './errors.ts';
import { Lifecycle } from './lifecycle.ts';
import { macrotask } from './macrotask.ts';
import type { Connection, ConnectionHandlers, ConnectionInfo } from './transport.ts';

export interface SocketConnectionOptions {
  /** False: `close` resets the connection instead of sending what is queued. */
  readonly linger: boolean;
  /** How long `close` waits for the peer, in milliseconds. */
  readonly lingerMilliseconds: number;
  /** Over TLS: an error that is an alert of the peer, in words. */
  readonly alert?: ((error: Error) => TransportError | undefined) | undefined;
}

/** How the listeners below, which all sockets share, find whose they are. */
const owner = Symbol('connection');
type OwnedSocket = Socket & { [owner]?: SocketConnection };

function onData(this: OwnedSocket, chunk: Uint8Array): void {
  this[owner]?.received(chunk);
}

function onDrain(this: OwnedSocket): void {
  this[owner]?.drained();
}

function onEnd(this: OwnedSocket): void {
  this[owner]?.ended();
}

function onError(this: OwnedSocket, error: Error): void {
  this[owner]?.failed(error);
}

function onClose(this: OwnedSocket): void {
  this[owner]?.closed();
}

export class SocketConnection implements Connection {
  readonly #socket: OwnedSocket;
  readonly #raw: Socket;
  readonly #handlers: ConnectionHandlers;
  readonly #options: SocketConnectionOptions;
  readonly #life: Lifecycle;
  #info: ConnectionInfo | undefined;
  #lingerTimer: NodeJS.Timeout | undefined;
  #paused = false;
  #error: Error | undefined;

  /**
   * `raw` is the TCP socket below `socket`, or the same: only that one can be reset. Without `info` there is no more to
   * say than its addresses, which are asked of the system when somebody looks.
   */
  constructor(
    socket: Socket,
    raw: Socket,
    info: ConnectionInfo | undefined,
    handlers: ConnectionHandlers,
    options: SocketConnectionOptions,
  ) {
    this.#socket = socket;
    this.#socket[owner] = this;
    this.#raw = raw;
    this.#info = info;
    this.#handlers = handlers;
    this.#options = options;
    this.#life = new Lifecycle(handlers);
    // A drain follows a write, and so the continuation of the dial: it need not wait for the start.
    socket.on('drain', onDrain);
    socket.on('error', onError);
    socket.on('close', onClose);
    if (socket.closed) this.closed();
    macrotask(() => this.#start());
  }

  get info(): ConnectionInfo {
    this.#info ??= socketInfo('tcp', this.#raw);
    return this.#info;
  }

  get bytesSent(): number {
    return bytesTaken(this.#raw);
  }

  get idle(): boolean {
    return this.#life.open && this.#socket.writableLength === 0;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (!this.#life.open) return false;
    const socket = this.#socket;
    const [first] = chunks;
    if (chunks.length === 1 && first !== undefined) return socket.write(first);
    const pieces = joinSmall(chunks);
    socket.cork();
    for (const piece of pieces) socket.write(piece);
    socket.uncork();
    return !socket.writableNeedDrain;
  }

  pause(): void {
    this.#paused = true;
    if (this.#life.open && this.#life.started) this.#socket.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#life.open && this.#life.started) this.#socket.resume();
  }

  close(): Promise<void> {
    if (!this.#life.closeLocally('local')) return this.#life.ended();
    if (this.#options.linger) this.#endOrderly();
    else resetSocket(this.#socket, this.#raw);
    return this.#life.ended();
  }

  destroy(cause?: TransportError): void {
    this.#life.closeLocally(cause ?? 'local');
    resetSocket(this.#socket, this.#raw);
  }

  #start(): void {
    this.#life.start();
    if (!this.#life.open) return;
    const socket = this.#socket;
    socket.on('end', onEnd);
    if (this.#paused) socket.pause();
    // Starts the flow, unless paused.
    socket.on('data', onData);
  }

  /** Called by the socket, as the four that follow. */
  received(chunk: Uint8Array): void {
    if (this.#life.open) this.#handlers.data(chunk);
  }

  drained(): void {
    if (this.#life.open) this.#handlers.drain();
  }

  /** The peer has sent its end. Node then ends our side; a peer that never reads must not hold it open. */
  ended(): void {
    if (!this.#life.open) return;
    this.#armLinger();
    this.#life.end(this.#error ? streamError(this.#error, this.#options) : 'remote');
  }

  /** An alert of TLS is an error that leaves the socket as it is; all others close it. */
  failed(error: Error): void {
    this.#error ??= error;
    if (!this.#socket.destroyed) resetSocket(this.#socket, this.#raw);
  }

  closed(): void {
    clearTimeout(this.#lingerTimer);
    const error = this.#error ?? this.#socket.errored ?? this.#raw.errored;
    this.#life.end(error ? streamError(error, this.#options) : 'remote');
  }

  #endOrderly(): void {
    this.#armLinger();
    this.#socket.end();
    // The peer's end is seen only if what it sent before is read; nobody gets it.
    this.#socket.resume();
  }

  #armLinger(): void {
    const { lingerMilliseconds } = this.#options;
    this.#lingerTimer = setTimeout(resetSocket, lingerMilliseconds, this.#socket, this.#raw);
  }
}

export function socketInfo(kind: string, socket: Socket): ConnectionInfo {
  const { remoteAddress, remotePort, localAddress, localPort } = socket;
  return { kind, remoteAddress, remotePort, localAddress, localPort };
}

/**
 * Drops a connection, so that the peer sees it. Only the TCP socket can be reset, and not while OpenSSL is at work on
 * what it carries, as it is while a handler runs: that would crash the process.
 */
export function resetSocket(socket: Socket, raw: Socket): void {
  if (socket !== raw) macrotask(() => resetNow(socket, raw));
  else resetNow(socket, raw);
}

function resetNow(socket: Socket, raw: Socket): void {
  // A reset during the shutdown that follows an end is refused, and would leave the handle behind. Of TLS one
  // cannot tell whether the shutdown has begun.
  const hasQueued = socket === raw && socket.writableLength > 0;
  const mayReset = !socket.writableEnded || hasQueued;
  if (mayReset && !raw.destroyed) raw.resetAndDestroy();
  socket.destroy();
}

/** An error of a socket that was connected. */
export function streamError(
  error: Error,
  { alert }: Pick<SocketConnectionOptions, 'alert'>,
): TransportError {
  const told = alert?.(error);
  if (told !== undefined) return told;
  const code = codeOf(error, 'ECONNRESET');
  return new TransportError(code, 'stream', `the connection broke: ${messageOf(error)}`, {
    cause: error,
  });
}

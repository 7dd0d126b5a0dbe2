/** The server's end of a TCP or TLS connection. */

import type { Socket } from 'node:net';
import {
  type Connection,
  type ConnectionHandlers,
  type ConnectionInfo,
  TransportError,
} from '@x/transport';
import type { Acceptor } from '../listener.ts';

/** How long an orderly end waits for a peer that does not read, in milliseconds. */
const LINGER = 2000;

export function serveSocket(socket: Socket, accept: Acceptor, kind: string): void {
  const end = new SocketEnd(socket, kind);
  end.start(accept(end));
}

class SocketEnd implements Connection {
  readonly info: ConnectionInfo;
  readonly #socket: Socket;
  #local = false;

  constructor(socket: Socket, kind: string) {
    const { remoteAddress, remotePort, localAddress, localPort } = socket;
    this.info = { kind, remoteAddress, remotePort, localAddress, localPort };
    this.#socket = socket;
    socket.setNoDelay(true);
  }

  start(handlers: ConnectionHandlers): void {
    const socket = this.#socket;
    let failure: Error | undefined;
    socket.on('data', (chunk: Uint8Array) => handlers.data(chunk));
    socket.on('drain', () => handlers.drain());
    socket.on('error', (error: Error) => {
      failure = error;
    });
    socket.on('close', () => {
      if (this.#local) handlers.close('local');
      else if (failure === undefined) handlers.close('remote');
      else handlers.close(broken(failure));
    });
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const socket = this.#socket;
    if (!socket.writable) return true;
    socket.cork();
    for (const chunk of chunks) socket.write(chunk);
    socket.uncork();
    return !socket.writableNeedDrain;
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  close(): Promise<void> {
    const socket = this.#socket;
    this.#local = true;
    if (socket.closed) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => socket.destroy(), LINGER);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.end();
      // The peer's end is seen only once what it sent before is read.
      socket.resume();
    });
  }

  destroy(): void {
    this.#local = true;
    this.#socket.resetAndDestroy();
  }
}

function broken(cause: Error): TransportError {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'ECONNRESET';
  return new TransportError(code, 'stream', `the client's connection broke: ${cause.message}`, {
    cause,
  });
}

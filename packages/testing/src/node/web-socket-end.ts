/** The server's end of a WebSocket connection; a chunk is a frame, and a frame carries any part of the stream ([MQTT-6.0.0-2]). */

import type { Connection, ConnectionHandlers, ConnectionInfo } from '@x/transport';
import type { WebSocket } from 'ws';
import type { Acceptor } from '../listener.ts';

/** What may wait to be sent before `write` returns false, in bytes. */
const HIGH_WATER_MARK = 1_048_576;
/** How long an orderly end waits for the peer's answer, in milliseconds. */
const LINGER = 2000;
const UNSUPPORTED_DATA = 1003;
const NORMAL_CLOSURE = 1000;

export function serveWebSocket(socket: WebSocket, accept: Acceptor, kind: string): void {
  const end = new WebSocketEnd(socket, kind);
  end.start(accept(end));
}

class WebSocketEnd implements Connection {
  readonly info: ConnectionInfo;
  readonly #socket: WebSocket;
  #handlers: ConnectionHandlers | undefined;
  #local = false;
  #full = false;

  constructor(socket: WebSocket, kind: string) {
    this.info = { kind };
    this.#socket = socket;
  }

  start(handlers: ConnectionHandlers): void {
    this.#handlers = handlers;
    const socket = this.#socket;
    socket.on('message', (data, isBinary) => {
      // [MQTT-6.0.0-1]
      if (isBinary && data instanceof Uint8Array) handlers.data(data);
      else socket.close(UNSUPPORTED_DATA);
    });
    // What broke is of no use to a server that only forgets the connection; 'close' follows.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => handlers.close(this.#local ? 'local' : 'remote'));
  }

  write(chunks: readonly Uint8Array[]): boolean {
    const socket = this.#socket;
    if (socket.readyState !== socket.OPEN) return true;
    for (const chunk of chunks) socket.send(chunk, this.#sent);
    this.#full = socket.bufferedAmount > HIGH_WATER_MARK;
    return !this.#full;
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
    if (socket.readyState === socket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => socket.terminate(), LINGER);
      socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.close(NORMAL_CLOSURE);
    });
  }

  destroy(): void {
    this.#local = true;
    this.#socket.terminate();
  }

  readonly #sent = (): void => {
    if (!this.#full || this.#socket.bufferedAmount > HIGH_WATER_MARK) return;
    this.#full = false;
    this.#handlers?.drain();
  };
}

/** A connection over an open WebSocket of the ws package (Node). */

import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { bytesTaken } from './bytes-taken.ts';
import { byteLength } from './chunks.ts';
import { codeOf, messageOf, TransportError } from './errors.ts';
import { FrameMemory } from './frame-memory.ts';
import { Inbox } from './inbox.ts';
import { Lifecycle } from './lifecycle.ts';
import { macrotask } from './macrotask.ts';
import { resetSocket, type SocketConnectionOptions, streamError } from './socket-connection.ts';
import type { CloseCause, Connection, ConnectionHandlers, ConnectionInfo } from './transport.ts';
import { frameRoom, maskedFrame } from './ws-frame.ts';
import { closeCause, textFrame } from './ws-options.ts';

const NORMAL = 1000;
const UNSUPPORTED_DATA = 1003;

export class WsConnection implements Connection {
  readonly info: ConnectionInfo;
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #raw: Socket;
  readonly #handlers: ConnectionHandlers;
  readonly #options: SocketConnectionOptions;
  readonly #life: Lifecycle;
  /** While paused it holds the rest of the messages of the chunk that was being taken apart. */
  readonly #inbox: Inbox;
  readonly #frames = new FrameMemory();
  #lingerTimer: NodeJS.Timeout | undefined;
  #error: Error | undefined;

  /** `ws` is open; `socket` carries it; `raw` is the TCP socket below, or the same. */
  constructor(
    ws: WebSocket,
    socket: Socket,
    raw: Socket,
    info: ConnectionInfo,
    handlers: ConnectionHandlers,
    options: SocketConnectionOptions,
  ) {
    this.#ws = ws;
    this.#socket = socket;
    this.#raw = raw;
    this.info = { ...info, subprotocol: ws.protocol };
    this.#handlers = handlers;
    this.#options = options;
    this.#life = new Lifecycle(handlers);
    this.#inbox = new Inbox(this.#life, handlers);
    ws.removeAllListeners();
    ws.on('message', this.#onMessage);
    ws.on('error', this.#onError);
    ws.on('close', this.#onClose);
    socket.on('drain', this.#onDrain);
    // The ws package closes the socket then, and forgets why.
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    ws.pause();
    macrotask(this.#start);
  }

  get bytesSent(): number {
    return bytesTaken(this.#raw);
  }

  /** At any time: what is written is copied into its frame. */
  get idle(): boolean {
    return this.#life.open;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (!this.#life.open) return false;
    const socket = this.#socket;
    // No frame may follow the closing one, with which the ws package has answered the server's.
    const mayFollow = this.#ws.readyState === this.#ws.OPEN;
    const length = byteLength(chunks);
    if (mayFollow && length > 0) {
      const slab = this.#frames.slabFor(frameRoom(length));
      socket.write(maskedFrame(chunks, length, slab), this.#written);
      // The callback comes in a later task, and many batches before it.
      if (socket.writableLength === 0) this.#frames.recycle();
    }
    return !socket.writableNeedDrain;
  }

  pause(): void {
    this.#inbox.pause();
    if (this.#life.open) this.#ws.pause();
  }

  resume(): void {
    if (this.#inbox.resume()) this.#ws.resume();
  }

  close(): Promise<void> {
    if (!this.#closeLocally('local')) return this.#life.ended();
    if (!this.#options.linger) this.#reset();
    else this.#endOrderly(NORMAL);
    return this.#life.ended();
  }

  destroy(cause?: TransportError): void {
    this.#closeLocally(cause ?? 'local');
    this.#reset();
  }

  #closeLocally(cause: CloseCause): boolean {
    const first = this.#life.closeLocally(cause);
    this.#inbox.discard();
    return first;
  }

  readonly #start = (): void => {
    this.#life.start();
    if (this.#inbox.release()) this.#ws.resume();
  };

  readonly #onMessage = (data: unknown, isBinary: boolean): void => {
    if (!this.#life.open) return;
    if (!isBinary) return this.#refuse(textFrame());
    if (data instanceof Uint8Array) this.#inbox.push(data);
  };

  /** A frame that was not sent may still be read. */
  readonly #written = (error?: Error | null): void => {
    if (!error && this.#socket.writableLength === 0) this.#frames.recycle();
  };

  readonly #onDrain = (): void => {
    if (this.#life.open) this.#handlers.drain();
  };

  /** A frame that breaks the protocol; the ws package then closes, which need not be waited for. */
  readonly #onError = (error: Error): void => {
    const code = codeOf(error, 'WS_ABNORMAL_CLOSE');
    const message = `the WebSocket failed: ${messageOf(error)}`;
    this.#inbox.end(new TransportError(code, 'stream', message, { cause: error }));
  };

  readonly #onClose = (code: number, reason: Buffer): void => {
    clearTimeout(this.#lingerTimer);
    const broken = this.#error ?? this.#socket.errored ?? this.#raw.errored;
    const cause = broken ? streamError(broken, this.#options) : closeCause(code, reason.toString());
    this.#inbox.end(cause);
  };

  #refuse(fault: TransportError): void {
    this.#endOrderly(UNSUPPORTED_DATA);
    this.#life.end(fault);
  }

  #endOrderly(code: number): void {
    this.#lingerTimer = setTimeout(this.#reset, this.#options.lingerMilliseconds);
    this.#ws.close(code);
    // The peer's closing frame is seen only if what it sent before is read; nobody gets it.
    this.#ws.resume();
  }

  readonly #reset = (): void => {
    resetSocket(this.#socket, this.#raw);
    // For a socket that is reset in a later task, this would come first, and end it in order.
    if (this.#socket === this.#raw) this.#ws.terminate();
  };
}

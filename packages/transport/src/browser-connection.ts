/** A connection over a browser's open WebSocket. */

import { byteLength, joinAll } from './chunks.ts';
import { messageOf, TransportError } from './errors.ts';
import { Inbox } from './inbox.ts';
import { Lifecycle } from './lifecycle.ts';
import { macrotask } from './macrotask.ts';
import type { CloseCause, Connection, ConnectionHandlers, ConnectionInfo } from './transport.ts';
import { closeCause, textFrame } from './ws-options.ts';

/** How often to look whether what was written has left, in milliseconds: a browser does not tell. */
const DRAIN_POLL = 10;

export interface BrowserLimits {
  readonly lingerMilliseconds: number;
  /** Bytes that may wait to be sent before `write` returns false. */
  readonly writeBuffer: number;
  /** Bytes that may be kept while paused. */
  readonly pauseBuffer: number;
}

export class BrowserConnection implements Connection {
  readonly info: ConnectionInfo;
  readonly #socket: WebSocket;
  readonly #handlers: ConnectionHandlers;
  readonly #limits: BrowserLimits;
  readonly #life: Lifecycle;
  readonly #inbox: Inbox;
  /** Bytes given to the browser. */
  #given = 0;
  #drainTimer: ReturnType<typeof setTimeout> | undefined;
  #lingerTimer: ReturnType<typeof setTimeout> | undefined;

  /** `socket` is open, with binaryType 'arraybuffer'; its handlers are taken over. */
  constructor(
    socket: WebSocket,
    kind: string,
    handlers: ConnectionHandlers,
    limits: BrowserLimits,
  ) {
    this.#socket = socket;
    this.#handlers = handlers;
    this.#limits = limits;
    this.#life = new Lifecycle(handlers);
    this.#inbox = new Inbox(this.#life, handlers);
    const { hostname, port } = new URL(socket.url);
    const remotePort = port === '' ? undefined : Number(port);
    this.info = { kind, remoteAddress: hostname, remotePort, subprotocol: socket.protocol };
    socket.onmessage = (event) => this.#onMessage(event.data);
    socket.onclose = (event) => this.#onClose(closeCause(event.code, event.reason));
    // 'close' follows, and says more.
    socket.onerror = () => undefined;
    macrotask(() => {
      this.#life.start();
      this.#inbox.release();
    });
  }

  get bytesSent(): number {
    return this.#given - this.#socket.bufferedAmount;
  }

  write(chunks: readonly Uint8Array[]): boolean {
    if (!this.#life.open) return false;
    if (byteLength(chunks) > 0 && !this.#send(joinAll(chunks))) return false;
    if (this.#socket.bufferedAmount < this.#limits.writeBuffer) return true;
    this.#drainTimer ??= setTimeout(this.#pollDrain, DRAIN_POLL);
    return false;
  }

  pause(): void {
    this.#inbox.pause();
  }

  resume(): void {
    this.#inbox.resume();
  }

  close(): Promise<void> {
    if (!this.#closeLocally('local')) return this.#life.ended();
    this.#lingerTimer = setTimeout(() => this.#onClose('local'), this.#limits.lingerMilliseconds);
    this.#socket.close(1000);
    return this.#life.ended();
  }

  /** A browser has no way to drop a WebSocket: it is closed, and its end is not waited for. */
  destroy(cause?: TransportError): void {
    this.#closeLocally(cause ?? 'local');
    this.#socket.close();
    macrotask(() => this.#onClose('local'));
  }

  #send(frame: Uint8Array): boolean {
    try {
      // A SharedArrayBuffer below is refused by the browser, not by us.
      this.#socket.send(frame as Uint8Array<ArrayBuffer>);
      this.#given += frame.length;
      return true;
    } catch (cause) {
      const message = `the WebSocket did not take what was to be sent: ${messageOf(cause)}`;
      this.#fail(new TransportError('WS_SEND_FAILED', 'stream', message, { cause }));
      return false;
    }
  }

  #closeLocally(cause: CloseCause): boolean {
    const first = this.#life.closeLocally(cause);
    this.#inbox.discard();
    clearTimeout(this.#drainTimer);
    return first;
  }

  #onMessage(data: unknown): void {
    if (!this.#life.open) return;
    if (!(data instanceof ArrayBuffer)) return this.#fail(textFrame());
    this.#inbox.push(new Uint8Array(data));
    const limit = this.#limits.pauseBuffer;
    if (this.#inbox.bytes <= limit) return;
    const text = `the server sent more than ${limit} bytes (pauseBufferSize) while reading was paused`;
    this.#fail(new TransportError('RECEIVE_BUFFER_FULL', 'stream', text));
  }

  #fail(fault: TransportError): void {
    this.#closeLocally(fault);
    this.#socket.close();
    this.#life.end(fault);
  }

  readonly #pollDrain = (): void => {
    this.#drainTimer = undefined;
    if (!this.#life.open) return;
    if (this.#socket.bufferedAmount === 0) this.#handlers.drain();
    else this.#drainTimer = setTimeout(this.#pollDrain, DRAIN_POLL);
  };

  #onClose(cause: CloseCause): void {
    clearTimeout(this.#lingerTimer);
    clearTimeout(this.#drainTimer);
    this.#inbox.end(cause);
  }
}

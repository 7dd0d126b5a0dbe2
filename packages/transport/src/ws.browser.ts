/** The WebSocket transport in browsers, over the WebSocket that they have. */

import { untilAborted } from './abort.ts';
import { BrowserConnection } from './browser-connection.ts';
import { messageOf, TransportError } from './errors.ts';
import { checkInteger, lingerMilliseconds, transferRate, writeBufferBytes } from './options.ts';
import type { ConnectionHandlers, Transport } from './transport.ts';
import { DEFAULT_SUBPROTOCOLS, noSubprotocol, parseUrl } from './ws-options.ts';

const DEFAULT_PAUSE_BUFFER = 8_388_608;

/** Of the options of the Node transport, those that a browser lets one choose; others are ignored. */
export interface WsOptions {
  /** `ws://host:port/path` or `wss://…`. */
  readonly url: string | URL;
  /** What to offer; the server must choose one of them. Default `['mqtt']`. */
  readonly subprotocols?: readonly string[] | undefined;
  /** How long `close` waits for the server, in seconds. Default 10, also for 0. */
  readonly lingerTime?: number | undefined;
  /** What may wait to be sent before `write` returns false, in bytes. Default 1 MiB, also for 0. */
  readonly writeBufferSize?: number | undefined;
  /** Limit of what is sent, in bytes per second. Default 0: none, also for `setMaxTransferRate`. */
  readonly maxTransferRate?: number | undefined;
  /**
   * What is kept while paused, in bytes: a browser cannot stop the server from sending, so that beyond this the
   * connection ends with RECEIVE_BUFFER_FULL. Default 8 MiB.
   */
  readonly pauseBufferSize?: number | undefined;
  /** Replaces the browser's WebSocket. */
  readonly WebSocket?: typeof WebSocket | undefined;
}

/** @throws TransportError INVALID_OPTION */
export function ws(options: WsOptions): Transport {
  const url = parseUrl(options.url);
  const pauseBuffer = options.pauseBufferSize ?? DEFAULT_PAUSE_BUFFER;
  checkInteger('pauseBufferSize', pauseBuffer, 0, Number.MAX_SAFE_INTEGER);
  const limits = {
    lingerMilliseconds: lingerMilliseconds(options.lingerTime),
    writeBuffer: writeBufferBytes(options.writeBufferSize),
    pauseBuffer,
  };
  const transport: Transport = {
    async dial(handlers, signal) {
      const connect = (socket: WebSocket) =>
        new BrowserConnection(socket, url.protocol.slice(0, -1), handlers, limits);
      return await open(url, options, connect, handlers, signal);
    },
  };
  const rate = transferRate(options.maxTransferRate);
  return rate === 0 ? transport : limited(transport, rate, limits.lingerMilliseconds);
}

/** Few limit what they send: the code for it is loaded by those who do. */
function limited(transport: Transport, rate: number, lingerMilliseconds: number): Transport {
  return {
    async dial(handlers, signal) {
      const { rateLimited } = await import('./rate-limit.ts').catch((cause: unknown) => {
        const message = `the code for maxTransferRate could not be loaded: ${messageOf(cause)}`;
        throw new TransportError('WS_CONNECT_FAILED', 'connect', message, { cause });
      });
      return await rateLimited(transport, rate, lingerMilliseconds).dial(handlers, signal);
    },
  };
}

function open(
  url: URL,
  options: WsOptions,
  connect: (socket: WebSocket) => BrowserConnection,
  handlers: ConnectionHandlers,
  signal: AbortSignal,
) {
  const offered = options.subprotocols ?? DEFAULT_SUBPROTOCOLS;
  return untilAborted<BrowserConnection>(signal, (resolve, reject) => {
    const socket = construct(url, offered, options.WebSocket ?? WebSocket);
    socket.binaryType = 'arraybuffer';
    const stop = () => {
      socket.onopen = null;
      socket.onclose = null;
      // The socket reports an error for being closed while it connects.
      socket.onerror = () => undefined;
      socket.close();
    };
    const fail = (error: TransportError) => {
      stop();
      reject(error);
    };
    socket.onerror = () => fail(connectFailed(url, offered));
    socket.onclose = () => fail(connectFailed(url, offered));
    socket.onopen = () => {
      if (offered.length > 0 && socket.protocol === '') return fail(noSubprotocol(offered));
      socket.onopen = null;
      // Takes over the other handlers before any message can come.
      const connection = connect(socket);
      handlers.status?.({ type: 'upgraded', subprotocol: socket.protocol });
      resolve(connection);
    };
    return stop;
  });
}

function construct(url: URL, offered: readonly string[], Socket: typeof WebSocket): WebSocket {
  try {
    return new Socket(url, [...offered]);
  } catch (cause) {
    const message = `the browser refused to open ${url.host}: ${messageOf(cause)}`;
    throw new TransportError('WS_CONNECT_FAILED', 'connect', message, { cause });
  }
}

function connectFailed(url: URL, offered: readonly string[]): TransportError {
  return new TransportError(
    'WS_CONNECT_FAILED',
    'connect',
    `could not open a WebSocket to ${url.host}${url.pathname}. Browsers do not say why: check that the server ` +
      `is there, that its certificate is trusted, and that it accepts the subprotocol ${offered.join(' or ')}`,
  );
}

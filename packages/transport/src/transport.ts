/** The one interface of this package: a byte stream to a server. It knows no MQTT. */

import type { TransportError } from './errors.ts';
import type { TlsInfo, TlsPeer } from './tls/info.ts';

export interface Transport {
  /**
   * Opens a connection. Nothing reaches `handlers` before the continuation of the returned promise ran.
   * @throws TransportError; the signal's reason if `signal` aborts first, in every phase. Nothing is left behind.
   */
  dial(handlers: ConnectionHandlers, signal: AbortSignal): Promise<Connection>;
}

/** Why a connection ended: our `close` or `destroy`, the peer's orderly end, or a fault. */
export type CloseCause = 'local' | 'remote' | TransportError;

export interface ConnectionHandlers {
  /** Bytes from the peer; the buffer is never written to again. Chunk boundaries carry no meaning. */
  data(chunk: Uint8Array): void;
  /** What was written has left the buffer, after a `write` that returned false. */
  drain(): void;
  /** The end, exactly once; nothing follows. */
  close(cause: CloseCause): void;
  /** Progress while dialling and closing. */
  status?(status: TransportStatus): void;
}

/** Progress of a dial or a close, in the order in which it happens. */
export type TransportStatus =
  | { readonly type: 'lookup'; readonly host: string; readonly addresses: readonly string[] }
  | { readonly type: 'connected'; readonly address: string; readonly port: number }
  | { readonly type: 'proxy-connected'; readonly host: string; readonly port: number }
  | { readonly type: 'tls-started'; readonly serverName: string }
  | { readonly type: 'tls-peer'; readonly peer: TlsPeer }
  | { readonly type: 'tls-connected'; readonly protocol: string }
  | { readonly type: 'upgraded'; readonly subprotocol: string };

/** What a connection knows of itself. */
export interface ConnectionInfo {
  /** 'tcp', 'tls', 'ws', 'wss' or 'memory'. */
  readonly kind: string;
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
  /** What the server chose of the subprotocols offered; ws and wss only. */
  readonly subprotocol?: string | undefined;
  /** What TLS negotiated; tls and wss on Node only. */
  readonly tls?: TlsInfo | undefined;
}

export interface Connection {
  /** To be read while the connection is open: addresses may be asked of the system only then. */
  readonly info: ConnectionInfo;
  /**
   * How many bytes have left for the system so far, with the frames of TLS and WebSocket around them. While something
   * waits to be sent, a figure that stands still means that the peer takes nothing. Of no meaning after the end.
   * Absent where a transport cannot tell.
   */
  readonly bytesSent?: number;
  /**
   * Whether somebody has a copy of all that was written: the chunks may change again, or be used for others. Absent where
   * a transport cannot tell.
   */
  readonly idle?: boolean | undefined;
  /**
   * Sends the chunks in order, as one batch. They must not change as long as the connection is not `idle`. After the end they are dropped.
   * @returns false when the buffer is full: what was given is queued all the same, `drain` tells when it has left.
   */
  write(chunks: readonly Uint8Array[]): boolean;
  /** Stops reading from the peer; what was already read may still be delivered only after `resume`. */
  pause(): void;
  resume(): void;
  /** Sends what is queued, then ends the stream in the transport's orderly way. Settles when it has ended; never rejects. */
  close(): Promise<void>;
  /** Drops the connection at once. With a cause, `close` reports it. */
  destroy(cause?: TransportError): void;
  /** Changes the limit of what is sent, in bytes per second; 0: no limit. Where the transport was given such a limit. */
  setMaxTransferRate?(bytesPerSecond: number): void;
}

/** What a door for clients is told, and what it answers; the same for the broker and the scripted server. */

import type { Connection, ConnectionHandlers } from '@x/transport';

export interface ListenOptions {
  /** 0, the default: any free port. */
  readonly port?: number | undefined;
  /** '127.0.0.1' by default. */
  readonly host?: string | undefined;
  /** Serves over TLS. */
  readonly tls?: ListenTls | undefined;
}

/** All PEM. With `ca`, `requestCert` and `rejectUnauthorized`, clients must show a certificate of that authority. */
export interface ListenTls {
  readonly key: string;
  readonly cert: string;
  readonly ca?: string | undefined;
  readonly requestCert?: boolean | undefined;
  readonly rejectUnauthorized?: boolean | undefined;
}

export interface WebSocketListenOptions extends ListenOptions {
  /** The path of the URL; '/mqtt' by default. Other paths are refused. */
  readonly path?: string | undefined;
}

export interface Listener {
  readonly port: number;
  readonly host: string;
  /** As a client takes it: `mqtt://…`, `mqtts://…`, `ws://…` or `wss://…`. */
  readonly url: string;
  /** Stops listening, and drops the connections that came in here. */
  close(): Promise<void>;
}

/** Takes the server's end of a new connection and gives its handlers. `destroy` on that end resets it where it can. */
export type Acceptor = (connection: Connection) => ConnectionHandlers;

export class ListenError extends Error {
  override readonly name = 'ListenError';
  /** `NOT_AVAILABLE`: not in a browser. `BROKER_CLOSED`: the broker was closed before. */
  readonly code: 'NOT_AVAILABLE' | 'BROKER_CLOSED';

  constructor(code: 'NOT_AVAILABLE' | 'BROKER_CLOSED', message: string) {
    super(message);
    this.code = code;
  }
}

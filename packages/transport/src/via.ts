/** What a proxy has to do: open a socket that leads to the target. */

import type { Socket } from 'node:net';
import type { Address } from './addresses.ts';
import type { ConnectionHandlers } from './transport.ts';

export interface ViaRequest {
  /** The target: name or address. */
  readonly host: string;
  readonly port: number;
  /** True if TLS will be spoken with the target. */
  readonly secure: boolean;
  /** What may wait to be sent before the socket says that it is full, in bytes; undefined or 0: the default. */
  readonly writeBufferSize?: number | undefined;
  readonly status: ConnectionHandlers['status'];
  readonly signal: AbortSignal;
  /** Opens a TCP socket to the proxy, from where and how the transport was told. */
  connect(host: string, port: number): Promise<Socket>;
  /** The addresses of the target, for a proxy that takes no names. */
  resolve(): Promise<readonly Address[]>;
}

export interface Via {
  /**
   * The socket is connected, not yet read from beyond the proxy's answer, and has a listener for errors.
   * @throws TransportError in phase 'proxy'; the signal's reason.
   */
  open(request: ViaRequest): Promise<Socket>;
}

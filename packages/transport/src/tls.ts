/** The TLS transport (Node). */

import { checkSocketOptions } from './connect-socket.ts';
import { openSocket } from './open-socket.ts';
import { transferRate } from './options.ts';
import { rateLimited } from './rate-limit.ts';
import { SocketConnection, socketInfo } from './socket-connection.ts';
import { closingOptions, type TcpOptions } from './tcp.ts';
import { streamAlert } from './tls/errors.ts';
import { checkSecureOptions, type SecureOptions, Securer } from './tls/secure.ts';
import type { Transport } from './transport.ts';

export type { ContextOptions } from './tls/context.ts';
export { CERTIFICATE_FAULTS, type TlsFault, type TlsInfo, type TlsPeer } from './tls/info.ts';
export type { SecureOptions } from './tls/secure.ts';
export { TlsSessions } from './tls/sessions.ts';
export type { TrustOptions } from './tls/trust.ts';

export interface TlsOptions extends TcpOptions, SecureOptions {}

/**
 * A transport over TLS over TCP. Certificates and keys are looked at in the first dial.
 * @throws TransportError INVALID_OPTION
 */
export function tls(options: TlsOptions): Transport {
  checkSocketOptions(options);
  checkSecureOptions(options);
  const closing = { ...closingOptions(options), alert: streamAlert };
  const securer = new Securer(options, options);
  const transport: Transport = {
    async dial(handlers, signal) {
      const status = handlers.status?.bind(handlers);
      const { socket: below, raw } = await openSocket(options, true, handlers, signal);
      const { socket, info } = await securer.secure(below, status, signal);
      const described = { ...socketInfo('tls', raw), tls: info };
      return new SocketConnection(socket, raw, described, handlers, closing);
    },
  };
  return rateLimited(transport, transferRate(options.maxTransferRate), closing.lingerMilliseconds);
}

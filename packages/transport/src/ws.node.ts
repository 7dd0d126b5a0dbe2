/** The WebSocket transport on Node, over the ws package. */

import { checkSocketOptions } from './connect-socket.ts';
import { openSocket } from './open-socket.ts';
import { checkInteger, transferRate } from './options.ts';
import { rateLimited } from './rate-limit.ts';
import { socketInfo } from './socket-connection.ts';
import { closingOptions, type TcpOptions } from './tcp.ts';
import { streamAlert } from './tls/errors.ts';
import { checkSecureOptions, type SecureOptions, Securer } from './tls/secure.ts';
import type { Transport } from './transport.ts';
import { WsConnection } from './ws-connection.ts';
import { DEFAULT_SUBPROTOCOLS, parseUrl } from './ws-options.ts';
import { upgrade } from './ws-upgrade.ts';

/** Room for the largest message that a server may put in one frame, in bytes. */
const DEFAULT_MAX_FRAME = 2 ** 28 + 2 ** 16;

export interface WsOptions extends Omit<TcpOptions, 'host' | 'port'>, SecureOptions {
  /** `ws://host:port/path`, or `wss://…` for TLS, whose options count then. */
  readonly url: string | URL;
  /** What to offer; the server must choose one of them. Default `['mqtt']`. */
  readonly subprotocols?: readonly string[] | undefined;
  /** More header fields for the upgrade. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The longest message to take from the server, in bytes. Default 256 MiB and 64 KiB. */
  readonly maxFrameSize?: number | undefined;
}

/** @throws TransportError INVALID_OPTION */
export function ws(options: WsOptions): Transport {
  const url = parseUrl(options.url);
  const target = { ...options, host: hostOf(url), port: portOf(url) };
  checkSocketOptions(target);
  checkSecureOptions(options);
  checkInteger('maxFrameSize', options.maxFrameSize ?? DEFAULT_MAX_FRAME, 1, 2 ** 31 - 1);
  const closing = { ...closingOptions(options), alert: streamAlert };
  const securer = url.protocol === 'wss:' ? new Securer(options, target) : undefined;
  const offered = options.subprotocols ?? DEFAULT_SUBPROTOCOLS;
  const client = {
    headers: { ...options.headers },
    maxPayload: options.maxFrameSize ?? DEFAULT_MAX_FRAME,
    closeTimeout: closing.lingerMilliseconds,
  };
  const transport: Transport = {
    async dial(handlers, signal) {
      const status = handlers.status?.bind(handlers);
      const { socket: below, raw } = await openSocket(
        target,
        securer !== undefined,
        handlers,
        signal,
      );
      const secured = await securer?.secure(below, status, signal);
      const socket = secured?.socket ?? below;
      const info = secured
        ? { ...socketInfo('wss', raw), tls: secured.info }
        : socketInfo('ws', raw);
      return await upgrade(
        { url, offered, client, socket, noDelay: options.noDelay ?? false, status },
        (opened) => new WsConnection(opened, socket, raw, info, handlers, closing),
        signal,
      );
    },
  };
  return rateLimited(transport, transferRate(options.maxTransferRate), closing.lingerMilliseconds);
}

function hostOf(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

function portOf(url: URL): number {
  if (url.port !== '') return Number(url.port);
  return url.protocol === 'wss:' ? 443 : 80;
}

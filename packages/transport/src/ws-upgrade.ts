/** Turns a connected socket into a WebSocket (Node). */

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import { orDestroy, untilAborted } from './abort.ts';
import { codeOf, messageOf, TransportError } from './errors.ts';
import type { ConnectionHandlers } from './transport.ts';
import { noSubprotocol } from './ws-options.ts';

export interface UpgradeRequest {
  readonly url: URL;
  /** The subprotocols to offer. */
  readonly offered: readonly string[];
  /** Connected, and for wss already secured. */
  readonly socket: Socket;
  readonly noDelay: boolean;
  readonly status: ConnectionHandlers['status'];
  readonly client: {
    readonly headers: Record<string, string>;
    readonly maxPayload: number;
    /** How long a closing handshake may take, in milliseconds. */
    readonly closeTimeout: number;
  };
}

/**
 * `connect` is called as soon as the WebSocket is open, before any message can be emitted.
 * The socket is gone if the upgrade fails.
 * @throws TransportError in phase 'upgrade'; the signal's reason.
 */
export function upgrade<T>(
  request: UpgradeRequest,
  connect: (client: WebSocket) => T,
  signal: AbortSignal,
): Promise<T> {
  const { socket } = request;
  return orDestroy(socket, () => open(request, connect, signal));
}

function open<T>(
  request: UpgradeRequest,
  connect: (client: WebSocket) => T,
  signal: AbortSignal,
): Promise<T> {
  const { socket, url, offered } = request;
  return untilAborted<T>(signal, (resolve, reject) => {
    const client = construct(request);
    const giveUp = () => {
      client.terminate();
      socket.destroy();
    };
    const fail = (error: TransportError) => {
      reject(error);
      giveUp();
    };
    client.on('error', (error) => fail(upgradeError(error, url, offered)));
    client.on('unexpected-response', (_request, response) => fail(statusError(response, url)));
    client.once('open', () => {
      // The ws package switches it on.
      socket.setNoDelay(request.noDelay);
      request.status?.({ type: 'upgraded', subprotocol: client.protocol });
      if (!signal.aborted) resolve(connect(client));
    });
    return giveUp;
  });
}

/** The ws package throws at once for subprotocols and header fields that cannot be sent. */
function construct({ url, offered, socket, client }: UpgradeRequest): WebSocket {
  try {
    return new WebSocket(url, [...offered], {
      ...client,
      createConnection: () => socket,
      perMessageDeflate: false,
      skipUTF8Validation: true,
      followRedirects: false,
    });
  } catch (cause) {
    const message = `subprotocols or headers cannot be sent: ${messageOf(cause)}`;
    throw new TransportError('INVALID_OPTION', 'upgrade', message, { cause });
  }
}

function statusError(response: IncomingMessage, url: URL): TransportError {
  const status = response.statusCode ?? 0;
  const answer = `${status} ${response.statusMessage ?? ''}`.trim();
  return new TransportError(
    'WS_STATUS',
    'upgrade',
    `${url.host} refused the WebSocket at ${url.pathname}: HTTP ${answer}`,
    { status },
  );
}

/** The ws package tells these apart by text only. */
function upgradeError(error: Error, url: URL, offered: readonly string[]): TransportError {
  const where = `the WebSocket upgrade at ${url.host}${url.pathname} failed`;
  if (error.message === 'Server sent no subprotocol') return noSubprotocol(offered);
  if (error.message === 'Server sent an invalid subprotocol') {
    const message = `${where}: the server chose a subprotocol that was not offered (${offered.join(', ')})`;
    return new TransportError('WS_WRONG_SUBPROTOCOL', 'upgrade', message, { cause: error });
  }
  const code = codeOf(error, 'WS_BAD_UPGRADE');
  return new TransportError(code, 'upgrade', `${where}: ${messageOf(error)}`, { cause: error });
}

/** Connects through an HTTP proxy, by CONNECT. */

import { type ClientRequest, request as httpRequest, type OutgoingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import { orDestroy, untilAborted } from '../abort.ts';
import { codeOf, invalidOption, messageOf, type TransportError } from '../errors.ts';
import type { SecureOptions } from '../tls/secure.ts';
import type { Via, ViaRequest } from '../via.ts';
import { securedProxy } from './secured-proxy.ts';
import {
  authorityOf,
  checkProxyServer,
  connectToProxy,
  type ProxyServer,
  ProxyTrouble,
} from './server.ts';

export interface HttpConnectOptions extends ProxyServer {
  /** More header fields for the CONNECT request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Speaks TLS with the proxy itself (an https: proxy), with these options; `{}` for the defaults. They are looked at
   * in the first dial. What is sent to the server, and whether that is TLS too, stays as it is.
   */
  readonly tls?: SecureOptions | undefined;
}

const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** A tab, or anything from the blank on that Latin-1 has. */
const FIELD_VALUE = /^(?:\t|[ -~]|[\u0080-\u00ff])*$/;

/** @throws TransportError INVALID_OPTION */
export function httpConnect(options: HttpConnectOptions): Via {
  checkProxyServer(options);
  const headers = proxyHeaders(options);
  const secure = options.tls === undefined ? undefined : securedProxy(options, options.tls);
  return {
    async open(request) {
      const trouble = new ProxyTrouble(secure ? 'HTTPS' : 'HTTP', options, request);
      const raw = await connectToProxy(options, request, trouble);
      const socket = secure ? await orDestroy(raw, () => secure(raw, request, trouble)) : raw;
      await orDestroy(socket, () => tunnel(socket, request, headers, trouble));
      request.status?.({ type: 'proxy-connected', host: options.host, port: options.port });
      return socket;
    },
  };
}

function proxyHeaders({ user, password, headers }: HttpConnectOptions): OutgoingHttpHeaders {
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!FIELD_NAME.test(name)) throw invalidOption('headers', 'made of HTTP field names', name);
    if (!FIELD_VALUE.test(value)) {
      throw invalidOption(
        'headers',
        `without line breaks and control characters in ${name}`,
        value,
      );
    }
  }
  if (!user) return { ...headers };
  const credentials = Buffer.from(`${user}:${password ?? ''}`).toString('base64');
  return { 'Proxy-Authorization': `Basic ${credentials}`, ...headers };
}

/** Nothing of what follows the answer is lost; the socket is gone if it fails. */
function tunnel(
  socket: Socket,
  { host, port, signal }: ViaRequest,
  headers: OutgoingHttpHeaders,
  trouble: ProxyTrouble,
): Promise<void> {
  const target = authorityOf(host, port);
  return untilAborted<void>(signal, (resolve, reject) => {
    const asked: ClientRequest = httpRequest({
      method: 'CONNECT',
      path: target,
      headers: { Host: target, ...headers },
      createConnection: () => socket,
    });
    const fail = (error: TransportError) => reject(error);
    asked.on('error', (error) => {
      const hungUp = codeOf(error, '') === 'ECONNRESET';
      fail(hungUp ? trouble.closed(error) : trouble.badAnswer(messageOf(error), error));
    });
    // An answer that is not for a CONNECT: the parser takes it for a page.
    asked.on('response', (answer) => fail(trouble.badAnswer(`HTTP ${answer.statusCode}`)));
    asked.on('connect', (answer, _socket, head) => {
      const status = answer.statusCode ?? 0;
      const text = `HTTP ${status} ${answer.statusMessage ?? ''}`.trim();
      if (status === 407 || status === 401) return fail(trouble.credentials(text, status));
      if (status < 200) return fail(trouble.badAnswer(text));
      if (status > 299) return fail(trouble.refused(text, status));
      if (head.length > 0) socket.unshift(head);
      resolve();
    });
    asked.end();
    return () => {
      asked.destroy();
      socket.destroy();
    };
  });
}

/** A proxy's address and credentials, and the errors that name it. */

import type { Socket } from 'node:net';
import { codeOf, invalidOption, messageOf, TransportError } from '../errors.ts';
import { checkInteger } from '../options.ts';
import type { ViaRequest } from '../via.ts';

export interface ProxyServer {
  /** Name or address of the proxy. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
}

/** @throws TransportError INVALID_OPTION */
export function checkProxyServer(server: ProxyServer): void {
  if (typeof server.host !== 'string' || server.host === '') {
    throw invalidOption('host', 'a name or an address', server.host);
  }
  checkInteger('port', server.port, 1, 65_535);
}

/** `host:port`, with brackets where an address needs them. */
export function authorityOf(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What went wrong, at which proxy, on the way to which target. */
export class ProxyTrouble {
  readonly #what: string;

  constructor(kind: string, server: ProxyServer, request: Pick<ViaRequest, 'host' | 'port'>) {
    const target = authorityOf(request.host, request.port);
    this.#what = `the ${kind} proxy ${authorityOf(server.host, server.port)} (to ${target})`;
  }

  refused(why: string, status: number): TransportError {
    return this.#error('PROXY_REFUSED', `refused: ${why}`, { status });
  }

  credentials(why: string, status: number): TransportError {
    return this.#error('PROXY_AUTHENTICATION', `did not let us in: ${why}; see user and password`, {
      status,
    });
  }

  badAnswer(why: string, cause?: unknown): TransportError {
    return this.#error('PROXY_BAD_ANSWER', `gave an answer that is none: ${why}`, { cause });
  }

  closed(cause?: unknown): TransportError {
    return this.#error('PROXY_CLOSED', 'closed the connection before it answered', { cause });
  }

  unreachable(cause: unknown): TransportError {
    const addresses = cause instanceof TransportError ? cause.addresses : [];
    const why = `cannot be reached: ${messageOf(cause)}`;
    return this.#error(codeOf(cause, 'ECONNREFUSED'), why, { cause, addresses });
  }

  insecure(cause: TransportError): TransportError {
    return this.#error(cause.code, `is not trusted, or speaks no TLS: ${cause.message}`, { cause });
  }

  #error(
    code: string,
    why: string,
    options: { cause?: unknown; status?: number; addresses?: readonly string[] },
  ): TransportError {
    return new TransportError(code, 'proxy', `${this.#what} ${why}`, options);
  }
}

/** @throws TransportError in phase 'proxy'; the signal's reason. */
export async function connectToProxy(
  server: ProxyServer,
  request: ViaRequest,
  trouble: ProxyTrouble,
): Promise<Socket> {
  try {
    return await request.connect(server.host, server.port);
  } catch (error) {
    if (error instanceof TransportError) throw trouble.unreachable(error);
    throw error;
  }
}

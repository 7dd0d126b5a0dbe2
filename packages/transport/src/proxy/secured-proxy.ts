/** Speaks TLS with the proxy itself, before it is asked for anything. */

import type { Socket } from 'node:net';
import { TransportError } from '../errors.ts';
import type { SecureOptions, Securer } from '../tls/secure.ts';
import type { ViaRequest } from '../via.ts';
import type { ProxyServer, ProxyTrouble } from './server.ts';

type Secure = (raw: Socket, request: ViaRequest, trouble: ProxyTrouble) => Promise<Socket>;

/** TLS is loaded when the first connection needs it: plain ones do without. */
export function securedProxy({ host, port }: ProxyServer, options: SecureOptions): Secure {
  let securer: Securer | undefined;
  return async (raw, { signal, writeBufferSize }, trouble) => {
    const tls = await import('../tls/secure.ts');
    try {
      tls.checkSecureOptions(options);
      securer ??= new tls.Securer(options, { host, port, writeBufferSize });
      // Without the statuses: those tell of the server.
      return (await securer.secure(raw, undefined, signal)).socket;
    } catch (error) {
      if (error instanceof TransportError) throw trouble.insecure(error);
      throw error;
    }
  };
}

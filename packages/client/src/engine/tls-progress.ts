/** What a TLS handshake tells on its way, as SSLStatus says it, and its outcome as the settings show it. */

import type { TlsInfo, TransportStatus } from '@x/transport';
import type { NegotiatedTLS } from '../settings/host.ts';

/** undefined for a step that is not TLS's. */
export function tlsProgress(status: TransportStatus): string | undefined {
  switch (status.type) {
    case 'tls-started':
      return `Handshake with ${status.serverName} started.`;
    case 'tls-peer':
      return `Certificate of the server: ${status.peer.subject.replaceAll('\n', ', ')}.`;
    case 'tls-connected':
      return `${status.protocol} established.`;
    default:
      return undefined;
  }
}

export function cipherProgress(info: TlsInfo): string {
  const again = info.sessionReused ? ', session reused' : '';
  return `Cipher ${info.cipherSuite}, ${info.cipherBits} bits, key exchange ${info.keyExchange}${again}.`;
}

export function negotiatedFrom(info: TlsInfo): NegotiatedTLS {
  return {
    cipher: info.cipher,
    cipherStrength: info.cipherBits,
    cipherSuite: info.cipherSuite,
    keyExchange: info.keyExchange,
    keyExchangeStrength: info.keyExchangeBits,
    version: info.protocol,
  };
}

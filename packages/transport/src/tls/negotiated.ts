/** Reads from a secured socket what was negotiated. */

import { X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { TlsInfo, TlsPeer } from './info.ts';

export function negotiated(socket: TLSSocket, peer: TlsPeer): TlsInfo {
  const cipher = socket.getCipher();
  const { keyExchange, keyExchangeBits } = keyExchangeOf(socket, peer);
  return {
    // getCipher().version is the version that the cipher came with, not the one spoken.
    protocol: socket.getProtocol() ?? '',
    cipher: cipher.name,
    cipherSuite: cipher.standardName,
    cipherBits: cipherBits(cipher.standardName),
    keyExchange,
    keyExchangeBits,
    alpn: socket.alpnProtocol || undefined,
    sessionReused: socket.isSessionReused(),
    peer,
  };
}

const BULK = /_(?:(?:AES|CAMELLIA|ARIA)_(\d+)|(CHACHA20|3DES))_/;

/** From the name of the suite, such as TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256. */
export function cipherBits(suite: string): number {
  const found = BULK.exec(suite);
  if (found?.[1] !== undefined) return Number(found[1]);
  if (found?.[2] === 'CHACHA20') return 256;
  return found?.[2] === '3DES' ? 168 : 0;
}

function keyExchangeOf(socket: TLSSocket, peer: TlsPeer) {
  const ephemeral: object = socket.getEphemeralKeyInfo() ?? {};
  if ('type' in ephemeral && typeof ephemeral.type === 'string') {
    const name = 'name' in ephemeral ? ` ${String(ephemeral.name)}` : '';
    const size = 'size' in ephemeral ? Number(ephemeral.size) : 0;
    return { keyExchange: `${ephemeral.type}${name}`, keyExchangeBits: size };
  }
  if (peer.certificate.length === 0) return { keyExchange: '', keyExchangeBits: 0 };
  const { publicKey } = new X509Certificate(peer.certificate);
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  return { keyExchange: 'RSA', keyExchangeBits: bits };
}

/** The credentials and limits of TLS: the options, and the secure context made of them. */

import { createSecureContext, type SecureContext, type SecureVersion } from 'node:tls';
import { codeOf, messageOf, TransportError } from '../errors.ts';
import { type TrustOptions, trustList } from './trust.ts';

export interface ContextOptions extends TrustOptions {
  /** Our certificate in PEM, followed by those of its authorities if the server needs them. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert` in PEM. */
  readonly key?: string | Uint8Array | undefined;
  /** Certificate and key in one PKCS#12 container. */
  readonly pfx?: Uint8Array | undefined;
  /** Opens `key` or `pfx`. */
  readonly passphrase?: string | undefined;
  /** The oldest version to speak; default: Node's own, TLS 1.2. */
  readonly minVersion?: SecureVersion | undefined;
  /** The newest version to speak; default: Node's own, TLS 1.3. */
  readonly maxVersion?: SecureVersion | undefined;
  /** Flags of OpenSSL (`crypto.constants.SSL_OP_…`), for example to leave out a version within the range. */
  readonly secureOptions?: number | undefined;
  /** Cipher suites, as OpenSSL lists them. */
  readonly ciphers?: string | undefined;
  /** Groups for the key exchange, separated by colons. */
  readonly ecdhCurve?: string | undefined;
  /** Signature algorithms, separated by colons. */
  readonly sigalgs?: string | undefined;
}

/** @throws TransportError in phase 'tls' if OpenSSL refuses what it was given. */
export function makeContext(options: ContextOptions): SecureContext {
  const { cert, key, pfx, passphrase, minVersion, maxVersion } = options;
  const { secureOptions, ciphers, ecdhCurve, sigalgs } = options;
  const ca = trustList(options);
  const given = { ca, cert: bytes(cert), key: bytes(key), pfx: bytes(pfx), passphrase };
  const limits = { minVersion, maxVersion, secureOptions, ciphers, ecdhCurve, sigalgs };
  try {
    return createSecureContext(withoutUndefined({ ...given, ...limits }));
  } catch (cause) {
    const code = codeOf(cause, 'TLS_OPTIONS');
    const message = `TLS cannot be set up: ${explain(code, options)}${messageOf(cause)}`;
    throw new TransportError(code, 'tls', message, { cause });
  }
}

function bytes(value: string | Uint8Array | undefined): string | Buffer | undefined {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: NonNullable<T[K]> } {
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: NonNullable<T[K]> };
}

function explain(code: string, options: ContextOptions): string {
  if (code === 'ERR_SSL_NO_CIPHER_MATCH') return `no cipher matches ${options.ciphers}: `;
  if (code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH') return 'key does not belong to cert: ';
  if (options.pfx !== undefined) return 'pfx or its passphrase: ';
  if (options.key !== undefined) return 'key, cert or passphrase: ';
  return '';
}

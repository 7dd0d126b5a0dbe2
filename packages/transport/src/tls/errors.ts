/** Says in words what a failed TLS handshake, or a fault after it, means, and what to set. */

import { codeOf, messageOf, TransportError } from '../errors.ts';

/** What we found ourselves: OpenSSL's codes, with what they come from in practice. */
const LOCAL: Readonly<Record<string, string>> = {
  ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS on this port',
  ERR_SSL_BAD_RECORD_TYPE: 'the server does not speak TLS on this port',
  ERR_SSL_UNSUPPORTED_PROTOCOL:
    'the server chose a TLS version that is not enabled; see minVersion and maxVersion',
  ERR_SSL_NO_PROTOCOLS_AVAILABLE:
    'no TLS version is enabled; see minVersion, maxVersion and secureOptions',
  ERR_SSL_NO_CIPHERS_AVAILABLE: 'no cipher suite fits the TLS versions enabled; see ciphers',
  ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED:
    'the server needs signatures too weak for the security level, as TLS 1.0 and 1.1 do; see ciphers (@SECLEVEL)',
  ERR_SSL_DH_KEY_TOO_SMALL: 'the key exchange of the server is too weak; see ciphers',
  ECONNRESET: 'the server ended the connection during the handshake',
};

/** What the server told us: the alerts of TLS (RFC 8446, 6.2). */
const ALERTS: Readonly<Record<string, string>> = {
  PROTOCOL_VERSION:
    'it accepts none of the TLS versions enabled; see minVersion and maxVersion (and, for TLS 1.0 and 1.1, @SECLEVEL=0 in ciphers)',
  HANDSHAKE_FAILURE:
    'no cipher suite, group or signature in common, or a client certificate is missing; see ciphers, ecdhCurve, sigalgs, cert and key',
  INSUFFICIENT_SECURITY: 'it wants stronger cipher suites; see ciphers',
  CERTIFICATE_REQUIRED: 'it wants a client certificate; set cert and key, or pfx',
  BAD_CERTIFICATE: 'it does not accept our certificate; see cert and key, or pfx',
  UNSUPPORTED_CERTIFICATE: 'it does not accept certificates of the kind of ours; see cert',
  CERTIFICATE_UNKNOWN: 'it does not accept our certificate; see cert and key, or pfx',
  CERTIFICATE_EXPIRED: 'our certificate is no longer valid; see cert',
  CERTIFICATE_REVOKED: 'our certificate was withdrawn; see cert',
  UNKNOWN_CA: 'it does not know the authority of our certificate; see cert',
  ACCESS_DENIED: 'it denies us access',
  UNRECOGNIZED_NAME: 'it does not serve this name; see serverName',
  NO_APPLICATION_PROTOCOL: 'it speaks none of the application protocols offered; see alpn',
  INTERNAL_ERROR: 'it has a fault of its own',
};

/** The name of an alert has been prefixed differently by each version of OpenSSL. */
const ALERT_CODE = /_ALERT_([A-Z_]+)$/;

export function handshakeError(where: string, error: unknown): TransportError {
  const code = codeOf(error, 'TLS_HANDSHAKE');
  return alertError(where, code, error) ?? localError(where, code, error);
}

/** An alert of the server in the stream: in TLS 1.3 it refuses our certificate only after the handshake. */
export function streamAlert(error: Error): TransportError | undefined {
  return alertError('the server', codeOf(error, ''), error);
}

function alertError(where: string, code: string, cause: unknown): TransportError | undefined {
  const alert = ALERT_CODE.exec(code)?.[1];
  if (alert === undefined) return undefined;
  const why = ALERTS[alert] ?? messageOf(cause);
  return new TransportError(`TLS_ALERT_${alert}`, 'tls', `${where} refused TLS: ${why}`, { cause });
}

function localError(where: string, code: string, cause: unknown): TransportError {
  const why = LOCAL[code] ?? messageOf(cause);
  return new TransportError(code, 'tls', `TLS with ${where} failed: ${why}`, { cause });
}

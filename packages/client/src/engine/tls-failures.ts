/** The failures of TLS: which number each has, and which setting may help. */

import type { TransportError } from '@x/transport';
import type { ErrorCode } from '../error-codes.ts';
import { type MQTTError, mqttError } from '../errors.ts';

interface TlsFailure {
  readonly number: ErrorCode;
  /** What to do about it; the transport's own advice names options that users of the client do not see. */
  readonly advice?: string;
}

const SUITES = 'see OpenSSLCipherList and SSLEnabledCipherSuites';
const TLS13 = 'for a server that speaks only TLS 1.3 set SSLEnabledProtocols=16320';
const WEAK = 'OpenSSLCipherList=DEFAULT@SECLEVEL=0 allows it';
const NOT_OURS: TlsFailure = { number: 276, advice: 'see SSLCert and SSLCACerts' };
const CREDENTIALS: TlsFailure = { number: 273, advice: 'see SSLCert and SSLCACerts' };
const WEAK_CREDENTIALS: TlsFailure = { number: 273, advice: `see SSLCert; ${WEAK}` };

/** By the code of Node, of OpenSSL or of an alert; all others are 276. */
const FAILURES: Readonly<Record<string, TlsFailure>> = {
  TLS_ALERT_PROTOCOL_VERSION: { number: 276, advice: TLS13 },
  TLS_ALERT_HANDSHAKE_FAILURE: { number: 276, advice: `${SUITES}, and SSLCert; ${TLS13}` },
  TLS_ALERT_INSUFFICIENT_SECURITY: { number: 276, advice: SUITES },
  TLS_ALERT_CERTIFICATE_REQUIRED: { number: 276, advice: 'set SSLCert' },
  TLS_ALERT_BAD_CERTIFICATE: NOT_OURS,
  TLS_ALERT_UNSUPPORTED_CERTIFICATE: NOT_OURS,
  TLS_ALERT_CERTIFICATE_UNKNOWN: NOT_OURS,
  TLS_ALERT_CERTIFICATE_EXPIRED: NOT_OURS,
  TLS_ALERT_CERTIFICATE_REVOKED: NOT_OURS,
  TLS_ALERT_UNKNOWN_CA: NOT_OURS,
  TLS_ALERT_UNRECOGNIZED_NAME: { number: 276, advice: 'see RemoteHost' },
  ERR_SSL_UNSUPPORTED_PROTOCOL: { number: 276, advice: 'see SSLEnabledProtocols' },
  ERR_SSL_LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED: { number: 276, advice: WEAK },
  ERR_SSL_DH_KEY_TOO_SMALL: { number: 276, advice: WEAK },
  ERR_SSL_NO_PROTOCOLS_AVAILABLE: { number: 270, advice: 'see SSLEnabledProtocols' },
  ERR_SSL_NO_CIPHERS_AVAILABLE: { number: 270, advice: SUITES },
  ERR_SSL_NO_CIPHER_MATCH: { number: 270, advice: SUITES },
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: CREDENTIALS,
  ERR_SSL_EE_KEY_TOO_SMALL: WEAK_CREDENTIALS,
  ERR_SSL_CA_KEY_TOO_SMALL: WEAK_CREDENTIALS,
  ERR_SSL_CA_MD_TOO_WEAK: WEAK_CREDENTIALS,
  // Whatever the socket says, it happened in the handshake.
  ECONNRESET: { number: 276, advice: TLS13 },
  TLS_OPTIONS: { number: 270 },
  INVALID_OPTION: { number: 271 },
};

/** Of an error in phase 'tls'. */
export function fromTls(error: TransportError): MQTTError {
  const { number, advice }: TlsFailure = FAILURES[error.code] ?? { number: 276 };
  const [what = error.message] = error.message.split('; see ');
  return mqttError(number, advice === undefined ? what : `${what}; ${advice}`, error);
}

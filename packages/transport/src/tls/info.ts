/** What a TLS handshake found out: plain values, for users and for the decision about the server. */

/** One thing that is wrong with a server's certificate. */
export interface TlsFault {
  /** Stable; a key of {@link CERTIFICATE_FAULTS} or another verification code of Node. */
  readonly code: string;
  /** What is wrong with this certificate, and what to set. */
  readonly message: string;
}

/** The server, as its certificate tells and as the checks found. */
export interface TlsPeer {
  /** True if there is nothing in `faults`. */
  readonly authorized: boolean;
  /** Everything that is wrong: chain, validity, host name, purpose. */
  readonly faults: readonly TlsFault[];
  /** The verdict that Node gave by itself, which names one fault at most. */
  readonly authorizationError: string | undefined;
  /** The certificate in DER; empty if the server has none. */
  readonly certificate: Uint8Array;
  /** The chain in DER, as it was built: the server's own certificate first. */
  readonly chain: readonly Uint8Array[];
  /** `CN=…`, a line for each part. */
  readonly subject: string;
  readonly issuer: string;
  /** `DNS:…, IP Address:…` */
  readonly subjectAltName: string;
  /** The name that the certificate was checked against. */
  readonly serverName: string;
}

/** What was negotiated. */
export interface TlsInfo {
  /** 'TLSv1.2', 'TLSv1.3', … */
  readonly protocol: string;
  /** OpenSSL's name of the cipher. */
  readonly cipher: string;
  /** The name in the registry of IANA. */
  readonly cipherSuite: string;
  /** Of the bulk cipher; 0 if unknown. */
  readonly cipherBits: number;
  /** 'ECDH X25519', 'DH', or 'RSA'. */
  readonly keyExchange: string;
  readonly keyExchangeBits: number;
  /** What the server chose of the application protocols offered. */
  readonly alpn: string | undefined;
  readonly sessionReused: boolean;
  readonly peer: TlsPeer;
}

/** The faults of a server's certificate, in general. */
export const CERTIFICATE_FAULTS = {
  CERT_HAS_EXPIRED: 'a certificate of the chain is no longer valid',
  CERT_NOT_YET_VALID: 'a certificate of the chain is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for other names',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the root of the chain is not trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the issuer of a certificate of the chain is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the issuer is not known',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the issuer is not known, and the server sent no chain',
  CERT_UNTRUSTED: 'the root of the chain is not trusted for this purpose',
  CERT_REJECTED: 'the root of the chain is marked as not to be trusted',
  INVALID_CA: 'a certificate of the chain may not issue certificates',
  INVALID_PURPOSE: 'the certificate is not meant for servers',
  PATH_LENGTH_EXCEEDED: 'the chain is longer than one of its authorities allows',
  CERT_CHAIN_TOO_LONG: 'the chain is too long',
  CERT_SIGNATURE_FAILURE: 'a signature of the chain is wrong',
  CERT_REVOKED: 'the certificate was withdrawn',
  EE_KEY_TOO_SMALL: 'the key of the certificate is too short for the security level',
  CA_KEY_TOO_SMALL: 'the key of an authority is too short for the security level',
  CA_MD_TOO_WEAK: 'an authority signed with a digest that is too weak for the security level',
  HOSTNAME_MISMATCH: 'the certificate is for other names',
  NO_CERTIFICATE: 'the server showed no certificate',
  CERT_NOT_ACCEPTED: 'the decision about the certificate was no',
} as const satisfies Record<string, string>;

/** The cipher suites that SSLEnabledCipherSuites names, and what OpenSSL calls them. */

/** The IANA names before TLS 1.3, without the TLS_ in front of each. */
const NAMES = `
  ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 ECDHE_ECDSA_WITH_AES_128_GCM_SHA256
  ECDHE_RSA_WITH_AES_128_GCM_SHA256 ECDHE_RSA_WITH_AES_256_GCM_SHA384
  ECDH_ECDSA_WITH_AES_256_GCM_SHA384 RSA_WITH_AES_256_GCM_SHA384 RSA_WITH_AES_128_GCM_SHA256
  ECDH_ECDSA_WITH_AES_128_GCM_SHA256 DHE_DSS_WITH_AES_256_GCM_SHA384
  DHE_RSA_WITH_AES_256_GCM_SHA384 ECDH_RSA_WITH_AES_256_GCM_SHA384
  ECDH_RSA_WITH_AES_128_GCM_SHA256 DHE_RSA_WITH_AES_128_GCM_SHA256 DHE_DSS_WITH_AES_128_GCM_SHA256
  ECDHE_ECDSA_WITH_AES_256_CBC_SHA384 ECDHE_ECDSA_WITH_AES_128_CBC_SHA256
  ECDH_ECDSA_WITH_AES_256_CBC_SHA384 DHE_DSS_WITH_AES_256_CBC_SHA256 RSA_WITH_AES_256_CBC_SHA256
  ECDHE_RSA_WITH_AES_256_CBC_SHA384 ECDH_RSA_WITH_AES_256_CBC_SHA384
  DHE_RSA_WITH_AES_256_CBC_SHA256 DHE_RSA_WITH_AES_128_CBC_SHA256
  ECDHE_RSA_WITH_AES_128_CBC_SHA256 RSA_WITH_AES_128_CBC_SHA256 ECDH_ECDSA_WITH_AES_128_CBC_SHA256
  ECDH_RSA_WITH_AES_128_CBC_SHA256 DHE_DSS_WITH_AES_128_CBC_SHA256 RSA_WITH_AES_256_CBC_SHA
  ECDHE_ECDSA_WITH_AES_256_CBC_SHA ECDHE_RSA_WITH_AES_256_CBC_SHA ECDH_ECDSA_WITH_AES_256_CBC_SHA
  DHE_RSA_WITH_AES_256_CBC_SHA ECDH_RSA_WITH_AES_256_CBC_SHA DHE_DSS_WITH_AES_256_CBC_SHA
  RSA_WITH_AES_128_CBC_SHA ECDHE_RSA_WITH_AES_128_CBC_SHA ECDHE_ECDSA_WITH_AES_128_CBC_SHA
  ECDH_ECDSA_WITH_AES_128_CBC_SHA ECDH_RSA_WITH_AES_128_CBC_SHA DHE_RSA_WITH_AES_128_CBC_SHA
  DHE_DSS_WITH_AES_128_CBC_SHA ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA ECDHE_RSA_WITH_3DES_EDE_CBC_SHA
  ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA ECDH_RSA_WITH_3DES_EDE_CBC_SHA DHE_RSA_WITH_3DES_EDE_CBC_SHA
  DHE_DSS_WITH_3DES_EDE_CBC_SHA RSA_WITH_3DES_EDE_CBC_SHA RSA_WITH_DES_CBC_SHA
  DHE_RSA_WITH_DES_CBC_SHA DHE_DSS_WITH_DES_CBC_SHA RSA_WITH_RC4_128_MD5 RSA_WITH_RC4_128_SHA`;

/** By their whole names. undefined: in no OpenSSL 3 build of Node, so known but of no use. */
export const IANA_SUITES: Readonly<Record<string, string | undefined>> = Object.fromEntries(
  wordsOf(NAMES).map((name) => [`TLS_${name}`, openSSLName(name)]),
);

function wordsOf(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** DSS, static ECDH, 3DES, DES and RC4 are gone; OpenSSL leaves out what is usual: a key exchange by RSA, and CBC. */
function openSSLName(name: string): string | undefined {
  if (/DSS|^ECDH_|DES|RC4/.test(name)) return undefined;
  return name
    .replace(/^RSA_WITH_|_WITH|CBC_/g, '')
    .replace('AES_', 'AES')
    .replaceAll('_', '-');
}

/** TLS 1.3 suites have one name everywhere, and come in OpenSSL's own order of preference. */
export const TLS13_SUITES = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
] as const;

/** Windows algorithm identifiers without a meaning for the choice of a suite here; each begins with CALG_. */
const CALG_WITHOUT_MEANING = `
  3DES 3DES_112 AES_192 AGREEDKEY_ANY CYLINK_MEK DES DESX DH_SF DSS_SIGN ECDSA ECMQV
  HASH_REPLACE_OWF HUGHES_MD5 HMAC KEA_KEYX MAC MD2 MD4 MD5 NO_SIGN OID_INFO_CNG_ONLY
  OID_INFO_PARAMETERS PCT1_MASTER RC2 RC4 RC5 RSA_SIGN SCHANNEL_ENC_KEY SCHANNEL_MAC_KEY
  SCHANNEL_MASTER_HASH SEAL SHA_512 SKIPJACK SSL2_MASTER SSL3_MASTER SSL3_SHAMD5 TEK
  TLS1_MASTER TLS1PRF`;

/** The others, as words of OpenSSL's cipher lists; TLS 1.3 suites follow the bulk cipher. */
export const CALG_BULK: Readonly<Record<string, string>> = {
  CALG_AES: 'AES',
  CALG_AES_128: 'AES128',
  CALG_AES_256: 'AES256',
};
export const CALG_KEY_EXCHANGE: Readonly<Record<string, string>> = {
  CALG_RSA_KEYX: 'kRSA',
  CALG_ECDH: 'kECDHE',
  CALG_ECDH_EPHEM: 'kECDHE',
  CALG_DH_EPHEM: 'kDHE',
};
export const CALG_HASH: Readonly<Record<string, string>> = {
  CALG_SHA: 'SHA1',
  CALG_SHA1: 'SHA1',
  CALG_SHA_256: 'SHA256',
  CALG_SHA_384: 'SHA384',
};

const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(IANA_SUITES),
  ...TLS13_SUITES,
  ...wordsOf(CALG_WITHOUT_MEANING).map((name) => `CALG_${name}`),
  ...Object.keys(CALG_BULK),
  ...Object.keys(CALG_KEY_EXCHANGE),
  ...Object.keys(CALG_HASH),
]);

/** The names of a value of SSLEnabledCipherSuites, in upper case; "*" stands for all. */
export function suiteNames(value: string): string[] {
  return value.split(';').map((name) => name.trim().toUpperCase());
}

export function notSuiteNames(value: string): string | undefined {
  const names = suiteNames(value);
  if (names.length === 1 && names[0] === '*') return undefined;
  const unknown = names.find((name) => !KNOWN.has(name));
  return unknown === undefined
    ? undefined
    : `must name known cipher suites, and "${unknown}" is none`;
}

/** The cipher suites that SSLEnabledCipherSuites names, and what OpenSSL calls them. */

/**
 * IANA names before TLS 1.3. undefined: in no OpenSSL 3 build of Node (DSS, static ECDH, 3DES, DES, RC4), so known but
 * of no use.
 */
export const IANA_SUITES: Readonly<Record<string, string | undefined>> = {
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384: undefined,
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256: undefined,
  TLS_DHE_DSS_WITH_AES_256_GCM_SHA384: undefined,
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: 'DHE-RSA-AES256-GCM-SHA384',
  TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384: undefined,
  TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256: undefined,
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: 'DHE-RSA-AES128-GCM-SHA256',
  TLS_DHE_DSS_WITH_AES_128_GCM_SHA256: undefined,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384: 'ECDHE-ECDSA-AES256-SHA384',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'ECDHE-ECDSA-AES128-SHA256',
  TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384: undefined,
  TLS_DHE_DSS_WITH_AES_256_CBC_SHA256: undefined,
  TLS_RSA_WITH_AES_256_CBC_SHA256: 'AES256-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384: 'ECDHE-RSA-AES256-SHA384',
  TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384: undefined,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA256: 'DHE-RSA-AES256-SHA256',
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA256: 'DHE-RSA-AES128-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'ECDHE-RSA-AES128-SHA256',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256: undefined,
  TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256: undefined,
  TLS_DHE_DSS_WITH_AES_128_CBC_SHA256: undefined,
  TLS_RSA_WITH_AES_256_CBC_SHA: 'AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA: undefined,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA: 'DHE-RSA-AES256-SHA',
  TLS_ECDH_RSA_WITH_AES_256_CBC_SHA: undefined,
  TLS_DHE_DSS_WITH_AES_256_CBC_SHA: undefined,
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA: undefined,
  TLS_ECDH_RSA_WITH_AES_128_CBC_SHA: undefined,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA: 'DHE-RSA-AES128-SHA',
  TLS_DHE_DSS_WITH_AES_128_CBC_SHA: undefined,
  TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: undefined,
  TLS_RSA_WITH_DES_CBC_SHA: undefined,
  TLS_DHE_RSA_WITH_DES_CBC_SHA: undefined,
  TLS_DHE_DSS_WITH_DES_CBC_SHA: undefined,
  TLS_RSA_WITH_RC4_128_MD5: undefined,
  TLS_RSA_WITH_RC4_128_SHA: undefined,
};

/** TLS 1.3 suites have one name everywhere, and come in OpenSSL's own order of preference. */
export const TLS13_SUITES = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
] as const;

/** Windows algorithm identifiers without a meaning for the choice of a suite here. */
const CALG_WITHOUT_MEANING = [
  'CALG_3DES',
  'CALG_3DES_112',
  'CALG_AES_192',
  'CALG_AGREEDKEY_ANY',
  'CALG_CYLINK_MEK',
  'CALG_DES',
  'CALG_DESX',
  'CALG_DH_SF',
  'CALG_DSS_SIGN',
  'CALG_ECDSA',
  'CALG_ECMQV',
  'CALG_HASH_REPLACE_OWF',
  'CALG_HUGHES_MD5',
  'CALG_HMAC',
  'CALG_KEA_KEYX',
  'CALG_MAC',
  'CALG_MD2',
  'CALG_MD4',
  'CALG_MD5',
  'CALG_NO_SIGN',
  'CALG_OID_INFO_CNG_ONLY',
  'CALG_OID_INFO_PARAMETERS',
  'CALG_PCT1_MASTER',
  'CALG_RC2',
  'CALG_RC4',
  'CALG_RC5',
  'CALG_RSA_SIGN',
  'CALG_SCHANNEL_ENC_KEY',
  'CALG_SCHANNEL_MAC_KEY',
  'CALG_SCHANNEL_MASTER_HASH',
  'CALG_SEAL',
  'CALG_SHA_512',
  'CALG_SKIPJACK',
  'CALG_SSL2_MASTER',
  'CALG_SSL3_MASTER',
  'CALG_SSL3_SHAMD5',
  'CALG_TEK',
  'CALG_TLS1_MASTER',
  'CALG_TLS1PRF',
] as const;

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
  ...CALG_WITHOUT_MEANING,
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

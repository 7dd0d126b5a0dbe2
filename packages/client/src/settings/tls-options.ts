/** From the SSL settings to what a TLS handshake is asked for: pure, so that every mapping can be tested without one. */

import { mqttError } from '../errors.ts';
import { pemCertificates } from './pem.ts';
import type { TLSValues } from './setting-values.ts';
import {
  allNames,
  openSSLNames,
  TLS12_GROUPS,
  TLS12_SIGNATURES,
  TLS13_GROUPS,
  TLS13_SIGNATURES,
} from './ssl-algorithms.ts';
import { enables, PROTOCOL_BITS } from './ssl-protocols.ts';
import {
  CALG_BULK,
  CALG_HASH,
  CALG_KEY_EXCHANGE,
  IANA_SUITES,
  suiteNames,
  TLS13_SUITES,
} from './ssl-suites.ts';

export type TLSVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

export interface TLSPlan {
  /** For OpenSSL: undefined leaves each to its default. */
  readonly minVersion: TLSVersion;
  readonly maxVersion: TLSVersion;
  /** SSL_OP_NO_TLSv1_x for the holes between the two. */
  readonly secureOptions: number | undefined;
  readonly ciphers: string | undefined;
  readonly sigalgs: string | undefined;
  readonly ecdhCurve: string | undefined;
  /** PEM blocks to send along with our own certificate. */
  readonly ownChain: readonly string[];
  /** PEM blocks to trust in addition to the platform's. */
  readonly trusted: readonly string[];
  /** More to trust, as paths; "" for none. */
  readonly trustedFile: string;
  readonly trustedFolder: string;
  readonly keyLogFile: string;
  readonly reuseSession: boolean;
  readonly acceptAnyCertificate: boolean;
  readonly includeChain: boolean;
  /** Bits of the bulk cipher below which the handshake counts as failed; 0 for none. */
  readonly minimumStrength: number;
  /** The verification errors of Node that do not count. */
  readonly forgiven: ReadonlySet<string>;
}

/** @throws MQTTError 270 if no protocol or no cipher suite is left. */
export function tlsOptionsFrom(values: TLSValues): TLSPlan {
  const versions = enabledVersions(values.SSLEnabledProtocols);
  const tls13 = versions.includes('TLSv1.3');
  return {
    ...versionRange(versions),
    ciphers: ciphersFrom(values, versions),
    sigalgs: signatureAlgorithms(values, versions),
    ecdhCurve: tls13
      ? changedNames(values.TLS13SupportedGroups, TLS13_GROUPS)
      : changedNames(values.TLS12SupportedGroups, TLS12_GROUPS),
    ownChain: pemCertificates(values.SSLCACerts),
    trusted: pemCertificates(values.SSLServerCACerts),
    trustedFile: values.OpenSSLCAFile,
    trustedFolder: values.OpenSSLCADir,
    keyLogFile: values.SSLKeyLogFile,
    reuseSession: values.ReuseSSLSession,
    acceptAnyCertificate: values.SSLAcceptAnyServerCert,
    includeChain: values.SSLIncludeCertChain,
    minimumStrength: values.SSLCipherStrength,
    forgiven: forgivenErrors(values.SSLSecurityFlags),
  };
}

/** OpenSSL's SSL_OP_NO_* bits. */
const VERSIONS = [
  { version: 'TLSv1', bits: PROTOCOL_BITS.TLS10, off: 0x04000000 },
  { version: 'TLSv1.1', bits: PROTOCOL_BITS.TLS11, off: 0x10000000 },
  { version: 'TLSv1.2', bits: PROTOCOL_BITS.TLS12, off: 0x08000000 },
  { version: 'TLSv1.3', bits: PROTOCOL_BITS.TLS13, off: 0x20000000 },
] as const satisfies readonly { version: TLSVersion; bits: number; off: number }[];

function enabledVersions(mask: number): TLSVersion[] {
  const versions = VERSIONS.filter(({ bits }) => enables(mask, bits));
  if (versions.length > 0) return versions.map(({ version }) => version);
  throw mqttError(
    270,
    'SSLEnabledProtocols enables only SSL 2.0 or 3.0, which OpenSSL does not have',
  );
}

function versionRange(
  enabled: readonly TLSVersion[],
): Pick<TLSPlan, 'minVersion' | 'maxVersion' | 'secureOptions'> {
  const first = VERSIONS.findIndex(({ version }) => version === enabled[0]);
  const last = VERSIONS.findLastIndex(({ version }) => version === enabled.at(-1));
  const range = VERSIONS.slice(first, last + 1);
  let secureOptions = 0;
  for (const { version, off } of range) if (!enabled.includes(version)) secureOptions |= off;
  return {
    minVersion: enabled[0] ?? 'TLSv1.2',
    maxVersion: enabled.at(-1) ?? 'TLSv1.2',
    secureOptions: secureOptions === 0 ? undefined : secureOptions,
  };
}

/** SSLEnabledCipherSuites, unless it says all; then OpenSSLCipherList, whose syntax knows no TLS 1.3 suites. */
function ciphersFrom(values: TLSValues, versions: readonly TLSVersion[]): string | undefined {
  const names = suiteNames(values.SSLEnabledCipherSuites);
  if (names[0] !== '*') return ciphersOf(names, versions);
  const list = values.OpenSSLCipherList.trim();
  if (list === '' || list === 'DEFAULT') return undefined;
  return versions.includes('TLSv1.3') ? [...TLS13_SUITES, list].join(':') : list;
}

function ciphersOf(names: readonly string[], versions: readonly TLSVersion[]): string {
  const older = versions.some((version) => version !== 'TLSv1.3');
  const ciphers = [
    ...(versions.includes('TLSv1.3') ? tls13Suites(names) : []),
    ...(older
      ? [...names.flatMap((name) => IANA_SUITES[name] ?? []), ...algorithmWords(names)]
      : []),
  ];
  if (ciphers.length > 0) return ciphers.join(':');
  throw mqttError(270, 'no usable cipher suite is left of SSLEnabledCipherSuites');
}

function tls13Suites(names: readonly string[]): string[] {
  const bulk = names.flatMap((name) => CALG_BULK[name] ?? []);
  const fits = (suite: string): boolean =>
    names.includes(suite) ||
    (bulk.includes('AES') && suite.includes('AES')) ||
    bulk.some((word) => suite.includes(word.replace('AES', 'AES_')));
  return TLS13_SUITES.filter(fits);
}

/** Windows' algorithm identifiers: any of the bulk ciphers, with any of the key exchanges, with any of the hashes. */
function algorithmWords(names: readonly string[]): string[] {
  const categories = [CALG_BULK, CALG_KEY_EXCHANGE, CALG_HASH]
    .map((table) => [...new Set(names.flatMap((name) => table[name] ?? []))])
    .filter((words) => words.length > 0);
  // A cipher that Node does not have must not turn into all ciphers with that key exchange or hash.
  if (categories.length === 0 || onlyUnavailable(names)) return [];
  return categories.reduce<string[]>(
    (combined, words) =>
      combined.flatMap((one) => words.map((word) => (one === '' ? word : `${one}+${word}`))),
    [''],
  );
}

const UNAVAILABLE_BULK = [
  'CALG_3DES',
  'CALG_3DES_112',
  'CALG_AES_192',
  'CALG_DES',
  'CALG_DESX',
  'CALG_RC2',
  'CALG_RC4',
  'CALG_RC5',
];

function onlyUnavailable(names: readonly string[]): boolean {
  return (
    names.some((name) => UNAVAILABLE_BULK.includes(name)) &&
    !names.some((name) => CALG_BULK[name] !== undefined)
  );
}

/** undefined while the setting has its default: OpenSSL's own defaults are safer than the documented list. */
function changedNames(value: string, table: ReadonlyMap<string, string>): string | undefined {
  return isChanged(value, table) ? openSSLNames(value, table).join(':') : undefined;
}

function isChanged(value: string, table: ReadonlyMap<string, string>): boolean {
  const names = openSSLNames(value, table);
  return names.length > 0 && value !== allNames(table);
}

/** OpenSSL has one list for all versions: restricting one version must not cut off the other. */
function signatureAlgorithms(
  values: TLSValues,
  versions: readonly TLSVersion[],
): string | undefined {
  const lists = [
    ...(versions.some((version) => version !== 'TLSv1.3')
      ? [{ value: values.TLS12SignatureAlgorithms, table: TLS12_SIGNATURES }]
      : []),
    ...(versions.includes('TLSv1.3')
      ? [{ value: values.TLS13SignatureAlgorithms, table: TLS13_SIGNATURES }]
      : []),
  ];
  if (!lists.some(({ value, table }) => isChanged(value, table))) return undefined;
  const names = lists.flatMap(({ value, table }) =>
    openSSLNames(value.trim() === '' ? allNames(table) : value, table),
  );
  return [...new Set(names)].join(':');
}

/** The documented flags; the others concern revocation and trust lists, which are not checked at all. */
const FLAGS: readonly { readonly bits: number; readonly errors: readonly string[] }[] = [
  { bits: 0x1, errors: ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'] },
  {
    bits: 0x10 | 0x4000 | 0x8000,
    errors: [
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    ],
  },
  { bits: 0x20, errors: ['INVALID_PURPOSE'] },
  { bits: 0x80000000, errors: ['ERR_TLS_CERT_ALTNAME_INVALID'] },
];

function forgivenErrors(flags: number): ReadonlySet<string> {
  return new Set(FLAGS.flatMap(({ bits, errors }) => ((flags & bits) !== 0 ? errors : [])));
}

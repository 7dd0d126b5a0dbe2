/** The names of signature algorithms and groups that the TLS12 and TLS13 settings take, and what OpenSSL calls them. */

const HASHES = ['sha512', 'sha384', 'sha256', 'sha224', 'sha1'] as const;
const SIGNATURES = { ecdsa: 'ECDSA', rsa: 'RSA', dsa: 'DSA' } as const;

/** "sha256-rsa" and so on. */
export const TLS12_SIGNATURES: ReadonlyMap<string, string> = new Map(
  HASHES.flatMap((hash) =>
    Object.entries(SIGNATURES).map(
      ([name, openssl]) => [`${hash}-${name}`, `${openssl}+${hash.toUpperCase()}`] as const,
    ),
  ),
);

export const TLS13_SIGNATURES: ReadonlyMap<string, string> = new Map([
  ['ed25519', 'ed25519'],
  ['ed448', 'ed448'],
  ['ecdsa_secp256r1_sha256', 'ECDSA+SHA256'],
  ['ecdsa_secp384r1_sha384', 'ECDSA+SHA384'],
  ['ecdsa_secp521r1_sha512', 'ECDSA+SHA512'],
  ['rsa_pkcs1_sha256', 'RSA+SHA256'],
  ['rsa_pkcs1_sha384', 'RSA+SHA384'],
  ['rsa_pkcs1_sha512', 'RSA+SHA512'],
  ['rsa_pss_sha256', 'rsa_pss_rsae_sha256'],
  ['rsa_pss_sha384', 'rsa_pss_rsae_sha384'],
  ['rsa_pss_sha512', 'rsa_pss_rsae_sha512'],
]);

export const TLS12_GROUPS: ReadonlyMap<string, string> = new Map([
  ['ecdhe_secp256r1', 'P-256'],
  ['ecdhe_secp384r1', 'P-384'],
  ['ecdhe_secp521r1', 'P-521'],
]);

export const TLS13_GROUPS: ReadonlyMap<string, string> = new Map([
  ['ecdhe_x25519', 'X25519'],
  ['ecdhe_x448', 'X448'],
  ...TLS12_GROUPS,
  ['ffdhe_2048', 'ffdhe2048'],
  ['ffdhe_3072', 'ffdhe3072'],
  ['ffdhe_4096', 'ffdhe4096'],
  ['ffdhe_6144', 'ffdhe6144'],
  ['ffdhe_8192', 'ffdhe8192'],
]);

/** The documented defaults are the tables themselves, in their order, except the key shares. */
export const allNames = (table: ReadonlyMap<string, string>): string => [...table.keys()].join(',');
export const DEFAULT_KEY_SHARES =
  'ecdhe_x25519,ecdhe_secp256r1,ecdhe_secp384r1,ffdhe_2048,ffdhe_3072';

function namesOf(value: string): string[] {
  return value.trim() === '' ? [] : value.split(',').map((name) => name.trim().toLowerCase());
}

/** What OpenSSL calls the names of a comma-separated value. */
export function openSSLNames(value: string, table: ReadonlyMap<string, string>): string[] {
  return namesOf(value).flatMap((name) => table.get(name) ?? []);
}

export function notNamesOf(table: ReadonlyMap<string, string>) {
  return (value: string): string | undefined => {
    const unknown = namesOf(value).find((name) => !table.has(name));
    return unknown === undefined
      ? undefined
      : `must be names of the list, and "${unknown}" is none`;
  };
}

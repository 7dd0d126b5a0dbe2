/** What node:crypto does not tell of an X.509 certificate, read from its DER. */

import { type DerNode, readDer } from './der.ts';
import { alternativeNames, distinguishedName } from './names.ts';

export interface X509Details {
  /** 'V1', 'V2' or 'V3'. */
  readonly version: string;
  readonly subject: string;
  readonly issuer: string;
  readonly signatureAlgorithm: string;
  /** The bits of the key usage; 0 if it has none. */
  readonly usageFlags: number;
  readonly usage: string;
  readonly subjectAltNames: string;
}

const KEY_USAGE = '2.5.29.15';
const SUBJECT_ALT_NAME = '2.5.29.17';
const EXTENSIONS = 0xa3;
const EXPLICIT_VERSION = 0xa0;

/** The flag, and its name. */
const USAGES: readonly (readonly [flag: number, name: string])[] = [
  [0x80, 'Digital Signature'],
  [0x40, 'Non-Repudiation'],
  [0x20, 'Key Encipherment'],
  [0x10, 'Data Encipherment'],
  [0x08, 'Key Agreement'],
  [0x04, 'Certificate Signing'],
  [0x02, 'CRL Signing'],
  [0x01, 'Encipher Only'],
  [0x8000, 'Decipher Only'],
];

const SIGNATURES: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsa-with-SHA1',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
  '1.3.101.113': 'ED448',
};

/** @throws DerError */
export function x509Details(der: Uint8Array): X509Details {
  const certificate = readDer(der);
  const body = certificate.child(0);
  const versionNode = body.tagged(EXPLICIT_VERSION);
  const shift = versionNode === undefined ? 0 : 1;
  const signature = certificate.child(1).child(0).oid();
  const usageFlags = usageOf(extension(body, KEY_USAGE));
  const alternatives = extension(body, SUBJECT_ALT_NAME);
  return {
    version: `V${(versionNode?.child(0).integer() ?? 0) + 1}`,
    issuer: distinguishedName(body.child(shift + 2)),
    subject: distinguishedName(body.child(shift + 4)),
    signatureAlgorithm: SIGNATURES[signature] ?? signature,
    usageFlags,
    usage: USAGES.filter(([flag]) => usageFlags & flag)
      .map(([, name]) => name)
      .join(','),
    subjectAltNames: alternatives ? alternativeNames(alternatives).join(',') : '',
  };
}

function extension(body: DerNode, oid: string): DerNode | undefined {
  const list = body.tagged(EXTENSIONS)?.child(0).children ?? [];
  const value = list.find((e) => e.child(0).oid() === oid)?.children.at(-1);
  return value === undefined ? undefined : readDer(value.octets());
}

/** A bit string: the number of unused bits, then the bits. */
function usageOf(bits: DerNode | undefined): number {
  const [, first = 0, second = 0] = bits?.content ?? [];
  return first | (second << 8);
}

/** Makes certificates for tests, while the tests run: no key is kept anywhere. */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import * as der from './der.ts';

export interface Issued {
  readonly subject: string;
  readonly certificate: Buffer;
  /** PEM. */
  readonly cert: string;
  /** PKCS#8 PEM. */
  readonly key: string;
  readonly privateKey: KeyObject;
}

export interface IssueOptions {
  readonly subject?: string;
  /** DNS names and addresses. */
  readonly names?: readonly string[];
  readonly from?: Date;
  readonly to?: Date;
  readonly isAuthority?: boolean;
  /** Extended key usage; absent: none. */
  readonly purposes?: readonly string[];
  /** Bits of the key usage, first byte. */
  readonly keyUsage?: number;
  readonly keyType?: 'ec' | 'rsa' | 'ed25519';
  /** Of an RSA key. */
  readonly bits?: number;
  readonly digest?: 'sha256' | 'sha1';
}

export const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
export const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';
const DAY = 86_400_000;

const SIGNATURES = {
  'ec sha256': der.sequence(der.oid('1.2.840.10045.4.3.2')),
  'ec sha1': der.sequence(der.oid('1.2.840.10045.4.1')),
  'rsa sha256': der.sequence(der.oid('1.2.840.113549.1.1.11'), der.tlv(0x05)),
  'rsa sha1': der.sequence(der.oid('1.2.840.113549.1.1.5'), der.tlv(0x05)),
  'ed25519 sha256': der.sequence(der.oid('1.3.101.112')),
  'ed25519 sha1': der.sequence(der.oid('1.3.101.112')),
} as const;

/** Without an issuer it signs itself. */
export function issue(options: IssueOptions = {}, issuer?: Issued): Issued {
  const { subject = 'test', keyType = 'ec', digest = 'sha256' } = options;
  const { publicKey, privateKey } = keys(keyType, options.bits);
  const signer = issuer?.privateKey ?? privateKey;
  const algorithm = SIGNATURES[`${typeOf(signer)} ${digest}`];
  const body = der.sequence(
    der.explicit(0, der.integer(Buffer.from([2]))),
    der.integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    name(issuer?.subject ?? subject),
    der.sequence(
      der.time(options.from ?? new Date(Date.now() - DAY)),
      der.time(options.to ?? new Date(Date.now() + 30 * DAY)),
    ),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(...extensions(options))),
  );
  const signature = sign(typeOf(signer) === 'ed25519' ? null : digest, body, signer);
  const certificate = der.sequence(body, algorithm, der.bits(signature));
  return {
    subject,
    certificate,
    cert: pem('CERTIFICATE', certificate),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    privateKey,
  };
}

export function authority(
  subject = 'Test Authority',
  issuer?: Issued,
  key: Pick<IssueOptions, 'keyType' | 'bits'> = {},
): Issued {
  return issue({ subject, isAuthority: true, keyUsage: 0x06, ...key }, issuer);
}

export function pem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function keys(type: 'ec' | 'rsa' | 'ed25519', modulusLength = 2048) {
  if (type === 'rsa') return generateKeyPairSync('rsa', { modulusLength });
  if (type === 'ed25519') return generateKeyPairSync('ed25519');
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function typeOf(key: KeyObject): 'ec' | 'rsa' | 'ed25519' {
  const type = key.asymmetricKeyType;
  return type === 'rsa' || type === 'ed25519' ? type : 'ec';
}

function name(common: string): Buffer {
  return der.sequence(der.set(der.sequence(der.oid('2.5.4.3'), der.utf8(common))));
}

function extensions(options: IssueOptions): Buffer[] {
  const { names = [], purposes, isAuthority = false, keyUsage } = options;
  const list = [
    extension('2.5.29.19', der.sequence(...(isAuthority ? [der.boolean(true)] : [])), true),
  ];
  if (keyUsage !== undefined) {
    list.push(extension('2.5.29.15', der.bits(Buffer.from([keyUsage])), true));
  }
  if (purposes) list.push(extension('2.5.29.37', der.sequence(...purposes.map(der.oid)), false));
  if (names.length > 0) list.push(extension('2.5.29.17', der.sequence(...names.map(san)), false));
  return list;
}

function extension(id: string, value: Buffer, critical: boolean): Buffer {
  const parts = [der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octets(value)];
  return der.sequence(...parts);
}

function san(text: string): Buffer {
  if (isIP(text) === 4) return der.tlv(0x87, Buffer.from(text.split('.').map(Number)));
  return der.tlv(0x82, Buffer.from(text, 'latin1'));
}

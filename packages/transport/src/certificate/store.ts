/** What a certificate store holds, and the kinds of content that are not PFX. */

import type { JsonWebKey, KeyObject, X509Certificate } from 'node:crypto';
import { crypto } from '../built-in.ts';
import { type DerNode, readDer } from './der.ts';
import { cannotOpen } from './errors.ts';

export interface StoreContent {
  readonly certificates: X509Certificate[];
  /** Private ones, or public ones where nothing else is there. */
  readonly keys: KeyObject[];
}

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;

export function isPem(text: string): boolean {
  return text.includes('-----BEGIN ');
}

/** Certificates and keys of any label; other blocks are passed over. */
export function openPem(text: string, password: string): StoreContent {
  const content: StoreContent = { certificates: [], keys: [] };
  for (const [block, label = ''] of text.matchAll(PEM_BLOCK)) {
    if (/^(?:X509 |TRUSTED )?CERTIFICATE$/.test(label)) {
      content.certificates.push(new crypto.X509Certificate(block));
    } else if (label === 'PKCS7' || label === 'CMS') {
      content.certificates.push(...openP7b(pemBytes(block)).certificates);
    } else if (label.endsWith('PRIVATE KEY')) {
      content.keys.push(crypto.createPrivateKey({ key: block, passphrase: password }));
    } else if (label.endsWith('PUBLIC KEY')) content.keys.push(crypto.createPublicKey(block));
  }
  return content;
}

export function pemBytes(block: string): Buffer {
  return Buffer.from(block.replaceAll(/-----[^-]+-----/g, ''), 'base64');
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CERTIFICATES = 0xa0;

/** PKCS#7: the certificates of a signed message. */
export function openP7b(bytes: Uint8Array): StoreContent {
  const outer = readDer(bytes);
  if (outer.child(0).oid() !== SIGNED_DATA) throw cannotOpen('the PKCS#7 is no signed message');
  const signed = outer.child(1).child(0);
  const list: readonly DerNode[] = signed.tagged(CERTIFICATES)?.children ?? [];
  const certificates = list
    .filter((c) => c.tag === 0x30)
    .map((c) => new crypto.X509Certificate(c.whole));
  return { certificates, keys: [] };
}

/** One JSON Web Key, or a set of them; certificates come from `x5c`. */
export function openJwk(text: string): StoreContent {
  const parsed: unknown = JSON.parse(text);
  const content: StoreContent = { certificates: [], keys: [] };
  const list = isObject(parsed) && Array.isArray(parsed['keys']) ? parsed['keys'] : [parsed];
  for (const jwk of list) {
    if (!isObject(jwk)) throw cannotOpen('the JWK is no object');
    const key: JsonWebKey = jwk;
    const make = 'd' in jwk ? crypto.createPrivateKey : crypto.createPublicKey;
    content.keys.push(make({ key, format: 'jwk' }));
    for (const der of Array.isArray(jwk['x5c']) ? jwk['x5c'] : []) {
      content.certificates.push(new crypto.X509Certificate(Buffer.from(String(der), 'base64')));
    }
  }
  return content;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A certificate or a key in DER, whichever it is. */
export function openDer(bytes: Uint8Array, password: string): StoreContent {
  const der = Buffer.from(bytes);
  const attempts: (() => StoreContent)[] = [
    () => ({ certificates: [new crypto.X509Certificate(der)], keys: [] }),
    ...(['pkcs8', 'pkcs1', 'sec1'] as const).map((type) => () => {
      const key = crypto.createPrivateKey({ key: der, format: 'der', type, passphrase: password });
      return { certificates: [], keys: [key] };
    }),
    () => ({
      certificates: [],
      keys: [crypto.createPublicKey({ key: der, format: 'der', type: 'spki' })],
    }),
  ];
  let last: unknown;
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (error) {
      last ??= error;
    }
  }
  throw last;
}

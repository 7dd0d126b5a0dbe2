/** One certificate or bare key that was found, with all that can be told of it. */

import type { KeyObject, X509Certificate } from 'node:crypto';
import { crypto } from '../built-in.ts';
import type { StoreContent } from './store.ts';
import { type X509Details, x509Details } from './x509.ts';

const CURVE_BITS: Readonly<Record<string, number>> = {
  prime256v1: 256,
  secp256k1: 256,
  secp224r1: 224,
  secp384r1: 384,
  secp521r1: 521,
};

const EDWARDS_BITS: Readonly<Record<string, number>> = { ed25519: 256, ed448: 456 };

export class Loaded {
  readonly certificate: X509Certificate | undefined;
  readonly privateKey: KeyObject | undefined;
  readonly publicKey: KeyObject;
  /** Issuers that the store holds, the nearest first. */
  readonly issuers: readonly X509Certificate[];
  readonly details: X509Details | undefined;

  constructor(
    certificate: X509Certificate | undefined,
    key: KeyObject | undefined,
    others: readonly X509Certificate[],
  ) {
    this.certificate = certificate;
    this.privateKey = key?.type === 'private' ? key : undefined;
    const source = certificate?.publicKey ?? key;
    if (source === undefined) throw new TypeError('neither a certificate nor a key');
    this.publicKey = source.type === 'private' ? crypto.createPublicKey(source) : source;
    this.issuers = certificate === undefined ? [] : issuersOf(certificate, others);
    this.details = certificate === undefined ? undefined : x509Details(certificate.raw);
  }

  get publicKeyBits(): number {
    const { asymmetricKeyDetails: details, asymmetricKeyType: type } = this.publicKey;
    if (details?.modulusLength !== undefined) return details.modulusLength;
    if (details?.namedCurve !== undefined) return CURVE_BITS[details.namedCurve] ?? 0;
    return EDWARDS_BITS[type ?? ''] ?? 0;
  }

  /** Upper case; of a bare key the digest of its public half. */
  digest(algorithm: 'md5' | 'sha1' | 'sha256'): string {
    const bytes = this.certificate?.raw ?? this.publicKey.export({ type: 'spki', format: 'der' });
    return crypto.createHash(algorithm).update(bytes).digest('hex').toUpperCase();
  }
}

/** Everything in a store: each certificate with its key, then the keys that have none. */
export function entriesOf({ certificates, keys }: StoreContent): Loaded[] {
  const entries: Loaded[] = [];
  const bare = new Set(keys);
  for (const certificate of certificates) {
    const key = keys.find((k) => k.type === 'private' && certificate.checkPrivateKey(k));
    if (key !== undefined) bare.delete(key);
    entries.push(new Loaded(certificate, key, certificates));
  }
  for (const key of bare) entries.push(new Loaded(undefined, key, []));
  return entries;
}

function issuersOf(certificate: X509Certificate, others: readonly X509Certificate[]) {
  const chain: X509Certificate[] = [];
  let last = certificate;
  for (;;) {
    const isNew = (c: X509Certificate) => c !== certificate && !chain.includes(c);
    const next = others.find((c) => isNew(c) && last.checkIssued(c));
    if (next === undefined) return chain;
    chain.push(next);
    last = next;
  }
}

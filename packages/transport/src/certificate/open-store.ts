/** Opens a certificate store of any type that Node can serve. */

import { fs } from '../built-in.ts';
import { DerError, readDer } from './der.ts';
import { badArgument, CertificateError, cannotOpen } from './errors.ts';
import { openPfx } from './pfx.ts';
import { isPem, openDer, openJwk, openP7b, openPem, pemBytes, type StoreContent } from './store.ts';

export interface StoreSource {
  readonly type: number;
  /** The name of a file, or the content, by type; bytes are always the content. */
  readonly store: string | Uint8Array;
  readonly password: string;
  readonly keyPassword: string;
}

type Format = 'pfx' | 'pem' | 'public' | 'p7b' | 'jwk' | 'auto';

/** The types that can be opened: their format, and whether a string names a file. */
const TYPES: Readonly<
  Record<number, readonly [format: Format, source: 'file' | 'blob' | 'either']>
> = {
  2: ['pfx', 'file'],
  3: ['pfx', 'blob'],
  6: ['pem', 'file'],
  7: ['pem', 'blob'],
  8: ['public', 'file'],
  9: ['public', 'blob'],
  11: ['p7b', 'file'],
  12: ['p7b', 'blob'],
  18: ['jwk', 'file'],
  19: ['jwk', 'blob'],
  99: ['auto', 'either'],
};

/** Why the others cannot. */
const REFUSED: Readonly<Record<number, string>> = {
  0: "the user's store of Windows is not supported",
  1: "the machine's store of Windows is not supported",
  4: 'Java key stores are not supported; convert it to PFX',
  5: 'Java key stores are not supported; convert it to PFX',
  10: 'an SSH key is no certificate',
  13: 'an SSH key is no certificate',
  14: 'a PuTTY key is no certificate; convert it to PEM',
  15: 'a PuTTY key is no certificate; convert it to PEM',
  16: 'XML keys are not supported; convert it to PEM',
  17: 'XML keys are not supported; convert it to PEM',
  21: 'BCFKS stores are not supported; convert it to PFX',
  22: 'BCFKS stores are not supported; convert it to PFX',
  23: 'PKCS#11 devices are not supported',
};

/** @throws CertificateError 10022 for a number that is no type. */
export function checkStoreType(type: number): void {
  if (type in TYPES || type in REFUSED) return;
  throw badArgument('storeType', 'one of CertStoreTypes');
}

/** @throws CertificateError 271 with the reason. */
export function openStore(source: StoreSource): StoreContent {
  const [format, from] = TYPES[source.type] ?? [];
  if (format === undefined || from === undefined) {
    throw cannotOpen(REFUSED[source.type] ?? `type ${source.type} is not known`);
  }
  const bytes = contentOf(source.store, from);
  try {
    return openers[format](bytes, source);
  } catch (error) {
    if (error instanceof CertificateError) throw error;
    throw cannotOpen(reason(error), error);
  }
}

function contentOf(store: string | Uint8Array, from: 'file' | 'blob' | 'either'): Buffer {
  if (typeof store !== 'string') return Buffer.from(store);
  if (from === 'blob') return blob(store);
  if (from === 'either' && (isPem(store) || store.trimStart().startsWith('{'))) return blob(store);
  try {
    return fs.readFileSync(store);
  } catch (error) {
    if (from === 'either' && isBase64(store)) return blob(store);
    throw cannotOpen(`the file ${JSON.stringify(store)} cannot be read`, error);
  }
}

/** Text stands for itself, or for the bytes that it is the base64 of, or for bytes as characters. */
function blob(text: string): Buffer {
  if (isPem(text) || text.trimStart().startsWith('{')) return Buffer.from(text);
  return isBase64(text) ? Buffer.from(text, 'base64') : Buffer.from(text, 'latin1');
}

export function isBase64(text: string): boolean {
  return text.length > 0 && /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text);
}

const openers: Readonly<Record<Format, (bytes: Buffer, source: StoreSource) => StoreContent>> = {
  pfx: (bytes, source) => openPfx(unarmoured(bytes), source.password),
  pem: (bytes, source) => openPem(bytes.toString('latin1'), source.keyPassword),
  public: (bytes, source) => openAny(bytes, source),
  p7b: (bytes) => openP7b(unarmoured(bytes)),
  jwk: (bytes) => openJwk(bytes.toString('utf8')),
  auto: (bytes, source) => openAny(bytes, source),
};

/** The bytes within PEM or base64, or as they are. */
function unarmoured(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  if (isPem(text)) return pemBytes(text);
  return isBase64(text) ? Buffer.from(text, 'base64') : bytes;
}

function openAny(bytes: Buffer, source: StoreSource): StoreContent {
  const text = bytes.toString('latin1');
  if (isPem(text)) return openPem(text, source.keyPassword);
  if (text.trimStart().startsWith('{')) return openJwk(bytes.toString('utf8'));
  const der = unarmoured(bytes);
  const first = readDer(der).children[0];
  if (first?.tag === 0x02 && first.integer() === 3) return openPfx(der, source.password);
  if (first?.tag === 0x06) return openP7b(der);
  return openDer(der, source.keyPassword);
}

function reason(error: unknown): string {
  if (error instanceof DerError) return `its content is malformed: ${error.message}`;
  const message = error instanceof Error ? error.message : String(error);
  if (/passphrase|bad decrypt|bad password/i.test(message))
    return `the password is wrong (${message})`;
  return message;
}

/** Keys from passwords, and the ciphers of PKCS#12 containers (RFC 7292, appendix B; RFC 8018). */

import { crypto } from '../built-in.ts';
import type { DerNode } from './der.ts';
import { decryptRc2 } from './rc2.ts';

/** More rounds than this are an attack, not a precaution. */
const MOST_ROUNDS = 10_000_000;

const DIGESTS: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.4': 'sha224',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

const PBKDF2_HMACS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};

/** Node's name, and the bytes of the key. */
const CIPHERS: Readonly<Record<string, readonly [name: string, keyLength: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
const PKCS12_PBE = '1.2.840.113549.1.12.1.';

export class UnsupportedCipher extends Error {
  override readonly name = 'UnsupportedCipher';
}

export function digestName(algorithm: DerNode): string {
  const oid = algorithm.child(0).oid();
  const name = DIGESTS[oid];
  if (name === undefined) throw new UnsupportedCipher(`digest ${oid} is not supported`);
  return name;
}

export function rounds(node: DerNode | undefined): number {
  const count = node?.integer() ?? 1;
  if (count < 1 || count > MOST_ROUNDS)
    throw new UnsupportedCipher(`${count} rounds are not usable`);
  return count;
}

/** What the algorithm with its parameters makes of the data; throws if the password is wrong. */
export function decrypt(algorithm: DerNode, data: Uint8Array, password: Pkcs12Password): Buffer {
  const oid = algorithm.child(0).oid();
  const parameters = algorithm.child(1);
  if (oid === PBES2) return decryptPbes2(parameters, data, password.text);
  if (oid.startsWith(PKCS12_PBE)) {
    return decryptPkcs12(oid.slice(PKCS12_PBE.length), parameters, data, password.bmp);
  }
  throw new UnsupportedCipher(`cipher ${oid} is not supported`);
}

/** A password in both forms: PBES2 takes the text, all else UTF-16 with a zero at the end. */
export interface Pkcs12Password {
  readonly text: string;
  readonly bmp: Buffer;
}

/** An empty password is written as nothing or as the zero alone, depending on who wrote the file. */
export function passwordForms(text: string): readonly Pkcs12Password[] {
  const bmp = Buffer.from(`${text}\0`, 'utf16le').swap16();
  return text === ''
    ? [
        { text, bmp },
        { text, bmp: Buffer.alloc(0) },
      ]
    : [{ text, bmp }];
}

function decryptPbes2(parameters: DerNode, data: Uint8Array, password: string): Buffer {
  const [kdf, scheme] = [parameters.child(0), parameters.child(1)];
  if (kdf.child(0).oid() !== PBKDF2) throw new UnsupportedCipher('only PBKDF2 is supported');
  const cipherOid = scheme.child(0).oid();
  const cipher = CIPHERS[cipherOid];
  if (cipher === undefined) throw new UnsupportedCipher(`cipher ${cipherOid} is not supported`);
  const [salt, count, ...rest] = kdf.child(1).children;
  const hmacOid = rest
    .find((node) => node.tag === 0x30)
    ?.child(0)
    .oid();
  const hmac = hmacOid === undefined ? 'sha1' : PBKDF2_HMACS[hmacOid];
  if (hmac === undefined) throw new UnsupportedCipher(`digest ${hmacOid} is not supported`);
  const saltBytes = salt?.octets() ?? new Uint8Array();
  const key = crypto.pbkdf2Sync(password, saltBytes, rounds(count), cipher[1], hmac);
  return decipher(cipher[0], key, scheme.child(1).octets(), data);
}

function decryptPkcs12(kind: string, parameters: DerNode, data: Uint8Array, password: Buffer) {
  const salt = parameters.child(0).octets();
  const count = rounds(parameters.child(1));
  const derive = (id: number, length: number) =>
    pkcs12Key('sha1', password, salt, id, count, length);
  const iv = () => derive(2, 8);
  if (kind === '3') return decipher('des-ede3-cbc', derive(1, 24), iv(), data);
  if (kind === '4') {
    const two = derive(1, 16);
    return decipher('des-ede3-cbc', Buffer.concat([two, two.subarray(0, 8)]), iv(), data);
  }
  if (kind === '5') return decryptRc2(derive(1, 16), 128, iv(), data);
  if (kind === '6') return decryptRc2(derive(1, 5), 40, iv(), data);
  throw new UnsupportedCipher('RC4 is not supported');
}

function decipher(name: string, key: Uint8Array, iv: Uint8Array, data: Uint8Array): Buffer {
  const stream = crypto.createDecipheriv(name, key, iv);
  return Buffer.concat([stream.update(data), stream.final()]);
}

/** RFC 7292, B.2; `id` 1 makes a key, 2 an initial vector, 3 a key for the check sum. */
export function pkcs12Key(
  digest: string,
  password: Uint8Array,
  salt: Uint8Array,
  id: number,
  count: number,
  length: number,
): Buffer {
  const block = digest === 'sha384' || digest === 'sha512' ? 128 : 64;
  const filled = (bytes: Uint8Array) => repeated(bytes, Math.ceil(bytes.length / block) * block);
  let input: Buffer = Buffer.concat([filled(salt), filled(password)]);
  const out: Buffer[] = [];
  for (let made = 0; made < length; ) {
    let hash = crypto.createHash(digest).update(Buffer.alloc(block, id)).update(input).digest();
    for (let i = 1; i < count; i++) hash = crypto.createHash(digest).update(hash).digest();
    out.push(hash);
    made += hash.length;
    if (made < length) input = plusEach(input, repeated(hash, block), block);
  }
  return Buffer.concat(out).subarray(0, length);
}

function repeated(bytes: Uint8Array, length: number): Buffer {
  return length === 0 ? Buffer.alloc(0) : Buffer.alloc(length, bytes);
}

/** Each block of the input plus `b` plus one, as numbers of that many bytes. */
function plusEach(input: Buffer, b: Buffer, block: number): Buffer {
  const out = Buffer.from(input);
  for (let start = 0; start < out.length; start += block) {
    let carry = 1;
    for (let i = block - 1; i >= 0; i--) {
      const sum = (out[start + i] ?? 0) + (b[i] ?? 0) + carry;
      out[start + i] = sum & 255;
      carry = sum >> 8;
    }
  }
  return out;
}

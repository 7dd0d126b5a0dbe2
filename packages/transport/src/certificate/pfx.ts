/** Opens PFX (PKCS#12) containers, modern and old. */

import { crypto } from '../built-in.ts';
import { type DerNode, readDer } from './der.ts';
import { cannotOpen } from './errors.ts';
import {
  decrypt,
  digestName,
  type Pkcs12Password,
  passwordForms,
  pkcs12Key,
  rounds,
} from './pkcs12-cipher.ts';
import type { StoreContent } from './store.ts';

const DATA = '1.2.840.113549.1.7.1';
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6';
const BAG = '1.2.840.113549.1.12.10.1.';
const X509 = '1.2.840.113549.1.9.22.1';
const EXPLICIT = 0xa0;

/** @throws CertificateError 271 */
export function openPfx(bytes: Uint8Array, password: string): StoreContent {
  const pfx = readDer(bytes);
  const contents = pfx.child(1);
  if (contents.child(0).oid() !== DATA) throw cannotOpen('the PFX is signed with a public key');
  const safe = contents.child(1).child(0).octets();
  const mac = pfx.children[2];
  if (mac === undefined) throw cannotOpen('the PFX has no check sum, and could have been changed');
  const form = passwordForms(password).find((p) => isMac(mac, safe, p));
  if (form === undefined) throw cannotOpen('the password of the PFX is wrong');
  const content: StoreContent = { certificates: [], keys: [] };
  for (const part of readDer(safe).children) readBags(partOf(part, form), form, content);
  return content;
}

function isMac(mac: DerNode, data: Uint8Array, password: Pkcs12Password): boolean {
  const [algorithm, sum] = mac.child(0).children;
  if (algorithm === undefined || sum === undefined) throw cannotOpen('the check sum is malformed');
  const digest = digestName(algorithm);
  const expected = sum.octets();
  const salt = mac.child(1).octets();
  const count = rounds(mac.children[2]);
  const key = pkcs12Key(digest, password.bmp, salt, 3, count, expected.length);
  const actual = crypto.createHmac(digest, key).update(data).digest();
  return actual.length === expected.length && crypto.timingSafeEqual(actual, expected);
}

/** The bags of one part, which may be encrypted. */
function partOf(part: DerNode, password: Pkcs12Password): DerNode {
  const kind = part.child(0).oid();
  const body = part.child(1).child(0);
  if (kind === DATA) return readDer(body.octets());
  if (kind !== ENCRYPTED_DATA) throw cannotOpen('a part of the PFX is encrypted for a public key');
  const [, algorithm, data] = body.child(1).children;
  if (algorithm === undefined || data === undefined) throw cannotOpen('a part of the PFX is empty');
  return readDer(decrypt(algorithm, data.octets(), password));
}

function readBags(bags: DerNode, password: Pkcs12Password, into: StoreContent): void {
  for (const bag of bags.children) {
    const kind = bag.child(0).oid().slice(BAG.length);
    const value = bag.child(1).child(0);
    if (kind === '1') into.keys.push(keyOf(value.whole));
    else if (kind === '2') {
      into.keys.push(keyOf(decrypt(value.child(0), value.child(1).octets(), password)));
    } else if (kind === '3' && value.child(0).oid() === X509) {
      const certificate = value.tagged(EXPLICIT)?.child(0).octets() ?? new Uint8Array();
      into.certificates.push(new crypto.X509Certificate(certificate));
    } else if (kind === '6') readBags(value, password, into);
  }
}

function keyOf(pkcs8: Uint8Array) {
  return crypto.createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
}

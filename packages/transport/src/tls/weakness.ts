/** Names what OpenSSL found too weak in a chain: Node has no names for these verdicts, and says UNSPECIFIED. */

import type { X509Certificate } from 'node:crypto';
import { readDer } from '../certificate/der.ts';
import type { TlsFault } from './info.ts';

/** What Node says of a verdict that it does not know. */
export const UNSPECIFIED = 'UNSPECIFIED';

/** By the identifier of the signature's algorithm. */
const WEAK_DIGESTS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'MD5',
  '1.2.840.113549.1.1.5': 'SHA-1',
  '1.2.840.10040.4.3': 'SHA-1',
  '1.2.840.10045.4.1': 'SHA-1',
};
/** The shortest RSA key of security level 2, in bits. */
const SHORTEST_KEY = 2048;
const REMEDY = 'it must be renewed, or ciphers end with @SECLEVEL=0';

/** Undefined: none that is known. The root's own signature proves nothing, and is not looked at. */
export function weakness(chain: readonly X509Certificate[]): TlsFault | undefined {
  for (const [i, certificate] of chain.entries()) {
    const name = certificate.subject.replaceAll('\n', ', ');
    const digest = WEAK_DIGESTS[readDer(certificate.raw).child(1).child(0).oid()];
    if (digest !== undefined && certificate.subject !== certificate.issuer) {
      const message = `the certificate of ${name} is signed with ${digest}, too weak for the security level; ${REMEDY}`;
      return { code: 'CA_MD_TOO_WEAK', message };
    }
    const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength ?? SHORTEST_KEY;
    if (bits < SHORTEST_KEY) {
      const message = `the key of ${name} has ${bits} bits, too few for the security level; ${REMEDY}`;
      return { code: i === 0 ? 'EE_KEY_TOO_SMALL' : 'CA_KEY_TOO_SMALL', message };
    }
  }
  return undefined;
}

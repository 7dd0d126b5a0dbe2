/** Which authorities are trusted, and whether a chain leads to one of them. */

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';
import { messageOf, TransportError } from '../errors.ts';

const PEM_BLOCK =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;

export interface TrustOptions {
  /** Authorities to trust besides Node's own: PEM (one or more, text around them is ignored) or DER. */
  readonly ca?: readonly (string | Uint8Array)[] | undefined;
  /** Trust the operating system's authorities too, where Node offers them (22.15 and newer). Default false. */
  readonly systemCa?: boolean | undefined;
}

/** Undefined: what Node trusts by itself. A list of one's own takes the place of that, so it contains it. */
export function trustList(options: TrustOptions): string[] | undefined {
  const added = (options.ca ?? []).flatMap(certificatesIn);
  const system = options.systemCa ? (getCACertificates?.('system') ?? []) : [];
  if (added.length === 0 && system.length === 0) return undefined;
  return [...defaultTrust(), ...system, ...added];
}

/** Node 22.15 and newer; the types are those of Node 20. */
type Newer = typeof tls & {
  readonly getCACertificates?: (type: 'default' | 'system') => readonly string[];
};
const { getCACertificates } = tls as Newer;

/** What Node trusts by itself, with the file of NODE_EXTRA_CA_CERTS. */
export function defaultTrust(): readonly string[] {
  if (getCACertificates) return getCACertificates('default');
  const extra = process.env['NODE_EXTRA_CA_CERTS'];
  if (extra === undefined || extra === '') return tls.rootCertificates;
  return [...tls.rootCertificates, ...extraCertificates(extra)];
}

/** Node warns of a file that it cannot read and goes on; so do we, without the second warning. */
function extraCertificates(file: string): readonly string[] {
  try {
    return readFileSync(file, 'latin1').match(PEM_BLOCK) ?? [];
  } catch {
    return [];
  }
}

/** @throws TransportError INVALID_OPTION */
function certificatesIn(source: string | Uint8Array): string[] {
  const bytes = typeof source === 'string' ? Buffer.from(source, 'latin1') : Buffer.from(source);
  const blocks = bytes.toString('latin1').match(PEM_BLOCK);
  try {
    return (blocks ?? [bytes]).map((block) => new X509Certificate(block).toString());
  } catch (cause) {
    const message = `ca holds something that is no certificate: ${messageOf(cause)}`;
    throw new TransportError('INVALID_OPTION', 'tls', message, { cause });
  }
}

/**
 * Whether each certificate of the chain is signed by the next, up to one that is trusted. Dates are not looked at:
 * Node, which names one fault only, may name a date and thereby hide that nobody vouches for the chain.
 */
export function leadsToTrust(
  chain: readonly X509Certificate[],
  trusted: readonly string[],
): boolean {
  const roots = trusted.map((pem) => new X509Certificate(pem));
  const isRoot = (c: X509Certificate) => roots.some((r) => r.fingerprint256 === c.fingerprint256);
  for (const [i, certificate] of chain.entries()) {
    if (isRoot(certificate)) return true;
    if (roots.some((root) => isSignedBy(certificate, root))) return true;
    const next = chain[i + 1];
    if (next === undefined || !isSignedBy(certificate, next)) return false;
  }
  return false;
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

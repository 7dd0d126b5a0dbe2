/** Finds everything that is wrong with a server's certificate; Node by itself names one fault only. */

import { X509Certificate } from 'node:crypto';
import { checkServerIdentity, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { CERTIFICATE_FAULTS, type TlsFault, type TlsPeer } from './info.ts';
import { leadsToTrust } from './trust.ts';
import { UNSPECIFIED, weakness } from './weakness.ts';

const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
const ANY_PURPOSE = '2.5.29.37.0';
const DATE_FAULTS: readonly string[] = ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'];

export interface PeerCheck {
  /** The name to check the certificate against: a host name or an address. */
  readonly serverName: string;
  /** The authorities that are trusted, in PEM. */
  readonly trusted: () => readonly string[];
  /** The server at the beginning of the session that may have been taken up again. */
  readonly known: TlsPeer | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export function describePeer(socket: TLSSocket, check: PeerCheck): TlsPeer {
  if (socket.isSessionReused() && check.known) return describeAgain(check.known, check.now);
  // getPeerX509Certificate, if called first, would empty this one on Node 20.
  const detailed = socket.getPeerCertificate(true);
  const chain = chainOf(detailed);
  const [leaf] = chain;
  const nodeVerdict = socket.authorizationError ? String(socket.authorizationError) : undefined;
  const faults =
    leaf === undefined
      ? [{ code: 'NO_CERTIFICATE', message: CERTIFICATE_FAULTS.NO_CERTIFICATE }]
      : faultsOf(detailed, leaf, chain, nodeVerdict, check);
  return {
    authorized: faults.length === 0,
    faults,
    authorizationError: nodeVerdict,
    certificate: leaf?.raw ?? new Uint8Array(),
    chain: chain.map((c) => c.raw),
    subject: leaf?.subject ?? '',
    issuer: leaf?.issuer ?? '',
    subjectAltName: leaf?.subjectAltName ?? '',
    serverName: check.serverName,
  };
}

/** The server showed no certificate this time; meanwhile the one that it showed may have expired. */
function describeAgain(known: TlsPeer, now: number): TlsPeer {
  const lasting = known.faults.filter((f) => !DATE_FAULTS.includes(f.code));
  const dates = known.chain.flatMap((raw) => dateFault(new X509Certificate(raw), now));
  const faults = [...lasting, ...dates];
  return { ...known, faults, authorized: faults.length === 0 };
}

function chainOf(detailed: DetailedPeerCertificate): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<string>();
  let next: DetailedPeerCertificate | undefined = detailed;
  while (next?.raw !== undefined && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    chain.push(new X509Certificate(next.raw));
    next = next.issuerCertificate;
  }
  return chain;
}

function faultsOf(
  detailed: DetailedPeerCertificate,
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  nodeVerdict: string | undefined,
  check: PeerCheck,
): TlsFault[] {
  const faults = new Map<string, string>();
  const dates = chain.flatMap((c) => dateFault(c, check.now));
  for (const { code, message } of dates) faults.set(code, message);
  const weak = nodeVerdict === UNSPECIFIED ? weakness(chain) : undefined;
  if (weak !== undefined) faults.set(weak.code, weak.message);
  else if (nodeVerdict !== undefined && !faults.has(nodeVerdict)) {
    faults.set(nodeVerdict, chainMessage(nodeVerdict, chain));
  }
  const maskedByDate = nodeVerdict !== undefined && DATE_FAULTS.includes(nodeVerdict);
  if (maskedByDate && !leadsToTrust(chain, check.trusted())) {
    const code = untrustedCode(chain);
    faults.set(code, chainMessage(code, chain));
  }
  const identity = checkServerIdentity(check.serverName, detailed);
  if (identity !== undefined) {
    faults.set('ERR_TLS_CERT_ALTNAME_INVALID', nameMessage(leaf, check.serverName));
  }
  if (!isForServers(leaf)) faults.set('INVALID_PURPOSE', chainMessage('INVALID_PURPOSE', chain));
  return [...faults].map(([code, message]) => ({ code, message }));
}

function dateFault(certificate: X509Certificate, now: number): TlsFault[] {
  const name = shortName(certificate.subject);
  const from = Date.parse(certificate.validFrom);
  const to = Date.parse(certificate.validTo);
  if (now > to) {
    const message = `the certificate of ${name} expired on ${iso(to)}; it must be renewed, or authenticate accept it`;
    return [{ code: 'CERT_HAS_EXPIRED', message }];
  }
  if (now < from) {
    const message = `the certificate of ${name} is not valid before ${iso(from)}; is the clock right?`;
    return [{ code: 'CERT_NOT_YET_VALID', message }];
  }
  return [];
}

function nameMessage(leaf: X509Certificate, serverName: string): string {
  const names = leaf.subjectAltName ?? shortName(leaf.subject);
  return `the certificate is for ${names}, not for ${serverName}; connect to one of its names, or set serverName`;
}

function chainMessage(code: string, chain: readonly X509Certificate[]): string {
  const general = Object.entries(CERTIFICATE_FAULTS).find(([known]) => known === code)?.[1];
  const what = general ?? `the certificate did not pass the checks (${code})`;
  const last = chain.at(-1);
  const whose = last === undefined ? '' : ` (issuer ${shortName(last.issuer)})`;
  const remedy = ADD_TO_CA.includes(code) ? '; add the certificate of the issuer to ca' : '';
  return `${what}${whose}${remedy}`;
}

const ADD_TO_CA: readonly string[] = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
];

function untrustedCode(chain: readonly X509Certificate[]): string {
  const last = chain.at(-1);
  const selfSigned = last !== undefined && last.subject === last.issuer;
  if (!selfSigned) return 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY';
  return chain.length === 1 ? 'DEPTH_ZERO_SELF_SIGNED_CERT' : 'SELF_SIGNED_CERT_IN_CHAIN';
}

/** Node calls the extended key usage `keyUsage`; without it a certificate serves every purpose. */
function isForServers(leaf: X509Certificate): boolean {
  const purposes: readonly string[] | undefined = leaf.keyUsage;
  if (purposes === undefined || purposes.length === 0) return true;
  return purposes.includes(SERVER_AUTH) || purposes.includes(ANY_PURPOSE);
}

/** The common name, or all in one line. */
function shortName(lines: string): string {
  const common = lines.split('\n').find((line) => line.startsWith('CN='));
  return common?.slice(3) ?? lines.replaceAll('\n', ', ');
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** One text of all faults. */
export function describeFaults(peer: TlsPeer): string {
  return peer.faults.map((f) => f.message).join('; ');
}

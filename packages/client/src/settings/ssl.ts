/** The 28 settings of the SSL group. Values are kept exactly as given; tls-options.ts says what becomes of them. */

import type { NegotiatedTLS } from './host.ts';
import { bool, INT32, int, type Kind, text, textWhere, UINT32 } from './kinds.ts';
import { notPemCertificates } from './pem.ts';
import { Refusal } from './refusal.ts';
import { type ComputedRow, type Row, readOnly, type StoredRow, stored } from './row.ts';
import {
  notNamesOf,
  TLS12_GROUPS,
  TLS12_SIGNATURES,
  TLS13_GROUPS,
  TLS13_SIGNATURES,
} from './ssl-algorithms.ts';
import { notProtocols, protocolNote } from './ssl-protocols.ts';
import { notSuiteNames } from './ssl-suites.ts';

const NEXT = { used: 'next connect' } as const;
const MAPPED = { ...NEXT, effect: 'mapped' } as const;
const STORED = { ...NEXT, effect: 'stored' } as const;

const pemCertificates = textWhere('PEM certificates', notPemCertificates);
const cipherSuites = textWhere('* or names, separated by ;', notSuiteNames);

/** A sum of flags, in decimal or 0x. */
function mask(title: string, why: (value: number) => string | undefined): Kind<number> {
  const number = int(0, UINT32, { notation: 'hex' });
  const refuse = (value: number): Refusal | undefined => {
    const reason = why(value);
    return number.refuse(value) ?? (reason === undefined ? undefined : new Refusal(reason));
  };
  return { ...number, title, refuse };
}

const protocols = mask('bit mask, decimal or 0x', notProtocols);

/** The flags of the documented table. */
const SECURITY_FLAGS = 0x8000cf37;
const securityFlags = mask('bit mask, decimal or 0x', (value) =>
  (value & ~SECURITY_FLAGS) === 0 ? undefined : 'must be the sum of documented flags',
);

/** Names of one of the algorithm tables. */
function names(
  table: ReadonlyMap<string, string>,
  options: typeof MAPPED | typeof STORED = MAPPED,
): StoredRow<string> {
  return stored(textWhere('comma-separated names', notNamesOf(table)), options);
}

function negotiated(title: string, initial: string, field: keyof NegotiatedTLS): ComputedRow {
  return readOnly(title, initial, (runtime) => String(runtime.negotiated?.[field] ?? initial));
}

export const SSL_SETTINGS = {
  LogSSLPackets: stored(bool, STORED),
  OpenSSLCADir: stored(text, MAPPED),
  OpenSSLCAFile: stored(text, MAPPED),
  OpenSSLCipherList: stored(text, NEXT),
  OpenSSLPrngSeedData: stored(text, { effect: 'stored', secret: true }),
  ReuseSSLSession: stored(bool, NEXT),
  SSLAcceptAnyServerCert: stored(bool, NEXT),
  SSLCACerts: stored(pemCertificates, NEXT),
  SSLCipherStrength: stored(int(0, INT32), MAPPED),
  SSLClientCACerts: stored(pemCertificates, STORED),
  SSLEnabledCipherSuites: stored(cipherSuites, MAPPED),
  SSLEnabledProtocols: stored(protocols, { ...MAPPED, note: protocolNote }),
  SSLEnableRenegotiation: stored(bool, STORED),
  SSLIncludeCertChain: stored(bool, NEXT),
  SSLKeyLogFile: stored(text, MAPPED),
  SSLNegotiatedCipher: negotiated('string', '', 'cipher'),
  SSLNegotiatedCipherStrength: negotiated('integer', '0', 'cipherStrength'),
  SSLNegotiatedCipherSuite: negotiated('string', '', 'cipherSuite'),
  SSLNegotiatedKeyExchange: negotiated('string', '', 'keyExchange'),
  SSLNegotiatedKeyExchangeStrength: negotiated('integer', '0', 'keyExchangeStrength'),
  SSLNegotiatedVersion: negotiated('string', '', 'version'),
  SSLSecurityFlags: stored(securityFlags, MAPPED),
  SSLServerCACerts: stored(pemCertificates, NEXT),
  TLS12SignatureAlgorithms: names(TLS12_SIGNATURES),
  TLS12SupportedGroups: names(TLS12_GROUPS),
  TLS13KeyShareGroups: names(TLS13_GROUPS, STORED),
  TLS13SignatureAlgorithms: names(TLS13_SIGNATURES),
  TLS13SupportedGroups: names(TLS13_GROUPS),
} satisfies Record<string, Row>;

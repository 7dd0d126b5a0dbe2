/** What the settings of TLS begin with. */

import type { TLSValues } from './setting-values.ts';
import {
  allNames,
  DEFAULT_KEY_SHARES,
  TLS12_GROUPS,
  TLS12_SIGNATURES,
  TLS13_GROUPS,
  TLS13_SIGNATURES,
} from './ssl-algorithms.ts';
import { DEFAULT_PROTOCOLS } from './ssl-protocols.ts';

export const INITIAL_TLS_VALUES: Readonly<TLSValues> = Object.freeze({
  LogSSLPackets: false,
  OpenSSLCADir: '',
  OpenSSLCAFile: '',
  OpenSSLCipherList: 'DEFAULT',
  OpenSSLPrngSeedData: '',
  ReuseSSLSession: false,
  SSLAcceptAnyServerCert: false,
  SSLCACerts: '',
  SSLCipherStrength: 0,
  SSLClientCACerts: '',
  SSLEnabledCipherSuites: '*',
  SSLEnabledProtocols: DEFAULT_PROTOCOLS,
  SSLEnableRenegotiation: false,
  SSLIncludeCertChain: false,
  SSLKeyLogFile: '',
  SSLSecurityFlags: 0,
  SSLServerCACerts: '',
  // All names restrict nothing.
  TLS12SignatureAlgorithms: allNames(TLS12_SIGNATURES),
  TLS12SupportedGroups: allNames(TLS12_GROUPS),
  TLS13KeyShareGroups: DEFAULT_KEY_SHARES,
  TLS13SignatureAlgorithms: allNames(TLS13_SIGNATURES),
  TLS13SupportedGroups: allNames(TLS13_GROUPS),
});

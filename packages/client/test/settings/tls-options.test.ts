import { createSecureContext, getCiphers } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { IANA_SUITES } from '../../src/settings/ssl-suites.ts';
import { type TLSPlan, tlsOptionsFrom } from '../../src/settings/tls-options.ts';
import { codeOf, newSettings } from './host.ts';

function planOf(...configurations: string[]): TLSPlan {
  const { settings } = newSettings();
  for (const configuration of configurations) settings.config(configuration);
  return tlsOptionsFrom(settings.made.tls);
}

/** OpenSSL is the judge of every list that is made for it. */
function accepted(plan: TLSPlan): void {
  createSecureContext({
    minVersion: plan.minVersion,
    maxVersion: plan.maxVersion,
    ...(plan.ciphers !== undefined && { ciphers: plan.ciphers }),
    ...(plan.sigalgs !== undefined && { sigalgs: plan.sigalgs }),
    ...(plan.ecdhCurve !== undefined && { ecdhCurve: plan.ecdhCurve }),
    ...(plan.secureOptions !== undefined && { secureOptions: plan.secureOptions }),
  });
}

it('leaves everything to OpenSSL by default, but TLS 1.3 off', () => {
  expect(planOf()).toEqual({
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    secureOptions: undefined,
    ciphers: undefined,
    sigalgs: undefined,
    ecdhCurve: undefined,
    ownChain: [],
    trusted: [],
    trustedFile: '',
    trustedFolder: '',
    keyLogFile: '',
    reuseSession: false,
    acceptAnyCertificate: false,
    includeChain: false,
    minimumStrength: 0,
    forgiven: new Set(),
  });
});

describe('SSLEnabledProtocols', () => {
  it.each([
    [3072, 'TLSv1.2', 'TLSv1.2', undefined],
    [12288, 'TLSv1.3', 'TLSv1.3', undefined],
    [16320, 'TLSv1', 'TLSv1.3', undefined],
    [4096, 'TLSv1.3', 'TLSv1.3', undefined],
    [1024, 'TLSv1.2', 'TLSv1.2', undefined],
    [192 + 3072, 'TLSv1', 'TLSv1.2', 0x10000000],
    [192 + 12288, 'TLSv1', 'TLSv1.3', 0x10000000 + 0x08000000],
    [48 + 3072, 'TLSv1.2', 'TLSv1.2', undefined],
  ])('%i is %s to %s', (mask, minVersion, maxVersion, secureOptions) => {
    const plan = planOf(`SSLEnabledProtocols=${mask}`);
    expect(plan).toMatchObject({ minVersion, maxVersion, secureOptions });
    accepted(plan);
  });

  it('SSL 2 and 3 alone are refused', () => {
    expect(codeOf(() => planOf('SSLEnabledProtocols=60'))).toBe(270);
  });
});

describe('cipher suites', () => {
  it.each([
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
    ['tls_rsa_with_aes_256_cbc_sha; TLS_RSA_WITH_RC4_128_SHA', 'AES256-SHA'],
    ['CALG_AES_256', 'AES256'],
    ['CALG_AES_256;CALG_3DES', 'AES256'],
    ['CALG_AES;CALG_RC4', 'AES'],
    ['CALG_AES_128;CALG_AES_256', 'AES128:AES256'],
    ['CALG_AES_256;CALG_ECDH_EPHEM;CALG_ECDH;CALG_SHA_384', 'AES256+kECDHE+SHA384'],
    ['CALG_AES_128;CALG_RSA_KEYX;CALG_DH_EPHEM', 'AES128+kRSA:AES128+kDHE'],
    ['CALG_AES_128;CALG_OID_INFO_PARAMETERS', 'AES128'],
    ['CALG_RSA_KEYX', 'kRSA'],
    ['TLS_RSA_WITH_AES_128_CBC_SHA;CALG_AES_256', 'AES128-SHA:AES256'],
  ])('%s is %s', (names, ciphers) => {
    const plan = planOf(`SSLEnabledCipherSuites=${names}`);
    expect(plan.ciphers).toBe(ciphers);
    accepted(plan);
  });

  it.each([
    'TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
    'TLS_DHE_DSS_WITH_AES_128_CBC_SHA;TLS_ECDH_RSA_WITH_AES_128_CBC_SHA',
    'TLS_AES_128_GCM_SHA256',
    'CALG_3DES',
    'CALG_3DES;CALG_RSA_KEYX',
    'CALG_AES_192',
    'CALG_HMAC;CALG_TLS1PRF',
  ])('%s leaves nothing to use', (names) => {
    expect(codeOf(() => planOf(`SSLEnabledCipherSuites=${names}`))).toBe(270);
  });

  it.each([
    ['TLS_AES_128_GCM_SHA256', 'TLS_AES_128_GCM_SHA256'],
    ['CALG_AES_256', 'TLS_AES_256_GCM_SHA384:AES256'],
    ['CALG_AES', 'TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256:AES'],
    ['TLS_RSA_WITH_AES_128_CBC_SHA', 'AES128-SHA'],
  ])('%s with TLS 1.3 enabled is %s', (names, ciphers) => {
    const plan = planOf('SSLEnabledProtocols=15360', `SSLEnabledCipherSuites=${names}`);
    expect(plan.ciphers).toBe(ciphers);
    accepted(plan);
  });

  it('a list of old suites leaves nothing to TLS 1.3 alone', () => {
    const names = 'SSLEnabledCipherSuites=TLS_RSA_WITH_AES_128_CBC_SHA';
    expect(codeOf(() => planOf('SSLEnabledProtocols=12288', names))).toBe(270);
  });

  it('are known to OpenSSL under the names of the table', () => {
    const known = new Set(getCiphers().map((name) => name.toUpperCase()));
    const names = Object.values(IANA_SUITES).filter((name) => name !== undefined);
    expect(Object.keys(IANA_SUITES).length).toBe(54);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('OpenSSLCipherList', () => {
  it.each([
    ['DEFAULT', undefined],
    ['', undefined],
    ['DEFAULT@SECLEVEL=0', 'DEFAULT@SECLEVEL=0'],
    ['ALL:!ADH:RC4+RSA:+SSLv2:@STRENGTH', 'ALL:!ADH:RC4+RSA:+SSLv2:@STRENGTH'],
  ])('%j is %s', (list, ciphers) => {
    const plan = planOf(`OpenSSLCipherList=${list}`);
    expect(plan.ciphers).toBe(ciphers);
    accepted(plan);
  });

  it('keeps the suites of TLS 1.3, of which it cannot speak', () => {
    const plan = planOf('SSLEnabledProtocols=15360', 'OpenSSLCipherList=AES128-SHA');
    expect(plan.ciphers).toBe(
      'TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_128_GCM_SHA256:AES128-SHA',
    );
    accepted(plan);
  });

  it('yields to SSLEnabledCipherSuites', () => {
    expect(
      planOf('OpenSSLCipherList=AES128-SHA', 'SSLEnabledCipherSuites=CALG_AES_256').ciphers,
    ).toBe('AES256');
  });
});

describe('signature algorithms and groups', () => {
  it('of TLS 1.2 are passed on when changed', () => {
    const plan = planOf(
      'TLS12SignatureAlgorithms=sha256-rsa,sha256-dsa,sha1-rsa,sha1-dsa',
      'TLS12SupportedGroups=ecdhe_secp521r1, ECDHE_SECP256R1',
    );
    expect(plan.sigalgs).toBe('RSA+SHA256:DSA+SHA256:RSA+SHA1:DSA+SHA1');
    expect(plan.ecdhCurve).toBe('P-521:P-256');
    accepted(plan);
  });

  it('of TLS 1.3 do not matter while it is off', () => {
    const plan = planOf('TLS13SignatureAlgorithms=ed25519', 'TLS13SupportedGroups=ffdhe_8192');
    expect([plan.sigalgs, plan.ecdhCurve]).toEqual([undefined, undefined]);
  });

  it('of TLS 1.3 are passed on when it is on', () => {
    const plan = planOf(
      'SSLEnabledProtocols=12288',
      'TLS13SignatureAlgorithms=rsa_pss_sha256,ecdsa_secp256r1_sha256,ed25519,rsa_pkcs1_sha256',
      'TLS13SupportedGroups=ecdhe_x448,ffdhe_8192,ecdhe_x25519',
    );
    expect(plan.sigalgs).toBe('rsa_pss_rsae_sha256:ECDSA+SHA256:ed25519:RSA+SHA256');
    expect(plan.ecdhCurve).toBe('X448:ffdhe8192:X25519');
    accepted(plan);
  });

  it('of one version leave the other version its own', () => {
    const plan = planOf('SSLEnabledProtocols=15360', 'TLS12SignatureAlgorithms=sha256-dsa');
    expect(plan.sigalgs).toBe(
      'DSA+SHA256:ed25519:ed448:ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA+SHA256:RSA+SHA384:RSA+SHA512:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512',
    );
    accepted(plan);
    const whole = planOf(
      'SSLEnabledProtocols=15360',
      'TLS13SignatureAlgorithms=ed448',
      'TLS12SignatureAlgorithms=',
    );
    expect(whole.sigalgs).toContain('DSA+SHA1:ed448');
    accepted(whole);
  });

  it('are not restricted by an empty list', () => {
    expect(planOf('TLS12SignatureAlgorithms=').sigalgs).toBeUndefined();
    expect(planOf('TLS12SupportedGroups=').ecdhCurve).toBeUndefined();
  });
});

describe('certificates', () => {
  const body = 'QUJD'.repeat(20);
  const block = `-----BEGIN CERTIFICATE-----\n${body.slice(0, 64)}\n${body.slice(64)}\n-----END CERTIFICATE-----\n`;
  const oneLine = `-----BEGIN CERTIFICATE----- ${body} -----END CERTIFICATE-----`;

  it.each(['\r\n', '\n', '\r', ' \r \n ', ''])('are split at %j, or nothing', (between) => {
    const plan = planOf(
      `SSLServerCACerts=${oneLine}${between}${block}`,
      `SSLCACerts=${block}${between}${oneLine}`,
    );
    expect(plan.trusted).toEqual([block, block]);
    expect(plan.ownChain).toEqual([block, block]);
  });
});

describe('SSLSecurityFlags', () => {
  it.each([
    ['0x1', ['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID']],
    ['0x20', ['INVALID_PURPOSE']],
    ['0x80000000', ['ERR_TLS_CERT_ALTNAME_INVALID']],
    ['0xF06', []],
  ])('%s forgives %j', (flags, errors) => {
    expect(planOf(`SSLSecurityFlags=${flags}`).forgiven).toEqual(new Set(errors));
  });

  it.each(['0x10', '0x4000', '0x8000'])('%s forgives an unknown authority', (flags) => {
    const { forgiven } = planOf(`SSLSecurityFlags=${flags}`);
    expect(forgiven).toContain('DEPTH_ZERO_SELF_SIGNED_CERT');
    expect(forgiven).toContain('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
    expect(forgiven).not.toContain('CERT_HAS_EXPIRED');
  });
});

it('carries the rest over', () => {
  expect(
    planOf(
      'OpenSSLCAFile=f',
      'OpenSSLCADir=d',
      'SSLKeyLogFile=k',
      'ReuseSSLSession=1',
      'SSLAcceptAnyServerCert=1',
      'SSLIncludeCertChain=1',
      'SSLCipherStrength=128',
    ),
  ).toMatchObject({
    trustedFile: 'f',
    trustedFolder: 'd',
    keyLogFile: 'k',
    reuseSession: true,
    acceptAnyCertificate: true,
    includeChain: true,
    minimumStrength: 128,
  });
});

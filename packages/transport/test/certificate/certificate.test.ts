import { describe, expect, it } from 'vitest';
import { readDer } from '../../src/certificate/der.ts';
import { distinguishedName } from '../../src/certificate/names.ts';
import { Certificate } from '../../src/certificate.ts';
import { authority, CLIENT_AUTH, issue, SERVER_AUTH } from '../support/certificates.ts';
import * as der from '../support/der.ts';

const PEM_BLOB = 7;
const root = authority('Root');
const device = issue(
  {
    subject: 'Müller, "Ärzte"',
    names: ['a.test', '10.0.0.1'],
    from: new Date(2020, 0, 2, 3, 4, 5),
    to: new Date(2049, 11, 31, 23, 59, 59),
    purposes: [SERVER_AUTH, CLIENT_AUTH],
    keyUsage: 0xa0,
  },
  root,
);
const other = issue({ subject: 'other', keyType: 'rsa' }, root);
const store = device.cert + device.key + other.cert + root.cert;

describe('a certificate', () => {
  it('is empty at first, and no error', () => {
    const empty = new Certificate();
    expect(empty).toMatchObject({
      subject: '',
      encoded: '',
      store: 'MY',
      storeType: 0,
      storePassword: '',
      keyPassword: '',
      privateKeyAvailable: false,
      publicKeyLength: 0,
      usageFlags: 0,
      effectiveDate: '',
      fingerprint: '',
    });
    expect(empty.encodedB.length).toBe(0);
    expect(empty.storeB).toEqual(new TextEncoder().encode('MY'));
    expect(empty.tlsCredentials()).toBeUndefined();
  });

  it('has its 28 fields', () => {
    const found = new Certificate(PEM_BLOB, store, '', '*');
    expect(found).toMatchObject({
      subject: 'CN="Müller, ""Ärzte"""',
      issuer: 'CN=Root',
      effectiveDate: '02-Jan-2020 03:04:05',
      expirationDate: '31-Dec-2049 23:59:59',
      extendedKeyUsage: `${SERVER_AUTH},${CLIENT_AUTH}`,
      subjectAltNames: 'a.test,10.0.0.1',
      usage: 'Digital Signature,Key Encipherment',
      usageFlags: 0xa0,
      version: 'V3',
      signatureAlgorithm: 'ecdsa-with-SHA256',
      publicKeyAlgorithm: 'EC',
      publicKeyLength: 256,
      privateKeyAvailable: true,
      privateKeyContainer: '',
      privateKey: device.key,
      encoded: device.cert,
    });
    expect(found.thumbprintMD5).toMatch(/^[0-9A-F]{32}$/);
    expect(found.thumbprintSHA1).toMatch(/^[0-9A-F]{40}$/);
    expect(found.thumbprintSHA256).toMatch(/^[0-9A-F]{64}$/);
    expect(found.fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect(found.fingerprintSHA1.replaceAll(':', '').toUpperCase()).toBe(found.thumbprintSHA1);
    expect(found.fingerprintSHA256.replaceAll(':', '').toUpperCase()).toBe(found.thumbprintSHA256);
    expect(found.publicKey).toMatch(/^-----BEGIN PUBLIC KEY-----/);
    expect(found.serialNumber).toMatch(/^01[0-9A-F]{16}$/);
    expect(Buffer.from(found.encodedB).equals(device.certificate)).toBe(true);
  });

  it('has a get or is method for each, and a set method for those that can be set', () => {
    const found = new Certificate(PEM_BLOB, store, '', '*');
    expect(found.getSubject()).toBe(found.subject);
    expect(found.isPrivateKeyAvailable()).toBe(true);
    expect(found.getThumbprintSHA256()).toBe(found.thumbprintSHA256);
    found.setSubject('CN=other');
    expect(found.getPublicKeyLength()).toBe(2048);
    found.setStoreB(Buffer.from(root.cert));
    expect(found.getStore()).toBe(root.cert);
    found.setSubject('*');
    expect(found.getSubject()).toBe('CN=Root');
    const names = (object: object) => Object.getOwnPropertyNames(object);
    const methods = names(Object.getPrototypeOf(Certificate.prototype));
    expect(methods.filter((name) => /^(get|is)[A-Z]/.test(name)).length).toBe(30);
    expect(methods.filter((name) => /^set[A-Z]/.test(name)).length).toBe(8);
  });

  it('of other key types tells their length', () => {
    expect(new Certificate(issue({ keyType: 'ed25519' }).certificate)).toMatchObject({
      publicKeyAlgorithm: 'ED25519',
      publicKeyLength: 256,
      signatureAlgorithm: 'ED25519',
    });
    expect(new Certificate(other.certificate)).toMatchObject({
      publicKeyAlgorithm: 'RSA',
      publicKeyLength: 2048,
      signatureAlgorithm: 'ecdsa-with-SHA256',
      usage: '',
    });
  });
});

describe('looking for a certificate', () => {
  const find = (subject: string) => new Certificate(PEM_BLOB, store, '', subject);

  it('by the whole subject, a part of it, a thumbprint, or any', () => {
    expect(find('CN=other').subject).toBe('CN=other');
    expect(find('OTH').subject).toBe('CN=other');
    expect(find('*').privateKeyAvailable).toBe(true);
    const { thumbprintSHA1, fingerprintSHA256 } = new Certificate(root.certificate);
    expect(find(`Thumbprint=${thumbprintSHA1}`).subject).toBe('CN=Root');
    expect(find(`thumbprint=${fingerprintSHA256}`).subject).toBe('CN=Root');
    const configuration = `PersistPFXKey=True\nThumbprint=${thumbprintSHA1}`;
    expect(new Certificate(PEM_BLOB, store, '', '*', configuration).subject).toBe('CN=Root');
  });

  it('finds nothing, and that is no error', () => {
    const found = find('CN=device');
    expect(found.subject).toBe('');
    found.setSubject('*');
    expect(found.subject).not.toBe('');
    found.setSubject('');
    expect(found.encoded).toBe('');
  });

  it('by itself: its key comes from the store', () => {
    const found = new Certificate(PEM_BLOB, store, '', device.certificate);
    expect(found.privateKeyAvailable).toBe(true);
    expect(new Certificate(PEM_BLOB, other.cert, '', device.certificate).subject).toBe('');
    const alone = new Certificate(device.certificate);
    expect(alone.privateKeyAvailable).toBe(false);
    alone.encoded = other.certificate.toString('base64');
    expect(alone.subject).toBe('CN=other');
    alone.encoded = root.cert;
    expect(alone.subject).toBe('CN=Root');
    alone.encoded = '';
    expect(alone.subject).toBe('');
  });

  it('refuses what is no certificate', () => {
    const bad = expect.objectContaining({ code: 10_022 });
    expect(() => new Certificate(Uint8Array.of(1, 2, 3))).toThrow(bad);
    const certificate = new Certificate();
    expect(() => certificate.setEncoded('nonsense!')).toThrow(bad);
    expect(() => certificate.setEncoded('AAAA')).toThrow(bad);
    expect(() => certificate.setSubject('CN=x')).toThrow(expect.objectContaining({ code: 271 }));
  });

  it('keeps a copy of a store that was given as bytes', () => {
    const bytes = Buffer.from(store);
    const found = new Certificate(PEM_BLOB, bytes, '', '*');
    bytes.fill(0);
    found.setSubject('CN=other');
    expect(found.subject).toBe('CN=other');
  });
});

describe('names', () => {
  it('are read in every string type, the most specific part first', () => {
    const part = (oid: string, value: Buffer) => der.set(der.sequence(der.oid(oid), value));
    const name = der.sequence(
      part('2.5.4.6', der.tlv(0x13, Buffer.from('DE'))),
      part('2.5.4.8', der.tlv(0x14, Buffer.from('Thüringen', 'latin1'))),
      part('2.5.4.10', der.tlv(0x1e, Buffer.from('Ü', 'utf16le').swap16())),
      part('2.5.4.11', der.tlv(0x1c, Buffer.from([0, 1, 0xf6, 0]))),
      part('1.2.840.113549.1.9.1', der.tlv(0x16, Buffer.from('a@b'))),
      part('1.3.6.1.4.1.5', der.utf8(' x')),
    );
    expect(distinguishedName(readDer(name))).toBe(
      '1.3.6.1.4.1.5=" x", E=a@b, OU=😀, O=Ü, S=Thüringen, C=DE',
    );
  });
});

describe('DER', () => {
  it('may have indefinite lengths and split strings', () => {
    const bytes = Buffer.from('3080248004020102040103000002010500000000', 'hex');
    const node = readDer(bytes);
    expect([...node.child(0).octets()]).toEqual([1, 2, 3]);
    expect(node.child(1).integer()).toBe(5);
    expect(node.whole.length).toBe(18);
  });

  it.each([
    ['', 'nothing'],
    ['30', 'no length'],
    ['3005020101', 'too short'],
    ['3080', 'no end'],
    ['1f8101', 'a long tag'],
    ['3085ffffffffff', 'a length of five bytes'],
    ['0480', 'an indefinite string'],
    ['3080'.repeat(40), 'nested deeply'],
  ])('%s is refused: %s', (hex) => {
    expect(() => readDer(Buffer.from(hex, 'hex'))).toThrow(
      expect.objectContaining({ name: 'DerError' }),
    );
  });
});

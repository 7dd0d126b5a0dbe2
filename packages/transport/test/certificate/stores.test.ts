import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Certificate } from '../../src/certificate.ts';
import { authority, type Issued, issue } from '../support/certificates.ts';
import { OpensslFolder } from '../support/openssl.ts';

const folder = new OpensslFolder();
afterAll(() => folder.remove());

const PFX = { file: 2, blob: 3 };
const PEM = { file: 6, blob: 7 };
const PUBLIC = { file: 8, blob: 9 };
const P7B = { file: 11, blob: 12 };
const JWK = { file: 18, blob: 19 };
const AUTO = 99;

const root = authority('Root');
const middle = authority('Middle', root);
const device = issue({ subject: 'device' }, middle);
const rsa = issue({ subject: 'rsa', keyType: 'rsa' }, root);
const edwards = issue({ subject: 'edwards', keyType: 'ed25519' }, root);

const thumbprint = (issued: Issued) => new Certificate(issued.certificate).thumbprintSHA1;
const isOpen = (found: Certificate, issued: Issued) => {
  expect(found.thumbprintSHA1).toBe(thumbprint(issued));
  expect(found.privateKey).toBe(issued.key);
};

beforeAll(() => {
  for (const [name, { cert, key }] of Object.entries({ device, rsa, edwards })) {
    folder.write(`${name}.crt`, cert);
    folder.write(`${name}.key`, key);
  }
  folder.write('chain.crt', middle.cert + root.cert);
});

function pfx(name: string, issued: string, password: string, ...more: string[]): Buffer {
  const pair = ['-in', `${issued}.crt`, '-inkey', `${issued}.key`];
  const out = ['-out', name, '-passout', `pass:${password}`];
  folder.run('pkcs12', '-export', ...pair, ...out, ...more);
  return folder.read(name);
}

describe('PFX', () => {
  it.each([
    ['EC', device, 'device', 'secret', []],
    ['RSA', rsa, 'rsa', 'secret', []],
    ['Ed25519', edwards, 'edwards', 'secret', []],
    ['SHA-512 sum', rsa, 'rsa', 'secret', ['-macalg', 'sha512']],
    ['RC2 and 3DES', rsa, 'rsa', 'secret', ['-legacy']],
    ['RC2-128', device, 'device', 'x', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-128']],
    ['keys in RC2', device, 'device', 'x', ['-legacy', '-keypbe', 'PBE-SHA1-RC2-40']],
    ['2-key 3DES', device, 'device', 'x', ['-legacy', '-keypbe', 'PBE-SHA1-2DES']],
    ['AES-128', device, 'device', 'x', ['-certpbe', 'AES-128-CBC', '-keypbe', 'AES-192-CBC']],
    ['nothing encrypted', device, 'device', 'x', ['-certpbe', 'NONE', '-keypbe', 'NONE']],
    ['a password that is not ASCII', device, 'device', 'pässwörd€', []],
    ['such a password and 3DES', rsa, 'rsa', 'pässwörd€', ['-legacy']],
    ['no password', device, 'device', '', []],
  ] as const)('%s', (name, issued, files, password, options) => {
    const file = `${name.replaceAll(/\W/g, '-')}.pfx`;
    const bytes = pfx(file, files, password, ...options);
    isOpen(new Certificate(PFX.blob, bytes, password, '*'), issued);
    isOpen(new Certificate(PFX.file, folder.file(file), password, '*'), issued);
    isOpen(new Certificate(PFX.blob, bytes.toString('base64'), password, '*'), issued);
    isOpen(new Certificate(AUTO, bytes, password, '*'), issued);
  });

  it('brings its chain along', () => {
    const bytes = pfx('chain.pfx', 'device', 'x', '-certfile', 'chain.crt');
    const found = new Certificate(PFX.blob, bytes, 'x', 'CN=device');
    expect(found.tlsCredentials()).toEqual({
      cert: device.cert + middle.cert + root.cert,
      key: device.key,
    });
    expect(new Certificate(PFX.blob, bytes, 'x', 'CN=Middle').privateKeyAvailable).toBe(false);
  });

  it('a wrong password is told from a file that is none', () => {
    const bytes = pfx('wrong.pfx', 'device', 'right');
    const open = (content: Uint8Array, password: string) => () =>
      new Certificate(PFX.blob, content, password, '*');
    const refusal = (message: RegExp) =>
      expect.objectContaining({ code: 271, message: expect.stringMatching(message) });
    expect(open(bytes, 'wrong')).toThrow(refusal(/the password of the PFX is wrong/));
    expect(open(bytes, '')).toThrow(refusal(/the password of the PFX is wrong/));
    expect(open(bytes.subarray(0, 300), 'right')).toThrow(refusal(/malformed/));
    expect(open(Buffer.from('nonsense'), 'right')).toThrow(refusal(/./));
    const bare = pfx('bare.pfx', 'device', 'x', '-nomac');
    expect(open(bare, 'x')).toThrow(refusal(/no check sum/));
  });

  it('any damage is found, and does nothing worse than that', () => {
    const bytes = pfx('damaged.pfx', 'device', 'x', '-iter', '1', '-maciter');
    for (let i = 0; i < bytes.length; i += 7) {
      const damaged = Buffer.from(bytes);
      damaged[i] = (damaged[i] ?? 0) ^ 0xff;
      try {
        isOpen(new Certificate(PFX.blob, damaged, 'x', '*'), device);
      } catch (error) {
        expect(error).toMatchObject({ name: 'CertificateError', code: 271 });
      }
    }
  });
});

describe('PEM, DER, P7B and JWK', () => {
  it('PEM: certificate and key, key alone, encrypted keys', () => {
    isOpen(new Certificate(PEM.blob, device.cert + device.key, '', '*'), device);
    folder.write('both.pem', `# ours\n${device.key}\n${device.cert}`);
    isOpen(new Certificate(PEM.file, folder.file('both.pem'), '', 'CN=device'), device);
    folder.run('pkey', '-in', 'device.key', '-aes256', '-passout', 'pass:pä', '-out', 'locked.key');
    const locked = device.cert + folder.read('locked.key').toString();
    isOpen(new Certificate(PEM.blob, locked, 'pä', '*'), device);
    for (const wrong of ['', 'wrong']) {
      expect(() => new Certificate(PEM.blob, locked, wrong, '*')).toThrow(
        expect.objectContaining({
          code: 271,
          message: expect.stringContaining('password is wrong'),
        }),
      );
    }
    const alone = new Certificate(PEM.blob, device.key, '', '*');
    expect(alone).toMatchObject({ subject: '', encoded: '', privateKeyAvailable: true });
    expect(alone.publicKeyAlgorithm).toBe('EC');
    expect(alone.tlsCredentials()).toBeUndefined();
  });

  it('the password of the key may be another than that of the store', () => {
    folder.run('pkey', '-in', 'rsa.key', '-aes128', '-passout', 'pass:key', '-out', 'own.key');
    const certificate = new Certificate();
    certificate.setStoreType(PEM.blob);
    certificate.setStore(rsa.cert + folder.read('own.key').toString());
    certificate.setStorePassword('store');
    expect(certificate.getKeyPassword()).toBe('store');
    certificate.setKeyPassword('key');
    certificate.setSubject('CN=rsa');
    isOpen(certificate, rsa);
  });

  it('public: PEM or DER', () => {
    folder.write('device.der', device.certificate);
    for (const found of [
      new Certificate(PUBLIC.file, folder.file('device.der'), '', '*'),
      new Certificate(PUBLIC.file, folder.file('device.crt'), '', '*'),
      new Certificate(PUBLIC.blob, device.cert, '', '*'),
      new Certificate(PUBLIC.blob, device.certificate, '', '*'),
    ]) {
      expect(found).toMatchObject({ subject: 'CN=device', privateKeyAvailable: false });
    }
  });

  it('P7B: the certificates of a message, PEM or DER', () => {
    const from = ['-nocrl', '-certfile', 'device.crt', '-certfile', 'chain.crt'];
    folder.run('crl2pkcs7', ...from, '-out', 'all.p7b');
    folder.run('crl2pkcs7', ...from, '-outform', 'DER', '-out', 'all.der');
    for (const found of [
      new Certificate(P7B.file, folder.file('all.p7b'), '', 'CN=Middle'),
      new Certificate(P7B.blob, folder.read('all.der'), '', 'CN=Middle'),
      new Certificate(AUTO, folder.read('all.der'), '', 'CN=Middle'),
      new Certificate(AUTO, folder.file('all.p7b'), '', 'CN=Middle'),
    ]) {
      expect(found.thumbprintSHA1).toBe(thumbprint(middle));
    }
  });

  it('JWK: a key, its certificate, a set', () => {
    const jwk = device.privateKey.export({ format: 'jwk' });
    const x5c = [device, middle].map((c) => c.certificate.toString('base64'));
    const text = JSON.stringify({ ...jwk, x5c });
    folder.write('device.jwk', text);
    isOpen(new Certificate(JWK.file, folder.file('device.jwk'), '', '*'), device);
    isOpen(new Certificate(JWK.blob, text, '', '*'), device);
    isOpen(new Certificate(AUTO, text, '', '*'), device);
    const open = createPublicKey(rsa.privateKey).export({ format: 'jwk' });
    const set = new Certificate(JWK.blob, JSON.stringify({ keys: [open] }), '', '*');
    expect(set).toMatchObject({ publicKeyAlgorithm: 'RSA', privateKeyAvailable: false });
    expect(() => new Certificate(JWK.blob, '{"kty":"none"}', '', '*')).toThrow(
      expect.objectContaining({ code: 271 }),
    );
    expect(() => new Certificate(JWK.blob, '[1', '', '*')).toThrow(
      expect.objectContaining({ code: 271 }),
    );
  });

  it('by itself: keys in DER, base64, files', () => {
    const pkcs8 = device.privateKey.export({ type: 'pkcs8', format: 'der' });
    const sec1 = device.privateKey.export({ type: 'sec1', format: 'der' });
    const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'der' });
    const spki = createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'der' });
    const available = [pkcs8, sec1, pkcs1, spki].map(
      (der) => new Certificate(AUTO, der, '', '*').privateKeyAvailable,
    );
    expect(available).toEqual([true, true, true, false]);
    const base64 = device.certificate.toString('base64');
    expect(new Certificate(AUTO, base64, '', '*').subject).toBe('CN=device');
    expect(new Certificate(folder.file('device.crt')).subject).toBe('CN=device');
  });
});

describe('stores that cannot be opened', () => {
  it.each([0, 1, 4, 5, 10, 13, 14, 15, 16, 17, 21, 22, 23])(
    'type %i: 271 with a reason',
    (type) => {
      expect(() => new Certificate(type, 'x', '', '*')).toThrow(
        expect.objectContaining({
          code: 271,
          message: expect.stringMatching(
            /^cannot open the certificate store: .*(not supported|no cert)/,
          ),
        }),
      );
    },
  );

  it.each([20, 24, -1, 1.5, Number.NaN])('type %d is none: 10022', (type) => {
    expect(() => new Certificate(type, 'x', '', '*')).toThrow(
      expect.objectContaining({ code: 10_022 }),
    );
  });

  it('a file that is not there: 271', () => {
    for (const type of [2, 6, 8, 11, 18, 99]) {
      expect(() => new Certificate(type, folder.file('nowhere'), '', '*')).toThrow(
        expect.objectContaining({ code: 271, message: expect.stringContaining('nowhere') }),
      );
    }
    expect(() => new Certificate(folder.file('nowhere'))).toThrow(
      expect.objectContaining({ code: 271 }),
    );
  });
});

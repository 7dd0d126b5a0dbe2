/** Certificate as the client exports it: the transport's class, with the client's errors. */

import { describe, expect, it } from 'vitest';
import { issue } from '../../transport/test/support/certificates.ts';
import { Certificate, CertStoreTypes, MQTTError } from '../src/index.ts';

const { cert, key, certificate } = issue({ subject: 'device' });

function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('Certificate', () => {
  it('comes from a store, by subject or by itself', () => {
    const { cstPEMKeyBlob } = CertStoreTypes;
    const found = new Certificate(cstPEMKeyBlob, key + cert, '', 'CN=device');
    expect(found.privateKeyAvailable).toBe(true);
    expect(new Certificate(certificate).subject).toBe('CN=device');
    const set = new Certificate();
    set.setStoreType(cstPEMKeyBlob);
    set.setStore(key + cert);
    set.setSubject('*');
    expect(set.getSubject()).toBe('CN=device');
    expect(set).toBeInstanceOf(Certificate);
    expect(Certificate.name).toBe('Certificate');
  });

  it.each([
    ['a file that is missing', 271, () => new Certificate('/missing.pfx')],
    ['a store of Windows', 271, () => new Certificate(CertStoreTypes.cstMachine, 'MY', '', '*')],
    ['no certificate', 10022, () => new Certificate(Uint8Array.of(1, 2))],
    ['a store type that does not exist', 10022, () => new Certificate(20, 'x', '', '*')],
    ['a subject in a broken store', 271, () => brokenStore().setSubject('*')],
    ['a store type set', 10022, () => brokenStore().setStoreType(20)],
    ['a wrong type', 10022, () => Reflect.set(new Certificate(), 'storePassword', 1)],
  ])('%s: %d, an MQTTError', (_name, code, action) => {
    const error = thrownBy(action);
    expect(error).toBeInstanceOf(MQTTError);
    expect(error).toMatchObject({ code, cause: expect.any(Error) });
  });
});

function brokenStore(): Certificate {
  const made = new Certificate();
  made.storeType = CertStoreTypes.cstPFXBlob;
  made.storeB = Uint8Array.of(1, 2, 3);
  return made;
}

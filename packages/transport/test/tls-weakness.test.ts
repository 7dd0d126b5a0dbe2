/** Servers whose chain is too weak for the security level: what OpenSSL found, by name. */

import { afterEach, describe, expect, it } from 'vitest';
import { authority, issue } from './support/certificates.ts';
import { dial, failure, names, root, serve, stopAll } from './support/tls-dial.ts';

afterEach(stopAll);

describe('tls: certificates that are too weak', () => {
  const weak = { ciphers: 'DEFAULT@SECLEVEL=0' };

  it('signed with SHA-1', async () => {
    const leaf = issue({ subject: 'old', names, digest: 'sha1', keyType: 'rsa' }, root);
    const { port } = await serve({ cert: leaf.cert, key: leaf.key, ...weak });
    expect(await failure(port)).toMatchObject({
      phase: 'tls',
      code: 'CA_MD_TOO_WEAK',
      message: expect.stringContaining('of CN=old is signed with SHA-1, too weak'),
    });
    const { connection, handlers } = await dial(port, weak);
    expect(connection.info.tls).toMatchObject({ peer: { authorized: true } });
    connection.destroy();
    await handlers.closed();
  });

  const short = { keyType: 'rsa', bits: 1024 } as const;
  const shortIssuer = authority('Short', root, short);
  const shortLeaf = issue({ subject: 'small', names, ...short }, root);
  const leafOfShort = issue({ names }, shortIssuer);

  it.each([
    ['EE_KEY_TOO_SMALL', shortLeaf.cert, shortLeaf.key, 'of CN=small has 1024 bits, too few'],
    [
      'CA_KEY_TOO_SMALL',
      leafOfShort.cert + shortIssuer.cert,
      leafOfShort.key,
      'of CN=Short has 1024 bits, too few',
    ],
  ])('an RSA key that is too short: %s', async (code, cert, key, text) => {
    const { port } = await serve({ cert, key, ...weak });
    const strict = { ciphers: 'DEFAULT@SECLEVEL=2' };
    expect(await failure(port, strict)).toMatchObject({
      phase: 'tls',
      code,
      message: expect.stringContaining(text),
    });
    const { connection, handlers } = await dial(port, weak);
    expect(connection.info.tls).toMatchObject({ peer: { authorized: true } });
    connection.destroy();
    await handlers.closed();
  });
});

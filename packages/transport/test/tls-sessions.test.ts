import { afterEach, describe, expect, it } from 'vitest';
import { TlsSessions } from '../src/tls.ts';
import { pattern } from './support/bytes.ts';
import { issue } from './support/certificates.ts';
import { ago, dial, failure, NOBODY, names, root, serve, stopAll } from './support/tls-dial.ts';

afterEach(stopAll);

describe('tls: sessions', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('sessions are taken up again (%s)', async (version) => {
    const server = await serve({ minVersion: version, maxVersion: version });
    const sessions = new TlsSessions();
    const reused: (boolean | undefined)[] = [];
    const authorized: (boolean | undefined)[] = [];
    for (let i = 0; i < 2; i++) {
      const { connection, handlers } = await dial(server.port, { sessions });
      const peer = await server.accept();
      // In TLS 1.3 the session comes after the handshake, with the first bytes.
      peer.write(pattern(10));
      await handlers.log.atLeast(10);
      reused.push(connection.info.tls?.sessionReused);
      authorized.push(connection.info.tls?.peer.authorized);
      await connection.close();
    }
    expect(reused).toEqual([false, true]);
    expect(authorized).toEqual([true, true]);
  });

  it('a certificate that expired since the session began is seen', async () => {
    const server = await serve({ maxVersion: 'TLSv1.2' });
    const sessions = new TlsSessions();
    const first = await dial(server.port, { sessions });
    await first.connection.close();
    const key = `127.0.0.1:${server.port} 127.0.0.1`;
    const session = sessions.get(key, Date.now())?.session ?? new Uint8Array();
    const old = issue({ names, from: ago(20), to: ago(10) }, root).certificate;
    sessions.set(key, { session, peer: { ...NOBODY, chain: [old] } }, Date.now());
    expect(await failure(server.port, { sessions })).toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  });

  it('sessions are forgotten after ten hours', () => {
    const sessions = new TlsSessions();
    const peer = { ...NOBODY };
    const session = Buffer.from('x');
    sessions.set('a', { session, peer }, 0);
    expect(sessions.get('a', 35_999_999)).toMatchObject({ session, peer });
    expect(sessions.get('a', 36_000_000)).toBeUndefined();
    sessions.set('a', { session, peer }, 0);
    sessions.clear();
    expect(sessions.get('a', 1)).toBeUndefined();
  });
});

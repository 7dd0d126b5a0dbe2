import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { httpConnect } from '../../src/proxy.ts';
import { tcp } from '../../src/tcp.ts';
import { never, THROUGH_PROXY } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { authority, issue } from '../support/certificates.ts';
import { httpProxy } from '../support/http-proxy.ts';
import { Recorder } from '../support/recorder.ts';
import { OUTERMOST, SUBJECTS } from '../support/subjects.ts';

const host = '127.0.0.1';
const root = authority();
const { cert, key, certificate } = issue({ names: [host] }, root);
const authenticate = (peer: { certificate: Uint8Array }) => certificate.equals(peer.certificate);

let proxy: Awaited<ReturnType<typeof httpProxy>>;
let plain: Awaited<ReturnType<typeof httpProxy>>;
beforeAll(async () => {
  proxy = await httpProxy('me:secret', { cert, key });
  plain = await httpProxy();
});
afterAll(async () => {
  await proxy.stop();
  await plain.stop();
});

const credentials = { user: 'me', password: 'secret' };

for (const name of OUTERMOST) {
  compliance(
    `${name} through an https: proxy`,
    () =>
      SUBJECTS[name]({
        via: httpConnect({ host, port: proxy.port, ...credentials, tls: { authenticate } }),
      }),
    THROUGH_PROXY,
  );
}

describe('an https: proxy', () => {
  const dialling = (options: Partial<Parameters<typeof httpConnect>[0]>, handlers: Recorder) => {
    const via = httpConnect({ host, port: proxy.port, tls: { ca: [root.cert] }, ...options });
    return tcp({ host, port: 1, via }).dial(handlers, never());
  };

  it('sends credentials only to a proxy that is trusted, and names it', async () => {
    proxy.forget();
    await expect(dialling({ ...credentials, tls: {} }, new Recorder())).rejects.toMatchObject({
      phase: 'proxy',
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      message: expect.stringMatching(
        /^the HTTPS proxy 127\.0\.0\.1:\d+ \(to 127\.0\.0\.1:1\) is not trusted, .* add .* to ca/,
      ),
    });
    expect(proxy.asked).toEqual([]);
  });

  it('refuses as any proxy, and its handshake is no status of the server', async () => {
    const handlers = new Recorder();
    await expect(dialling({}, handlers)).rejects.toMatchObject({ code: 'PROXY_AUTHENTICATION' });
    expect(handlers.statuses.map((s) => s.type)).toEqual(['connected']);
  });

  it('that speaks no TLS is told as such', async () => {
    await expect(dialling({ port: plain.port }, new Recorder())).rejects.toMatchObject({
      phase: 'proxy',
      message: expect.stringContaining('does not speak TLS on this port'),
    });
  });

  it('with options that cannot be, fails in the first dial', async () => {
    await expect(dialling({ tls: { serverName: '' } }, new Recorder())).rejects.toMatchObject({
      code: 'INVALID_OPTION',
    });
  });
});

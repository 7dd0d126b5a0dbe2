import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Certificate } from '../../src/certificate.ts';
import { type TlsOptions, tls } from '../../src/tls.ts';
import { never, type Subject, THROUGH_REAL } from '../compliance/suite.ts';
import { compliance } from '../compliance.ts';
import { textOf } from '../support/bytes.ts';
import { authority, CLIENT_AUTH, issue } from '../support/certificates.ts';
import { OpensslFolder } from '../support/openssl.ts';
import { findProgram, freePort, type Running, start } from '../support/real.ts';
import { Recorder } from '../support/recorder.ts';
import { sServerSubject } from '../support/s-server.ts';
import { startStunnel } from '../support/stunnel.ts';
import { tcpPeerServer } from '../support/tcp-peer.ts';

const host = '127.0.0.1';
const folder = new OpensslFolder();
afterAll(() => folder.remove());

const root = authority();
const server = issue({ names: [host] }, root);
const client = issue({ subject: 'device', purposes: [CLIENT_AUTH] }, root);
beforeAll(() => {
  folder.write('server.pem', server.key + server.cert);
  folder.write('root.pem', root.cert);
});

const stunnelPath = findProgram('stunnel4');
const opensslPath = findProgram('openssl');

const authenticate = (peer: { certificate: Uint8Array }) =>
  server.certificate.equals(peer.certificate);

describe.skipIf(stunnelPath === undefined)('stunnel', () => {
  async function setUp(): Promise<Subject> {
    const behind = await tcpPeerServer();
    const running = await startStunnel(stunnelPath ?? '', folder, behind.port, 'server.pem');
    const { port } = running;
    return {
      stalled: [],
      transport: (options) => tls({ host, port, authenticate, ...options }),
      server: {
        accept: () => behind.accept(),
        stop: async () => {
          await running.stop();
          await behind.stop();
        },
      },
    };
  }

  compliance('tls to stunnel', setUp, THROUGH_REAL);
});

describe.skipIf(opensslPath === undefined)('openssl s_server', () => {
  compliance(
    'tls to openssl s_server',
    () => sServerSubject(opensslPath ?? '', folder.file('server.pem')),
    THROUGH_REAL,
  );

  let running: Running | undefined;

  async function serve(...options: string[]): Promise<number> {
    await running?.stop();
    const port = await freePort();
    const files = ['-cert', folder.file('server.pem'), '-CAfile', folder.file('root.pem')];
    const args = ['s_server', '-accept', `${host}:${port}`, '-rev', ...files, ...options];
    running = await start(opensslPath ?? '', args, port);
    return port;
  }
  afterAll(() => running?.stop());

  function dial(port: number, options: Partial<TlsOptions> = {}, handlers = new Recorder()) {
    return tls({ host, port, ca: [root.cert], ...options }).dial(handlers, never());
  }

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const port = await serve(version === 'TLSv1.2' ? '-tls1_2' : '-tls1_3');
    const handlers = new Recorder();
    const connection = await dial(port, {}, handlers);
    expect(connection.info.tls).toMatchObject({ protocol: version, peer: { authorized: true } });
    connection.write([Buffer.from('abc\n')]);
    expect(textOf(await handlers.log.atLeast(4))).toBe('cba\n');
    await connection.close();
  });

  it('refuses versions that it does not speak', async () => {
    const newer = await serve('-tls1_3');
    await expect(dial(newer, { maxVersion: 'TLSv1.2' })).rejects.toMatchObject({
      phase: 'tls',
      code: 'TLS_ALERT_PROTOCOL_VERSION',
    });
    const older = await serve('-tls1_2');
    await expect(dial(older, { minVersion: 'TLSv1.3' })).rejects.toMatchObject({
      phase: 'tls',
      code: 'TLS_ALERT_PROTOCOL_VERSION',
    });
  });

  it('wants a client certificate: in TLS 1.2 the dial fails, in TLS 1.3 the connection', async () => {
    const older = await serve('-tls1_2', '-Verify', '1', '-verify_return_error');
    await expect(dial(older)).rejects.toMatchObject({
      phase: 'tls',
      code: 'TLS_ALERT_HANDSHAKE_FAILURE',
      message: expect.stringContaining('client certificate'),
    });
    const newer = await serve('-tls1_3', '-Verify', '1', '-verify_return_error');
    const handlers = new Recorder();
    await dial(newer, {}, handlers);
    expect(await handlers.closed()).toMatchObject({
      phase: 'tls',
      code: 'TLS_ALERT_CERTIFICATE_REQUIRED',
      message: expect.stringContaining('set cert and key, or pfx'),
    });
  });

  it('gets a client certificate from a store', async () => {
    const port = await serve('-Verify', '1', '-verify_return_error');
    const mine = new Certificate(7, client.key + client.cert, '', '*');
    const handlers = new Recorder();
    const connection = await dial(port, { ...mine.tlsCredentials() }, handlers);
    connection.write([Buffer.from('xyz\n')]);
    expect(textOf(await handlers.log.atLeast(4))).toBe('zyx\n');
    await connection.close();
  });
});

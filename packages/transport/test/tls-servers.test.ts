import { createServer } from 'node:net';
import { createSecureContext } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { streamError } from '../src/socket-connection.ts';
import { handshakeError, streamAlert } from '../src/tls/errors.ts';
import { cipherBits } from '../src/tls/negotiated.ts';
import { type TlsPeer, tls } from '../src/tls.ts';
import { never } from './compliance/suite.ts';
import { pattern } from './support/bytes.ts';
import { authority, CLIENT_AUTH, issue } from './support/certificates.ts';
import { Recorder } from './support/recorder.ts';
import { listen, stopServer } from './support/tcp-peer.ts';
import {
  ago,
  dial,
  failure,
  good,
  names,
  root,
  serve,
  stopAll,
  stopLater,
} from './support/tls-dial.ts';

afterEach(stopAll);

const stranger = authority('Strange Authority');

describe('tls: certificates that are refused', () => {
  const expired = { names, from: ago(20), to: ago(10) };
  const intermediate = authority('Intermediate', root);
  const cases = {
    expired: [issue(expired, root), ['CERT_HAS_EXPIRED'], /expired on \d{4}-/],
    'not yet valid': [
      issue({ names, from: ago(-10), to: ago(-20) }, root),
      ['CERT_NOT_YET_VALID'],
      /not valid before \d{4}-/,
    ],
    'for another host': [
      issue({ names: ['other.test'] }, root),
      ['ERR_TLS_CERT_ALTNAME_INVALID'],
      /is for DNS:other\.test, not for 127\.0\.0\.1/,
    ],
    'signed by itself': [issue({ names }), ['DEPTH_ZERO_SELF_SIGNED_CERT'], /signed by itself/],
    'of an unknown authority': [
      issue({ names }, stranger),
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      /issuer Strange Authority.*add .* to ca/,
    ],
    'for clients only': [
      issue({ names, purposes: [CLIENT_AUTH] }, root),
      ['INVALID_PURPOSE'],
      /not meant for servers/,
    ],
    'without the intermediate of its chain': [
      issue({ names }, intermediate),
      ['UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
      /issuer Intermediate/,
    ],
    'expired, of an unknown authority, for another host': [
      issue({ ...expired, names: ['other.test'] }, stranger),
      ['CERT_HAS_EXPIRED', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'ERR_TLS_CERT_ALTNAME_INVALID'],
      /expired.*issuer Strange Authority.*not for 127/,
    ],
  } as const;

  it.each(Object.entries(cases))('%s', async (_name, [{ cert, key }, codes, text]) => {
    const { port } = await serve({ cert, key });
    const error = await failure(port);
    expect(error).toMatchObject({ phase: 'tls', code: codes[0] });
    expect(error.message).toMatch(text);
    const seen: TlsPeer[] = [];
    const accept = (peer: TlsPeer) => seen.push(peer) > 0;
    const { connection, handlers } = await dial(port, { authenticate: accept });
    expect(seen.map((p) => p.faults.map((f) => f.code).sort())).toEqual([[...codes].sort()]);
    expect(seen[0]?.authorized).toBe(false);
    connection.destroy();
    await handlers.closed();
  });

  it('an unknown root at the end of a complete chain', async () => {
    const leaf = issue({ names }, stranger);
    const { port } = await serve({ cert: leaf.cert + stranger.cert, key: leaf.key });
    expect(await failure(port)).toMatchObject({ code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  });

  it('is accepted with its chain', async () => {
    const leaf = issue({ names }, intermediate);
    const { port } = await serve({ cert: leaf.cert + intermediate.cert, key: leaf.key });
    const seen: TlsPeer[] = [];
    const accept = (peer: TlsPeer) => seen.push(peer) > 0 && peer.authorized;
    const { connection, handlers } = await dial(port, { authenticate: accept });
    expect(seen[0]?.chain.map((c) => Buffer.from(c).toString('hex'))).toEqual(
      [leaf, intermediate, root].map((c) => c.certificate.toString('hex')),
    );
    connection.destroy();
    await handlers.closed();
  });
});

describe('tls: the decision about the server', () => {
  it('is made before a byte is sent or delivered, and no closes the connection', async () => {
    const { server, port } = await serve();
    let bytes = 0;
    server.on('secureConnection', (socket) => {
      socket.write(pattern(10));
      socket.on('data', (chunk) => {
        bytes += chunk.length;
      });
    });
    const gone = new Promise((resolve) => {
      server.once('connection', (raw) => raw.once('close', resolve));
    });
    const handlers = new Recorder();
    const options = { host: '127.0.0.1', port, ca: [root.cert] };
    const dialled = tls({ ...options, authenticate: () => false }).dial(handlers, never());
    await expect(dialled).rejects.toMatchObject({ code: 'CERT_NOT_ACCEPTED', phase: 'tls' });
    await gone;
    expect(bytes).toBe(0);
    expect(handlers.events).toEqual([]);
  });

  it('that throws is a no, with its cause', async () => {
    const { port } = await serve();
    const cause = new Error('no opinion');
    const authenticate = () => {
      throw cause;
    };
    expect(await failure(port, { authenticate })).toMatchObject({
      code: 'CERT_NOT_ACCEPTED',
      cause,
    });
  });

  it('sees the certificate', async () => {
    const { port } = await serve();
    let seen: TlsPeer | undefined;
    const authenticate = (peer: TlsPeer) => {
      seen = peer;
      return true;
    };
    const { connection, handlers } = await dial(port, { authenticate });
    expect(seen).toMatchObject({
      authorized: true,
      faults: [],
      authorizationError: undefined,
      subject: 'CN=broker',
      issuer: 'CN=Good Authority',
      subjectAltName: 'IP Address:127.0.0.1, DNS:broker.test',
      serverName: '127.0.0.1',
    });
    expect(good.certificate.equals(seen?.certificate ?? new Uint8Array())).toBe(true);
    expect(handlers.statuses.map((s) => s.type)).toEqual([
      'connected',
      'tls-started',
      'tls-peer',
      'tls-connected',
    ]);
    connection.destroy();
    await handlers.closed();
  });
});

describe('tls: handshakes that fail', () => {
  it('a server that speaks only TLS 1.3, when that is not enabled', async () => {
    const { port } = await serve({ minVersion: 'TLSv1.3' });
    const error = await failure(port, { maxVersion: 'TLSv1.2' });
    expect(error).toMatchObject({ phase: 'tls', code: 'TLS_ALERT_PROTOCOL_VERSION' });
    expect(error.message).toMatch(/versions enabled; see minVersion and maxVersion /);
  });

  it('a server that speaks only TLS 1.1', async () => {
    const weak = {
      ciphers: 'DEFAULT@SECLEVEL=0',
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
    } as const;
    const { port } = await serve(weak);
    expect(await failure(port)).toMatchObject({
      phase: 'tls',
      code: expect.stringMatching(/^(ERR_SSL_UNSUPPORTED_PROTOCOL|TLS_ALERT_PROTOCOL_VERSION)$/),
    });
    expect(await failure(port, { minVersion: 'TLSv1' })).toMatchObject({
      phase: 'tls',
      message: expect.stringContaining('@SECLEVEL'),
    });
  });

  it('no cipher in common', async () => {
    const { port } = await serve({
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256',
    });
    const error = await failure(port, { ciphers: 'ECDHE-ECDSA-AES256-GCM-SHA384' });
    expect(error).toMatchObject({ phase: 'tls', code: 'TLS_ALERT_HANDSHAKE_FAILURE' });
    expect(error.message).toContain('ciphers');
  });

  it('a server that does not speak TLS', async () => {
    const plain = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    });
    const port = await listen(plain);
    stopLater(() => stopServer(plain, []));
    const error = await failure(port);
    expect(error.phase).toBe('tls');
    expect(error.message).toContain('does not speak TLS on this port');
  });

  it('a server that never answers, until the signal ends it', async () => {
    const silent = createServer((socket) => void socket.on('error', () => undefined));
    const gone = new Promise((resolve) => {
      silent.once('connection', (socket) => socket.resume().once('close', resolve));
    });
    const port = await listen(silent);
    stopLater(() => stopServer(silent, []));
    const controller = new AbortController();
    const handlers = new Recorder();
    handlers.onStatus = () => {
      if (handlers.statuses.at(-1)?.type === 'tls-started')
        setTimeout(() => controller.abort(), 20);
    };
    const dialled = tls({ host: '127.0.0.1', port }).dial(handlers, controller.signal);
    await expect(dialled).rejects.toMatchObject({ name: 'AbortError' });
    await gone;
  });

  it('a server that wants a client certificate', async () => {
    const wants = { requestCert: true, rejectUnauthorized: true, ca: [root.cert] };
    const { port: older } = await serve({ ...wants, maxVersion: 'TLSv1.2' });
    expect(await failure(older)).toMatchObject({
      phase: 'tls',
      code: 'TLS_ALERT_HANDSHAKE_FAILURE',
      message: expect.stringContaining('a client certificate is missing; see'),
    });
    // TLS 1.3 tells after the handshake.
    const { port: newer } = await serve({ ...wants, minVersion: 'TLSv1.3' });
    const { handlers } = await dial(newer);
    expect(await handlers.closed()).toMatchObject({
      phase: 'tls',
      code: 'TLS_ALERT_CERTIFICATE_REQUIRED',
      message: expect.stringContaining('it wants a client certificate; set cert and key'),
    });
  });

  it('a server that hangs up', async () => {
    const rude = createServer((socket) => void socket.once('data', () => socket.end()));
    const port = await listen(rude);
    stopLater(() => stopServer(rude, []));
    expect(await failure(port)).toMatchObject({ phase: 'tls', code: 'ECONNRESET' });
  });

  it.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /set cert and key, or pfx/],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', /does not accept our certificate/],
    ['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', /in common, or a client certificate/],
    ['ERR_SSL_TLSV1_ALERT_USER_CANCELLED', /the words of OpenSSL/],
  ])('the alert %s is put into words', (code, text) => {
    const cause = Object.assign(new Error('the words of OpenSSL'), { code });
    const alert = code.replace(/^.*_ALERT_/, 'TLS_ALERT_');
    expect(handshakeError('host:1', cause)).toMatchObject({ code: alert, phase: 'tls', cause });
    expect(streamError(cause, { alert: streamAlert })).toMatchObject({
      code: alert,
      phase: 'tls',
      cause,
    });
    expect(handshakeError('host:1', cause).message).toMatch(text);
  });
});

describe('tls: options', () => {
  it('a client certificate is shown', async () => {
    const client = issue({ subject: 'device', purposes: [CLIENT_AUTH] }, root);
    const ca = [root.cert];
    const server = await serve({ requestCert: true, rejectUnauthorized: true, ca });
    const { connection } = await dial(server.port, { cert: client.cert, key: client.key });
    connection.write([pattern(10)]);
    const peer = await server.accept();
    await peer.log.atLeast(10);
    await connection.close();
  });

  it.each([
    ['a key of another certificate', { cert: good.cert, key: stranger.key }],
    ['a cipher that does not exist', { ciphers: 'NO-SUCH-CIPHER' }],
    ['a container that is none', { pfx: new Uint8Array(100) }],
    ['a key that is none', { cert: good.cert, key: 'nonsense' }],
    ['an authority that is none', { ca: ['nonsense'] }],
  ])('%s is refused, and leaves no socket', async (_name, bad) => {
    const { server, port } = await serve();
    const gone = new Promise((resolve) => {
      server.once('connection', (raw) => raw.once('close', resolve));
    });
    expect(await failure(port, bad)).toMatchObject({ phase: 'tls', cause: expect.any(Error) });
    await gone;
  });

  it.each([{ serverName: '' }, { alpn: [''] }, { alpn: ['x'.repeat(256)] }])('%j', (bad) => {
    const make = () => tls({ host: 'h', port: 1, ...bad });
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });

  it('serverName is asked for, and found in the certificate', async () => {
    const asked: string[] = [];
    const { port } = await serve({
      SNICallback: (name, done) => {
        asked.push(name);
        done(null, createSecureContext({ cert: good.cert, key: good.key }));
      },
    });
    const { connection, handlers } = await dial(port, { serverName: 'broker.test' });
    expect(asked).toEqual(['broker.test']);
    connection.destroy();
    await handlers.closed();
    expect(await failure(port, { serverName: 'wrong.test' })).toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  it('tells what was negotiated', async () => {
    const { port } = await serve({ ALPNProtocols: ['mqtt'] });
    const { connection, handlers } = await dial(port, {
      alpn: ['mqtt'],
      maxVersion: 'TLSv1.2',
      ciphers: 'ECDHE-ECDSA-AES128-GCM-SHA256',
      ecdhCurve: 'P-256',
    });
    expect(connection.info.tls).toMatchObject({
      protocol: 'TLSv1.2',
      cipher: 'ECDHE-ECDSA-AES128-GCM-SHA256',
      cipherSuite: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
      cipherBits: 128,
      keyExchange: 'ECDH prime256v1',
      keyExchangeBits: 256,
      alpn: 'mqtt',
      sessionReused: false,
    });
    connection.destroy();
    await handlers.closed();
  });

  it.each([
    ['TLS_AES_256_GCM_SHA384', 256],
    ['TLS_CHACHA20_POLY1305_SHA256', 256],
    ['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 256],
    ['TLS_RSA_WITH_AES_128_CBC_SHA', 128],
    ['TLS_RSA_WITH_AES_256_CCM_8', 256],
    ['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 168],
    ['TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256', 256],
    ['nonsense', 0],
  ])('%s has %i bits', (suite, bits) => {
    expect(cipherBits(suite)).toBe(bits);
  });

  it('keyLog gets the lines of a key log file', async () => {
    const { port } = await serve();
    const lines: string[] = [];
    const keyLog = (line: Uint8Array) => lines.push(Buffer.from(line).toString('latin1'));
    const { connection, handlers } = await dial(port, { keyLog });
    expect(lines.some((line) => /^CLIENT_\w+ [0-9a-f]{64} [0-9a-f]+\n$/.test(line))).toBe(true);
    connection.destroy();
    await handlers.closed();
  });

  it('ca may be DER, or PEM with text around it', async () => {
    const { port } = await serve();
    for (const ca of [[root.certificate], [`# ours\n${root.cert}# end\n${stranger.cert}`]]) {
      const { connection, handlers } = await dial(port, { ca });
      connection.destroy();
      await handlers.closed();
    }
  });
});

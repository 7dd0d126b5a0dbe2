/** The SSL settings and certificates, each by what it does to a real handshake. */

import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authority, issue } from '../../../transport/test/support/certificates.ts';
import { Certificate } from '../../src/index.ts';
import {
  good,
  names,
  rawServer,
  refusal,
  root,
  secureBroker,
  secureClient,
  stopAll,
  trustingClient,
} from './support/secure-broker.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'x-client-tls-'));
});

afterEach(async () => {
  await stopAll();
  await rm(folder, { recursive: true });
});

const clients = authority('Clients');
const device = issue({ subject: 'device' }, clients);
/** A server that wants a certificate of `clients`. */
const mutual = { requestCert: true, rejectUnauthorized: true, ca: clients.cert };
const PEM_BLOB = 7;

function ownCertificate({ cert, key } = device): Certificate {
  return new Certificate(PEM_BLOB, `${key}\n${cert}`, '', '*');
}

describe('protocol versions', () => {
  it('a server with only TLS 1.3: 276, which names SSLEnabledProtocols=16320', async () => {
    const { port } = await secureBroker(good, { minVersion: 'TLSv1.3' });
    const client = await trustingClient();
    const error = await refusal(client, port);
    expect(error).toMatchObject({ code: 276 });
    expect(error.message).toContain('SSLEnabledProtocols=16320');
    expect(client.recorder.lines.at(-1)).toBe('Connected 276');
  });

  it('SSLEnabledProtocols=16320 reaches it', async () => {
    const { port } = await secureBroker(good, { minVersion: 'TLSv1.3' });
    const { mqtt } = await trustingClient('SSLEnabledProtocols=16320');
    await mqtt.connectTo('127.0.0.1', port);
    expect(await mqtt.config('SSLNegotiatedVersion')).toBe('TLSv1.3');
    expect(await mqtt.config('SSLNegotiatedCipherSuite')).toMatch(/^TLS_AES_|^TLS_CHACHA20/);
  });

  it('TLS 1.3 alone, and a server without it: 276', async () => {
    const { port } = await secureBroker(good, { maxVersion: 'TLSv1.2' });
    const error = await refusal(await trustingClient('SSLEnabledProtocols=12288'), port);
    expect(error).toMatchObject({ code: 276 });
    expect(error.message).toContain('SSLEnabledProtocols');
  });

  it('SSL 3 alone: 270 before anything is sent', async () => {
    const client = await trustingClient('SSLEnabledProtocols=48');
    expect(await refusal(client, 1)).toMatchObject({ code: 270 });
    expect(client.recorder.lines).toEqual([]);
  });
});

describe('cipher suites', () => {
  it('SSLEnabledCipherSuites decides', async () => {
    const { port } = await secureBroker();
    const suite = 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384';
    const { mqtt } = await trustingClient(`SSLEnabledCipherSuites=${suite}`);
    await mqtt.connectTo('127.0.0.1', port);
    expect(await mqtt.config('SSLNegotiatedCipherSuite')).toBe(suite);
    expect(await mqtt.config('SSLNegotiatedCipherStrength')).toBe('256');
  });

  it('none in common: 276, which names the settings', async () => {
    const { port } = await secureBroker(good, { ciphers: 'ECDHE-RSA-AES256-GCM-SHA384' });
    const client = await trustingClient('OpenSSLCipherList=ECDHE-RSA-AES128-GCM-SHA256');
    const error = await refusal(client, port);
    expect(error).toMatchObject({ code: 276 });
    expect(error.message).toContain('OpenSSLCipherList');
  });

  it.each(['OpenSSLCipherList=NO-SUCH-CIPHER', 'SSLEnabledCipherSuites=CALG_RC4'])(
    '%s leaves nothing: 270',
    async (setting) => {
      const { port } = await secureBroker();
      expect(await refusal(await trustingClient(setting), port)).toMatchObject({ code: 270 });
    },
  );

  it('one below SSLCipherStrength: 276, and nothing of MQTT was sent', async () => {
    const { port } = await secureBroker(good, { ciphers: 'ECDHE-RSA-AES128-GCM-SHA256' });
    const weak = await trustingClient('SSLCipherStrength=256');
    const error = await refusal(weak, port);
    expect(error).toMatchObject({ code: 276 });
    expect(error.message).toMatch(/128 bits.*256/);
    const strong = await trustingClient('SSLCipherStrength=128');
    await strong.mqtt.connectTo('127.0.0.1', port);
  });

  it.each([
    ['TLS12SupportedGroups=ecdhe_secp384r1', 'ECDH secp384r1'],
    ['TLS12SupportedGroups=ecdhe_secp521r1', 'ECDH secp521r1'],
  ])('%s decides about the key exchange', async (setting, exchange) => {
    const { port } = await secureBroker(good, { ecdhCurve: 'P-521:P-384:P-256' });
    const { mqtt } = await trustingClient(setting);
    await mqtt.connectTo('127.0.0.1', port);
    expect(await mqtt.config('SSLNegotiatedKeyExchange')).toBe(exchange);
  });

  it('TLS12SignatureAlgorithms that the server cannot make: 276', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient('TLS12SignatureAlgorithms=sha256-ecdsa');
    expect(await refusal(client, port)).toMatchObject({ code: 276 });
  });
});

describe('authorities', () => {
  it('OpenSSLCAFile: the certificates of the file, text around them or not', async () => {
    const { port } = await secureBroker();
    const file = join(folder, 'ca.txt');
    await writeFile(file, `Our authority:\n${root.cert}That was it.\n`);
    const { mqtt } = await secureClient(`OpenSSLCAFile=${file}`);
    await mqtt.connectTo('127.0.0.1', port);
  });

  it.each([
    ['is missing', undefined],
    ['has no certificate', 'nothing'],
    ['has a broken one', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
  ])('OpenSSLCAFile that %s: 271, which names it', async (_name, content) => {
    const file = join(folder, 'ca.pem');
    if (content !== undefined) await writeFile(file, content);
    const client = await secureClient(`OpenSSLCAFile=${file}`);
    const error = await refusal(client, 1);
    expect(error).toMatchObject({ code: 271 });
    expect(error.message).toContain(file);
    expect(client.recorder.lines).toEqual(['Connected 271']);
  });

  it('OpenSSLCADir: its .pem, .crt and hash.N files, and the rest passed over', async () => {
    const { port } = await secureBroker();
    await writeFile(join(folder, 'key.pem'), device.key);
    await writeFile(join(folder, 'other.crt'), authority('Other').certificate);
    await writeFile(join(folder, 'readme'), 'no certificate');
    await mkdir(join(folder, 'folder.pem'));
    await writeFile(join(folder, '1a2b3c4d.0'), root.cert);
    await symlink('1a2b3c4d.0', join(folder, 'again.pem'));
    const { mqtt, log } = await secureClient(`OpenSSLCADir=${folder}`);
    await mqtt.connectTo('127.0.0.1', port);
    const passedOver = log.filter((line) => line.includes('passed over'));
    expect(passedOver).toHaveLength(2);
    expect(passedOver.join()).toMatch(/folder\.pem.*key\.pem/);
  });

  it('OpenSSLCADir that is missing: 271', async () => {
    const client = await secureClient(`OpenSSLCADir=${join(folder, 'missing')}`);
    const error = await refusal(client, 1);
    expect(error).toMatchObject({ code: 271 });
    expect(error.message).toContain('missing');
  });

  it('SSLServerCACerts: several, without line breaks between them', async () => {
    const { port } = await secureBroker();
    const list = [authority('Other').cert, root.cert].map((pem) => pem.trim()).join('');
    const { mqtt } = await secureClient(`SSLServerCACerts=${list}`);
    await mqtt.connectTo('127.0.0.1', port);
  });
});

describe('our own certificate', () => {
  it('is shown to a server that asks for it', async () => {
    const { port } = await secureBroker(good, mutual);
    const { mqtt } = await trustingClient();
    mqtt.setSSLCert(ownCertificate());
    await mqtt.connectTo('127.0.0.1', port);
    expect(mqtt.getSSLCert().subject).toBe('CN=device');
  });

  // In TLS 1.3 the server looks at it only after the handshake.
  it.each([4032, 16320])('missing: 276, which names SSLCert (protocols %d)', async (protocols) => {
    const { port } = await secureBroker(good, mutual);
    const client = await trustingClient(`SSLEnabledProtocols=${protocols}`);
    const error = await refusal(client, port);
    expect(error).toMatchObject({ code: 276 });
    expect(error.message).toContain('SSLCert');
  });

  it('of an authority that the server does not know: 276', async () => {
    const { port } = await secureBroker(good, mutual);
    const client = await trustingClient();
    client.mqtt.setSSLCert(ownCertificate(issue({ subject: 'device' }, root)));
    expect(await refusal(client, port)).toMatchObject({ code: 276 });
  });

  it('goes with SSLCACerts, whatever the line breaks', async () => {
    const { port } = await secureBroker(good, mutual);
    const intermediate = authority('Intermediate', clients);
    const client = await trustingClient();
    client.mqtt.setSSLCert(ownCertificate(issue({ subject: 'device' }, intermediate)));
    expect(await refusal(client, port)).toMatchObject({ code: 276 });
    await client.mqtt.config(`SSLCACerts=${intermediate.cert.replaceAll('\n', '\r\n')}`);
    await client.mqtt.connectTo('127.0.0.1', port);
  });

  it('without its private key: 281 before anything is sent', async () => {
    const client = await trustingClient();
    client.mqtt.setSSLCert(new Certificate(device.certificate));
    expect(await refusal(client, 1)).toMatchObject({ code: 281 });
    expect(client.recorder.lines).toEqual([]);
  });

  it('a key without a certificate: 281', async () => {
    const client = await trustingClient();
    client.mqtt.setSSLCert(new Certificate(PEM_BLOB, device.key, '', '*'));
    const error = await refusal(client, 1);
    expect(error).toMatchObject({ code: 281 });
    expect(error.message).toContain('no certificate');
  });

  it('that is not in its store: 272', async () => {
    const client = await trustingClient();
    client.mqtt.setSSLCert(new Certificate(PEM_BLOB, device.cert + device.key, '', 'nobody'));
    expect(await refusal(client, 1)).toMatchObject({ code: 272 });
  });

  it('that OpenSSL does not take: 273', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient('OpenSSLCipherList=DEFAULT@SECLEVEL=5');
    client.mqtt.setSSLCert(ownCertificate());
    const error = await refusal(client, port);
    expect(error).toMatchObject({ code: 273 });
    expect(error.message).toContain('OpenSSLCipherList=DEFAULT@SECLEVEL=0');
  });

  it('an untouched one counts as none, and only a Certificate is one', async () => {
    const { port } = await secureBroker();
    const { mqtt } = await trustingClient();
    expect(mqtt.getSSLCert()).toBeInstanceOf(Certificate);
    await mqtt.connectTo('127.0.0.1', port);
    const wrong: unknown = 'device.pem';
    expect(() => mqtt.setSSLCert(wrong as Certificate)).toThrow(
      expect.objectContaining({ code: 10022 }),
    );
  });
});

describe('the security library', () => {
  it('SSLProvider 2: 270 before anything is sent, and nothing without TLS', async () => {
    const client = await trustingClient();
    client.mqtt.setSSLProvider(2);
    const error = await refusal(client, 1);
    expect(error).toMatchObject({ code: 270 });
    expect(error.message).toContain('SSLProvider');
    client.mqtt.setSSLEnabled(false);
    expect(await refusal(client, 1)).toMatchObject({ code: 10061 });
  });

  it('a server that does not speak TLS: 276', async () => {
    const port = await rawServer((socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    expect(await refusal(await trustingClient(), port)).toMatchObject({ code: 276 });
  });

  it('a server that hangs up in the handshake: 276', async () => {
    const port = await rawServer((socket) => void socket.on('data', () => socket.destroy()));
    expect(await refusal(await trustingClient(), port)).toMatchObject({ code: 276 });
  });

  it('a server that never answers: 201', async () => {
    const port = await rawServer(() => undefined);
    const client = await trustingClient('ConnectionTimeout=1');
    expect(await refusal(client, port)).toMatchObject({ code: 201 });
  });
});

describe('after the handshake', () => {
  it('bytes that OpenSSL cannot decrypt end the connection with 284', async () => {
    const broker = await secureBroker();
    const clients: Socket[] = [];
    const port = await rawServer((client) => {
      clients.push(client);
      const server = connect(broker.port, '127.0.0.1');
      client.on('data', (chunk) => server.write(chunk)).on('close', () => server.destroy());
      server.on('data', (chunk) => client.write(chunk));
    });
    const { mqtt, recorder } = await trustingClient();
    await mqtt.connectTo('127.0.0.1', port);
    // A record of TLS 1.2 that nobody with the key has written.
    clients[0]?.write(Uint8Array.of(0x17, 3, 3, 0, 32, ...new Uint8Array(32)));
    await recorder.until('Disconnected 284');
  });
});

describe('ReuseSSLSession', () => {
  async function reused(settings: readonly string[], between?: string): Promise<boolean[]> {
    const { port } = await secureBroker();
    const { mqtt } = await trustingClient(...settings);
    const seen: boolean[] = [];
    mqtt.on('SSLStatus', ({ message }) => {
      if (message.startsWith('Cipher')) seen.push(message.includes('session reused'));
    });
    for (let i = 0; i < 2; i++) {
      await mqtt.connectTo('127.0.0.1', port);
      await mqtt.disconnect();
      if (between !== undefined) await mqtt.config(between);
    }
    return seen;
  }

  it('takes up the session, and the certificate is known and checked all the same', async () => {
    expect(await reused(['ReuseSSLSession=True'])).toEqual([false, true]);
    const newest = ['ReuseSSLSession=True', 'SSLEnabledProtocols=16320'];
    expect(await reused(newest)).toEqual([false, true]);
  });

  it('is off by default', async () => {
    expect(await reused([])).toEqual([false, false]);
  });

  it('starts anew when a TLS setting has changed, since trust may have', async () => {
    const settings = ['ReuseSSLSession=True'];
    expect(await reused(settings, 'SSLSecurityFlags=1')).toEqual([false, false]);
  });

  it('does not carry an acceptance over', async () => {
    const { port } = await secureBroker(issue({ names }), { maxVersion: 'TLSv1.2' });
    const client = await secureClient('ReuseSSLSession=True', 'SSLAcceptAnyServerCert=True');
    await client.mqtt.connectTo('127.0.0.1', port);
    await client.mqtt.disconnect();
    await client.mqtt.config('SSLAcceptAnyServerCert=False');
    expect(await refusal(client, port)).toMatchObject({ code: 280 });
  });
});

describe('SSLKeyLogFile', () => {
  it('gets the secrets appended, for its owner only', async () => {
    const { port } = await secureBroker();
    const file = join(folder, 'keys.log');
    const { mqtt } = await trustingClient(`SSLKeyLogFile=${file}`);
    await mqtt.connectTo('127.0.0.1', port);
    await mqtt.disconnect();
    await mqtt.connectTo('127.0.0.1', port);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}$/);
  });

  it('that cannot be opened: 302, which names it', async () => {
    const file = join(folder, 'missing', 'keys.log');
    const client = await trustingClient(`SSLKeyLogFile=${file}`);
    const error = await refusal(client, 1);
    expect(error).toMatchObject({ code: 302 });
    expect(error.message).toContain(file);
  });

  it('that cannot be written any more does not end the connection', async () => {
    const { port } = await secureBroker();
    const file = join(folder, 'keys.log');
    const { mqtt, log } = await trustingClient(`SSLKeyLogFile=${file}`);
    mqtt.once('SSLStatus', () => {
      rmSync(file);
      mkdirSync(file);
    });
    await mqtt.connectTo('127.0.0.1', port);
    expect(log.join('\n')).toContain('SSLKeyLogFile: EISDIR');
  });
});

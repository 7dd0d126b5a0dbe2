/** Connecting over TLS: the steps, what is known afterwards, and who is trusted. */

import { X509Certificate } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { authority, CLIENT_AUTH, issue } from '../../../transport/test/support/certificates.ts';
import { Certificate, type SSLServerAuthenticationEvent } from '../../src/index.ts';
import {
  ago,
  good,
  names,
  refusal,
  root,
  secureBroker,
  secureClient,
  stopAll,
  type TestClient,
  trustingClient,
} from './support/secure-broker.ts';

afterEach(stopAll);

const stranger = authority('Strange Authority');
const untrusted = issue({ subject: 'untrusted', names }, stranger);

function authentications(client: TestClient): SSLServerAuthenticationEvent[] {
  const seen: SSLServerAuthenticationEvent[] = [];
  client.mqtt.on('SSLServerAuthentication', (event) => seen.push(event));
  return seen;
}

describe('a TLS connection', () => {
  it('tells each step in its order, and the ends in theirs', async () => {
    const { port } = await secureBroker();
    const { mqtt, recorder } = await trustingClient();
    await mqtt.connectTo('127.0.0.1', port);
    expect(recorder.lines).toEqual([
      'ConnectionStatus Remote host connection complete.',
      'SSLStatus',
      'SSLStatus',
      'SSLServerAuthentication',
      'SSLStatus',
      'ConnectionStatus SSL handshake complete.',
      'SSLStatus',
      'Connected 0',
      'ReadyToSend',
    ]);
    recorder.clear();
    await mqtt.disconnect();
    expect(recorder.lines).toEqual([
      'ConnectionStatus SSL connection broken.',
      'ConnectionStatus Remote host disconnected.',
      'Disconnected 0',
    ]);
  });

  it('says in SSLStatus what is going on', async () => {
    const { port } = await secureBroker();
    const { mqtt } = await trustingClient();
    const said: string[] = [];
    mqtt.on('SSLStatus', ({ message }) => said.push(message));
    await mqtt.connectTo('127.0.0.1', port);
    expect(said).toEqual([
      'Handshake with 127.0.0.1 started.',
      'Certificate of the server: CN=broker.',
      'TLSv1.2 established.',
      expect.stringMatching(
        /^Cipher TLS_ECDHE_RSA_WITH_AES_\w+, (128|256) bits, key exchange ECDH/,
      ),
    ]);
  });

  it('carries messages both ways', async () => {
    const { port } = await secureBroker();
    const { mqtt, recorder } = await trustingClient();
    await mqtt.connectTo('127.0.0.1', port);
    await mqtt.subscribe('t', 1);
    await recorder.until('Subscribed t 1 1');
    await mqtt.publishMessage('t', 1, 'hello');
    await recorder.until(/^MessageIn \d+ t 1 hello$/);
  });

  it('shows the server and what was negotiated, until the next attempt', async () => {
    const { port } = await secureBroker();
    const { mqtt } = await trustingClient();
    expect(mqtt.getSSLServerCert().encoded).toBe('');
    await mqtt.connectTo('127.0.0.1', port);
    expect(await mqtt.config('SSLNegotiatedVersion')).toBe('TLSv1.2');
    expect(await mqtt.config('SSLNegotiatedCipher')).toMatch(/^ECDHE-RSA-AES/);
    expect(await mqtt.config('SSLNegotiatedCipherSuite')).toMatch(/^TLS_ECDHE_RSA_WITH_AES_/);
    expect(await mqtt.config('SSLNegotiatedCipherStrength')).toMatch(/^(128|256)$/);
    expect(await mqtt.config('SSLNegotiatedKeyExchange')).toMatch(/^ECDH/);
    expect(Number(await mqtt.config('SSLNegotiatedKeyExchangeStrength'))).toBeGreaterThan(200);
    await mqtt.disconnect();
    expect(mqtt.getSSLServerCert().subject).toBe('CN=broker');
    expect(Buffer.from(mqtt.getSSLServerCert().encodedB)).toEqual(good.certificate);
    mqtt.setSSLEnabled(false);
    const connecting = mqtt.connectTo('127.0.0.1', port);
    expect(mqtt.getSSLServerCert().encoded).toBe('');
    expect(await mqtt.config('SSLNegotiatedVersion')).toBe('');
    await mqtt.interrupt();
    await expect(connecting).rejects.toMatchObject({ code: 301 });
  });

  it('works with mqtts:// and without SSLEnabled', async () => {
    const { port } = await secureBroker();
    const { mqtt } = await trustingClient();
    mqtt.setSSLEnabled(false);
    await mqtt.connectTo(`mqtts://127.0.0.1:${port}`, 0);
    expect(await mqtt.config('SSLNegotiatedVersion')).toBe('TLSv1.2');
  });
});

describe('who is trusted', () => {
  it('tells listeners of a good server, PEM and names', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient();
    const seen = authentications(client);
    await client.mqtt.connectTo('127.0.0.1', port);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      certSubject: 'CN=broker',
      certIssuer: 'CN=Good Authority',
      status: 'OK',
      accept: true,
    });
    expect(seen[0]?.certEncoded).toBe(new X509Certificate(good.certificate).toString());
    expect(new TextDecoder().decode(seen[0]?.certEncodedB)).toBe(seen[0]?.certEncoded);
  });

  it('gives the whole chain with SSLIncludeCertChain, leaf first', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient('SSLIncludeCertChain=True');
    const seen = authentications(client);
    await client.mqtt.connectTo('127.0.0.1', port);
    const blocks = seen[0]?.certEncoded.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----\n/g);
    expect(blocks?.map((pem) => new X509Certificate(pem).subject)).toEqual([
      'CN=broker',
      'CN=Good Authority',
    ]);
  });

  it.each([
    ['an unknown authority', untrusted, /issuer is not known.*Strange Authority.*SSLServerCACerts/],
    ['a certificate signed by itself', issue({ names }), /signed by itself/],
    ['an expired one', issue({ names, from: ago(9), to: ago(3) }, root), /expired on \d{4}-/],
    ['one for other names', issue({ names: ['other.test'] }, root), /DNS:other\.test, not for 127/],
    ['one for clients', issue({ names, purposes: [CLIENT_AUTH] }, root), /not meant for servers/],
    [
      'one with two faults',
      issue({ names: ['other.test'], from: ago(9), to: ago(3) }, root),
      /expired on .*; the certificate is for DNS:other/,
    ],
  ])('%s: 280, which names the fault', async (_name, identity, text) => {
    const { port } = await secureBroker(identity);
    const client = await trustingClient();
    const seen = authentications(client);
    const error = await refusal(client, port);
    expect(error).toMatchObject({ code: 280 });
    expect(error.message).toMatch(text);
    expect(error.message).not.toMatch(/authenticate|serverName| ca\b/);
    expect(seen[0]?.accept).toBe(false);
    expect(error.message).toContain(seen[0]?.status);
    expect(client.recorder.lines.at(-1)).toBe('Connected 280');
  });

  const rsa1024 = { keyType: 'rsa', bits: 1024 } as const;
  const shortAuthority = authority('Short Authority', root, rsa1024);
  const underShort = issue({ names }, shortAuthority);

  it.each([
    ['a key that is too short', issue({ names, ...rsa1024 }, root), /has 1024 bits, too few/],
    [
      'an authority whose key is too short',
      { ...underShort, cert: underShort.cert + shortAuthority.cert },
      /CN=Short Authority has 1024 bits/,
    ],
    ['a SHA-1 signature', issue({ names, digest: 'sha1' }, root), /SHA-1, too weak/],
  ])('%s: 280, which names the setting that allows it', async (_name, identity, text) => {
    const { port } = await secureBroker(identity, { ciphers: 'DEFAULT@SECLEVEL=0' });
    const strict = await trustingClient('OpenSSLCipherList=DEFAULT@SECLEVEL=2');
    const error = await refusal(strict, port);
    expect(error).toMatchObject({ code: 280 });
    expect(error.message).toMatch(text);
    expect(error.message).toContain('OpenSSLCipherList=DEFAULT@SECLEVEL=0');
    const lenient = await trustingClient('OpenSSLCipherList=DEFAULT@SECLEVEL=0');
    await lenient.mqtt.connectTo('127.0.0.1', port);
  });

  it('SSLAcceptAnyServerCert accepts it, and the event says what is wrong', async () => {
    const { port } = await secureBroker(untrusted);
    const client = await trustingClient('SSLAcceptAnyServerCert=True');
    const seen = authentications(client);
    await client.mqtt.connectTo('127.0.0.1', port);
    expect(seen[0]?.accept).toBe(true);
    expect(seen[0]?.status).toMatch(/issuer is not known/);
  });

  it('SSLAcceptServerCert accepts that certificate and no other', async () => {
    const { port } = await secureBroker(untrusted);
    const client = await secureClient();
    client.mqtt.setSSLAcceptServerCert(new Certificate(untrusted.certificate));
    await client.mqtt.connectTo('127.0.0.1', port);
    await client.mqtt.disconnect();
    const other = issue({ subject: 'untrusted', names }, stranger);
    client.mqtt.setSSLAcceptServerCert(new Certificate(other.certificate));
    expect(await refusal(client, port)).toMatchObject({ code: 280 });
  });

  it.each([
    ['0x1', issue({ names, from: ago(9), to: ago(3) }, root), true],
    ['0x1', untrusted, false],
    ['0x10', untrusted, true],
    ['0x8000', issue({ names }), true],
    ['0x80000000', issue({ names: ['other.test'] }, root), true],
    ['0x20', issue({ names, purposes: [CLIENT_AUTH] }, root), true],
    ['0x1', issue({ names: ['other.test'], from: ago(9), to: ago(3) }, root), false],
    ['0x80000001', issue({ names: ['other.test'], from: ago(9), to: ago(3) }, root), true],
  ])('SSLSecurityFlags %s forgives its faults and no others (%#)', async (flags, identity, yes) => {
    const { port } = await secureBroker(identity);
    const client = await trustingClient(`SSLSecurityFlags=${flags}`);
    if (yes) await client.mqtt.connectTo('127.0.0.1', port);
    else expect(await refusal(client, port)).toMatchObject({ code: 280 });
  });
});

describe('what listeners of SSLServerAuthentication may decide', () => {
  it('accept = false refuses even a good certificate', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient();
    client.mqtt.on('SSLServerAuthentication', (event) => {
      event.accept = false;
    });
    const error = await refusal(client, port);
    expect(error).toMatchObject({ code: 280 });
    expect(error.message).toContain('listener');
  });

  it('accept = true has no effect on an untrusted one, and the log says why', async () => {
    const { port } = await secureBroker(untrusted);
    const client = await trustingClient();
    client.mqtt.on('SSLServerAuthentication', (event) => {
      event.accept = true;
    });
    expect(await refusal(client, port)).toMatchObject({ code: 280 });
    expect(client.log.join('\n')).toMatch(/no effect.*SSLAcceptAnyServerCert/);
  });

  it('one that throws decides nothing', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient();
    const thrown: unknown[] = [];
    const keep = (error: unknown) => thrown.push(error);
    const others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException').on('uncaughtException', keep);
    client.mqtt.on('SSLServerAuthentication', () => {
      throw new Error('from a listener');
    });
    await client.mqtt.connectTo('127.0.0.1', port);
    process.off('uncaughtException', keep);
    for (const other of others) process.on('uncaughtException', other);
    expect(thrown).toEqual([new Error('from a listener')]);
  });

  it('one that interrupts ends the attempt', async () => {
    const { port } = await secureBroker();
    const client = await trustingClient();
    client.mqtt.on('SSLServerAuthentication', () => void client.mqtt.interrupt());
    expect(await refusal(client, port)).toMatchObject({ code: 301 });
    expect(client.mqtt.isConnected()).toBe(false);
    expect(client.recorder.lines.at(-1)).toBe('Connected 301');
  });
});

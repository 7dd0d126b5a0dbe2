/** The built program over TLS and WSS, with certificates of every kind, and through proxies. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, createBroker } from '@x/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts, requirePeer } from '../../../../test-support/peers.ts';
import { runBinary } from '../support/binary.ts';
import { makeCertificates } from '../support/certificates.ts';
import { httpProxy, socksProxy } from '../support/proxies.ts';

/** For `vi.waitFor`: a loaded machine is slow, not wrong. */
const PATIENCE = { timeout: 20_000 };

const folder = mkdtempSync(join(tmpdir(), 'x-secure-'));
const path = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(path(name), 'utf8');
const trusted = ['--ca', path('ca.pem')];

let broker: Broker;
let plain: string;
let mqtts: string;
let wss: string;
/** Wants a certificate of the client's, from the same authority. */
let strict: string;
describe.skipIf(requirePeer('openssl') === undefined)('the program', () => {
  beforeAll(async () => {
    makeCertificates(folder);
    broker = createBroker();
    const tls = { cert: read('broker.pem'), key: read('broker.key') };
    plain = (await broker.listen()).url;
    mqtts = (await broker.listen({ tls })).url;
    wss = (await broker.listenWebSocket({ tls })).url;
    const mutual = { ...tls, ca: read('ca.pem'), requestCert: true, rejectUnauthorized: true };
    strict = (await broker.listen({ tls: mutual })).url;
  });
  afterAll(async () => {
    await broker.close();
    rmSync(folder, { recursive: true });
  });

  const conn = (...args: string[]) => runBinary(['conn', '--output', 'json', ...args]);

  describe('TLS', () => {
    it('mqtts and wss carry a message, byte for byte', async () => {
      const exactly = [...trusted, '-q', '2'];
      const payload = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      const published = await runBinary(
        ['pub', 'secure/bytes', '--stdin', '--retain', '-L', mqtts, ...exactly],
        payload,
      );
      expect(published).toMatchObject({ code: 0, err: '' });
      const received = await runBinary(['sub', 'secure/#', '-C', '1', '-N', '-L', wss, ...exactly]);
      expect(received).toMatchObject({ code: 0, err: '' });
      expect(Uint8Array.from(received.out)).toEqual(payload);
    });

    it.each([
      ['a certificate that nobody vouches for', [], 3, 'certificate'],
      ['one of another authority', ['--ca', path('stranger.pem')], 3, 'certificate'],
      ['an authority that is not there', ['--ca', '/nowhere.pem'], 2, '/nowhere.pem'],
      ['its own certificate without a file', ['--cert', '/nowhere.pem'], 2, "'--cert'"],
      ['ciphers that do not exist', ['--ciphers', 'NONSENSE', ...trusted], 2, 'NONSENSE'],
    ] as const)('%s: named, in one line', async (_, args, code, text) => {
      const said = await conn('-L', mqtts, ...args);
      expect(said.err.toLowerCase()).toContain(text.toLowerCase());
      expect(said.err).toMatch(/^x-mqtt: .*\n$/);
      expect(said).toMatchObject({ code, out: Buffer.alloc(0) });
    });

    it('options decide what is accepted and spoken', async () => {
      const said = await Promise.all([
        conn('-L', mqtts, '--insecure', '--tls', '1.3'),
        conn('-L', wss, '--ca-path', folder, '--tls', '1.2', '--key-log', path('keys.log')),
        conn('-L', mqtts, ...trusted, '--tls', '1.2', '--ciphers', 'ECDHE-ECDSA-AES256-GCM-SHA384'),
      ]);
      expect(said.map(({ err }) => err)).toEqual(['', '', '']);
      const [newest, oldest, chosen] = said.map(({ out }) => JSON.parse(out.toString()).tls);
      expect([newest, oldest]).toEqual([
        expect.stringMatching(/^TLSv1.3, /),
        expect.stringMatching(/^TLSv1.2, /),
      ]);
      expect(chosen).toMatch(/AES.?256/);
      expect(read('keys.log')).toMatch(/^CLIENT_RANDOM /m);
    });

    it('a broker that wants a certificate gets it, from one file or two', async () => {
      const to = ['-L', strict, ...trusted];
      const [none, one, two] = await Promise.all([
        conn(...to),
        conn(...to, '--cert', path('client.pfx'), '--passphrase', 'secret'),
        conn(...to, '--cert', path('client.pem'), '--key', path('client.key')),
      ]);
      expect(none).toMatchObject({ code: 3, err: expect.stringContaining('certificate') });
      expect([one, two]).toMatchObject([
        { code: 0, err: '' },
        { code: 0, err: '' },
      ]);
    });
  });

  describe('proxies', () => {
    const target = (url: string) => new URL(url.replace(/^\w+/, 'http')).host;

    it('HTTP CONNECT, for mqtt, mqtts and wss, with a login and a header', async () => {
      const proxy = await httpProxy('me:pw');
      const through = ['--proxy', `http://me:pw@127.0.0.1:${proxy.port}`, ...trusted];
      const urls = [plain, mqtts, wss];
      const header = ['--proxy-header', 'X-Reason: a test'];
      const said = await Promise.all(urls.map((url) => conn('-L', url, ...through, ...header)));
      expect(said.map(({ code, err }) => [code, err])).toEqual(urls.map(() => [0, '']));
      expect([...proxy.asked].sort()).toEqual(urls.map(target).sort());
      expect(proxy.headers.map((each) => each['x-reason'])).toEqual(urls.map(() => 'a test'));
      const wrong = await conn('-L', plain, '--proxy', `http://me:guess@127.0.0.1:${proxy.port}`);
      expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining('HTTP proxy') });
      await proxy.stop();
    });

    it('SOCKS 4, 4a and 5', async () => {
      const proxy = await socksProxy();
      const { port } = new URL(plain.replace(/^\w+/, 'http'));
      const through = (version: string) => [
        ...['--proxy', `socks${version}://127.0.0.1:${proxy.port}`],
        ...['-L', `mqtt://${version === '4a' ? 'localhost' : '127.0.0.1'}:${port}`],
      ];
      const said = await Promise.all(['4', '4a', '5'].map((each) => conn(...through(each))));
      expect(said.map(({ code, err }) => [code, err])).toEqual([0, 1, 2].map(() => [0, '']));
      expect([...proxy.asked].sort()).toEqual([
        `4 127.0.0.1 ${port}`,
        `4a localhost ${port}`,
        `5 127.0.0.1 ${port}`,
      ]);
      await proxy.stop();
    });

    it('from the environment, by --proxy-auto, but for the exceptions', async () => {
      const proxy = await socksProxy();
      const env = { all_proxy: `socks5://127.0.0.1:${proxy.port}`, no_proxy: '', NO_PROXY: '' };
      const args = ['conn', '-L', plain, '--proxy-auto'];
      const said = await Promise.all([
        runBinary(args, '', env),
        runBinary([...args, '--proxy-except', '127.0.0.1'], '', env),
        runBinary(['conn', '-L', plain], '', { X_MQTT_PROXY: env.all_proxy }),
      ]);
      expect(said.map(({ code, err }) => [code, err])).toEqual([0, 1, 2].map(() => [0, '']));
      expect(proxy.asked).toHaveLength(2);
      await proxy.stop();
    });

    const programs = ['tinyproxy', 'microsocks'].map(requirePeer);
    it.skipIf(programs.includes(undefined))('tinyproxy and microsocks', async () => {
      const [http = 0, socks = 0] = await freePorts(2);
      const config = path('tinyproxy.conf');
      writeFileSync(config, `Port ${http}\nListen 127.0.0.1\nMaxClients 10\n`);
      const running = [
        spawn(programs[0] ?? '', ['-d', '-c', config], { stdio: 'ignore' }),
        spawn(programs[1] ?? '', ['-i', '127.0.0.1', '-p', String(socks)], { stdio: 'ignore' }),
      ];
      await Promise.all([http, socks].map(answers));
      const urls = [`http://127.0.0.1:${http}`, `socks5://127.0.0.1:${socks}`];
      const said = await Promise.all(
        urls.map((url) => conn('-L', wss, ...trusted, '--proxy', url)),
      );
      for (const child of running) child.kill();
      expect(said.map(({ code, err }) => [code, err])).toEqual(urls.map(() => [0, '']));
    });
  });
});

function answers(port: number): Promise<void> {
  return vi.waitFor(async () => {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
  }, PATIENCE);
}

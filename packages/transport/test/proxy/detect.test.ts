import { describe, expect, it } from 'vitest';
import { ipv6Bytes } from '../../src/proxy/ip-bytes.ts';
import { detectProxy, except, fromEnvironment, isException, viaOf } from '../../src/proxy.ts';
import { tcp } from '../../src/tcp.ts';
import { never } from '../compliance/suite.ts';
import { Recorder } from '../support/recorder.ts';
import { socksProxy } from '../support/socks-proxy.ts';
import { tcpPeerServer } from '../support/tcp-peer.ts';

const plain = { host: 'broker.test', port: 1883, secure: false };
const secure = { host: 'broker.test', port: 8883, secure: true };

describe('the proxy of the environment', () => {
  it.each([
    [secure, { https_proxy: 'http://a', all_proxy: 'http://b' }, 'http a 80'],
    [secure, { all_proxy: 'socks5://b' }, 'socks5 b 1080'],
    [secure, { https_proxy: 'https://a' }, 'https a 443'],
    [plain, { all_proxy: 'https://a:8443' }, 'https a 8443'],
    [secure, { http_proxy: 'http://c', socks_proxy: 'd' }, undefined],
    [plain, { all_proxy: 'http://b:3128', socks_proxy: 'd' }, 'http b 3128'],
    [plain, { socks_proxy: 'd:1081', http_proxy: 'http://c' }, 'socks5h d 1081'],
    [plain, { http_proxy: 'c:8080', https_proxy: 'http://a' }, 'http c 8080'],
    [plain, { https_proxy: 'http://a' }, undefined],
    [plain, { HTTP_PROXY: 'http://c' }, 'http c 80'],
    [plain, { HTTP_PROXY: 'http://c', REQUEST_METHOD: 'GET' }, undefined],
    [plain, { http_proxy: '', HTTP_PROXY: 'http://c' }, 'http c 80'],
    [plain, { all_proxy: 'socks4a://[::1]:9' }, 'socks4a ::1 9'],
    [plain, { all_proxy: 'http://b', no_proxy: 'other, .test' }, undefined],
    [plain, { all_proxy: 'http://b', NO_PROXY: '*' }, undefined],
    [plain, {}, undefined],
  ])('%j with %j is %s', (target, environment, expected) => {
    const found = detectProxy(target, environment);
    expect(found && `${found.kind} ${found.host} ${found.port}`).toBe(expected);
  });

  it('may hold credentials', () => {
    const found = detectProxy(plain, { all_proxy: 'http://m%40e:s%3Aecret@p' });
    expect(found).toMatchObject({ user: 'm@e', password: 's:ecret', variable: 'all_proxy' });
  });

  it.each(['quic://p', 'ftp://p', 'http://', 'http://u%zz@p', 'http://p:x'])(
    '%s is no proxy',
    (value) => {
      const detect = () => detectProxy(plain, { ALL_PROXY: value });
      expect(detect).toThrow(
        expect.objectContaining({
          code: 'INVALID_OPTION',
          message: expect.stringMatching(/^ALL_PROXY /),
        }),
      );
    },
  );

  it('is used, and is not where there is none', async () => {
    const peers = await tcpPeerServer();
    const proxy = await socksProxy();
    const target = { host: '127.0.0.1', port: peers.port };
    const all = { all_proxy: `socks5://127.0.0.1:${proxy.port}` };
    for (const environment of [all, { ...all, no_proxy: '127.0.0.0/8' }]) {
      const handlers = new Recorder();
      const via = fromEnvironment(environment);
      const connection = await tcp({ ...target, via }).dial(handlers, never());
      connection.destroy();
      await handlers.closed();
    }
    expect(proxy.asked).toEqual([`5 127.0.0.1 ${peers.port}`]);
    await proxy.stop();
    await peers.stop();
  });

  it.each(['http', 'socks4', 'socks4a', 'socks5', 'socks5h'] as const)('%s makes a way', (kind) => {
    const rest = { host: 'p', port: 1, user: '', password: '', variable: 'all_proxy' };
    expect(viaOf({ kind, ...rest })).toHaveProperty('open');
  });
});

describe('exceptions', () => {
  it.each([
    ['www.a.test', 'www.a.test;b.test', true],
    ['WWW.A.test.', 'www.a.TEST', true],
    ['x.www.a.test', 'www.a.test', false],
    ['x.a.test', '*.a.test', true],
    ['a.test', '*.a.test', false],
    ['xa.test', '*.a.test', false],
    ['x.a.test', '.a.test', true],
    ['anything', '*', true],
    ['10.1.2.3', '10.0.0.0/8', true],
    ['11.1.2.3', '10.0.0.0/8', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['fe80::1', 'fe80::/10', true],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['::1', '[::1]', true],
    ['::1', '[::1]:1884', false],
    ['b.test', 'b.test:1883', true],
    ['b.test', 'b.test:1884', false],
    ['b.test', '', false],
    ['b.test', '10.0.0.0/8', false],
    ['10.1.2.3', '10.0.0.0/', false],
    ['10.1.2.3', '10.0.0.0/x', false],
    ['10.1.2.3', 'nonsense/8', false],
  ])('%s in %j: %s', (host, list, expected) => {
    expect(isException(host, 1883, list)).toBe(expected);
  });

  it('go around the proxy', async () => {
    const peers = await tcpPeerServer();
    const never_ = { open: () => Promise.reject(new Error('the proxy was asked')) };
    const target = { host: '127.0.0.1', port: peers.port };
    const handlers = new Recorder();
    const via = except(never_, '127.0.0.1');
    const connection = await tcp({ ...target, via }).dial(handlers, never());
    connection.destroy();
    await handlers.closed();
    const through = tcp({ ...target, via: except(never_, 'other') });
    await expect(through.dial(new Recorder(), never())).rejects.toThrow('the proxy was asked');
    await peers.stop();
  });
});

describe('addresses as bytes', () => {
  it.each([
    ['::', '00000000000000000000000000000000'],
    ['::1', '00000000000000000000000000000001'],
    ['2001:db8::ff00:42:8329', '20010db8000000000000ff0000428329'],
    ['::ffff:1.2.3.4', '00000000000000000000ffff01020304'],
    ['fe80::1%eth0', 'fe800000000000000000000000000001'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s', (text, hex) => {
    expect(ipv6Bytes(text).toString('hex')).toBe(hex);
  });
});

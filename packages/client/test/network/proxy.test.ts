/** Connecting through proxies: the Firewall object, its settings, the environment, and what may go wrong. */

import { afterEach, describe, expect, it } from 'vitest';
import { httpProxy } from '../../../transport/test/support/http-proxy.ts';
import { socksProxy } from '../../../transport/test/support/socks-proxy.ts';
import { Firewall, FirewallTypes } from '../../src/index.ts';
import {
  plainBroker,
  plainClient,
  rawServer,
  refusal,
  secureBroker,
  secureWebSocketBroker,
  stopAll,
  stopLater,
  trustingClient,
} from './support/secure-broker.ts';

const environment = { ...process.env };

afterEach(async () => {
  await stopAll();
  for (const name of Object.keys(process.env)) {
    if (/_proxy$/i.test(name)) delete process.env[name];
  }
  Object.assign(process.env, environment);
});

async function tunnel(credentials?: string) {
  const proxy = await httpProxy(credentials);
  stopLater(proxy.stop);
  return proxy;
}

async function socks(credentials?: string) {
  const proxy = await socksProxy(credentials);
  stopLater(proxy.stop);
  return proxy;
}

function firewall(type: FirewallTypes, port: number, fields: Partial<Firewall> = {}): Firewall {
  const made = new Firewall();
  made.firewallType = type;
  return Object.assign(made, { host: '127.0.0.1', port, ...fields });
}

const { fwTunnel, fwSOCKS4, fwSOCKS5, fwSOCKS4A } = FirewallTypes;

describe('an HTTP tunnel', () => {
  it('leads to the broker, and tells its steps at both ends', async () => {
    const broker = await plainBroker();
    const proxy = await tunnel();
    const { mqtt, recorder } = await plainClient();
    mqtt.setFirewall(firewall(fwTunnel, proxy.port));
    await mqtt.connectTo('127.0.0.1', broker.port);
    expect(proxy.asked).toEqual([`127.0.0.1:${broker.port}`]);
    expect(recorder.lines).toEqual([
      'ConnectionStatus Firewall connection complete.',
      'ConnectionStatus Remote host connection complete.',
      'Connected 0',
      'ReadyToSend',
    ]);
    expect(mqtt.getRemoteHost()).toBe('127.0.0.1');
    recorder.clear();
    await mqtt.disconnect();
    expect(recorder.lines).toEqual([
      'ConnectionStatus Remote host disconnected.',
      'ConnectionStatus Firewall host disconnected.',
      'Disconnected 0',
    ]);
  });

  it('carries TLS, whose steps come after its own', async () => {
    const broker = await secureBroker();
    const proxy = await tunnel();
    const { mqtt, recorder } = await trustingClient();
    mqtt.setFirewall(firewall(fwTunnel, proxy.port));
    await mqtt.connectTo('127.0.0.1', broker.port);
    await mqtt.disconnect();
    expect(recorder.lines.filter((line) => line.startsWith('ConnectionStatus'))).toEqual([
      'ConnectionStatus Firewall connection complete.',
      'ConnectionStatus Remote host connection complete.',
      'ConnectionStatus SSL handshake complete.',
      'ConnectionStatus SSL connection broken.',
      'ConnectionStatus Remote host disconnected.',
      'ConnectionStatus Firewall host disconnected.',
    ]);
  });

  it('carries wss', async () => {
    const broker = await secureWebSocketBroker();
    const proxy = await tunnel();
    const { mqtt } = await trustingClient();
    mqtt.setFirewall(firewall(fwTunnel, proxy.port));
    await mqtt.connectTo(broker.url, 0);
    expect(proxy.asked).toEqual([`127.0.0.1:${broker.port}`]);
  });

  it('gets user, password and the lines of FirewallData, by settings alone', async () => {
    const broker = await plainBroker();
    const proxy = await tunnel('me:secret');
    const { mqtt } = await plainClient(
      'FirewallType=1',
      'FirewallHost=127.0.0.1',
      `FirewallPort=${proxy.port}`,
      'FirewallUser=me',
      'FirewallPassword=secret',
      'FirewallData=X-One: 1\r\nX-Two: 2\r\nx-one: 3',
    );
    await mqtt.connectTo('127.0.0.1', broker.port);
    expect(proxy.headers[0]).toMatchObject({ 'x-two': '2', 'x-one': expect.stringMatching(/3/) });
  });

  it('that does not let us in: 118, which names the status', async () => {
    const broker = await plainBroker();
    const proxy = await tunnel('me:secret');
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(fwTunnel, proxy.port, { user: 'me', password: 'wrong' }));
    const error = await refusal(client, broker.port);
    expect(error).toMatchObject({ code: 118 });
    expect(error.message).toContain('407');
    expect(client.recorder.lines).toEqual(['Connected 118']);
  });

  it('that does not reach the target: 118', async () => {
    const proxy = await tunnel();
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(fwTunnel, proxy.port));
    const error = await refusal(client, 1);
    expect(error).toMatchObject({ code: 118 });
    expect(error.message).toContain('502');
  });

  it.each([
    ['speaks something else', '220 smtp ready\r\n'],
    ['hangs up', ''],
  ])('that %s: 118', async (_name, answer) => {
    const port = await rawServer((socket) => void socket.end(answer));
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(fwTunnel, port));
    expect(await refusal(client, 1883)).toMatchObject({ code: 118 });
  });

  it('that nobody serves: 10061', async () => {
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(fwTunnel, 1));
    const error = await refusal(client, 1883);
    expect(error).toMatchObject({ code: 10061 });
    expect(error.message).toContain('proxy 127.0.0.1:1');
  });

  it('with port 0: 118 before anything is sent', async () => {
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(fwTunnel, 0));
    expect(await refusal(client, 1883)).toMatchObject({ code: 118 });
    expect(client.recorder.lines).toEqual([]);
  });

  it('that never answers: 201', async () => {
    const port = await rawServer(() => undefined);
    const client = await plainClient('ConnectionTimeout=1');
    client.mqtt.setFirewall(firewall(fwTunnel, port));
    expect(await refusal(client, 1883)).toMatchObject({ code: 201 });
  });
});

describe('SOCKS', () => {
  it.each([
    ['SOCKS4, addresses only', fwSOCKS4, 'localhost', '4 127.0.0.1'],
    ['SOCKS4 with *, which makes it 4A', fwSOCKS4, '*localhost', '4a localhost'],
    ['SOCKS4A, names', fwSOCKS4A, 'localhost', '4a localhost'],
    ['SOCKS5, names looked up here', fwSOCKS5, 'localhost', '5 127.0.0.1'],
    ['SOCKS5 with *, names looked up there', fwSOCKS5, '*localhost', '5 localhost'],
  ])('%s', async (_name, type, host, asked) => {
    const broker = await plainBroker();
    const proxy = await socks();
    const { mqtt, recorder } = await plainClient();
    mqtt.setFirewall(firewall(type, proxy.port));
    await mqtt.connectTo(host, broker.port);
    expect(proxy.asked).toEqual([`${asked} ${broker.port}`]);
    expect(recorder.lines[0]).toBe('ConnectionStatus Firewall connection complete.');
    expect(mqtt.getRemoteHost()).toBe(host);
  });

  it('carries TLS, and the certificate is for the name without *', async () => {
    const broker = await secureBroker();
    const proxy = await socks('me:secret');
    const { mqtt } = await trustingClient();
    mqtt.setFirewall(firewall(fwSOCKS5, proxy.port, { user: 'me', password: 'secret' }));
    await mqtt.connectTo('*localhost', broker.port);
    expect(proxy.asked).toEqual([`5 localhost ${broker.port}`]);
  });

  it.each([
    ['a wrong password', fwSOCKS5, { user: 'me', password: 'wrong' }],
    ['a missing one', fwSOCKS5, {}],
    ['a wrong user of SOCKS4', fwSOCKS4, { user: 'other' }],
  ])('%s: 118', async (_name, type, fields) => {
    const broker = await plainBroker();
    const proxy = await socks('me:secret');
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(type, proxy.port, fields));
    expect(await refusal(client, broker.port)).toMatchObject({ code: 118 });
  });

  it.each([fwSOCKS4, fwSOCKS5])('a target that cannot be reached: 118 (type %d)', async (type) => {
    const proxy = await socks();
    const client = await plainClient();
    client.mqtt.setFirewall(firewall(type, proxy.port));
    expect(await refusal(client, 1)).toMatchObject({ code: 118 });
  });
});

describe('when the proxy is used', () => {
  it('not for ProxyExceptionsList', async () => {
    const broker = await plainBroker();
    const proxy = await tunnel();
    const { mqtt, recorder } = await plainClient('ProxyExceptionsList=example.org;127.0.0.1');
    mqtt.setFirewall(firewall(fwTunnel, proxy.port));
    await mqtt.connectTo('127.0.0.1', broker.port);
    await mqtt.disconnect();
    expect(proxy.asked).toEqual([]);
    expect(recorder.lines.join()).not.toContain('Firewall');
  });

  it('not with type 0, whatever its host', async () => {
    const broker = await plainBroker();
    const { mqtt } = await plainClient();
    mqtt.setFirewall(firewall(FirewallTypes.fwNone, 1));
    await mqtt.connectTo('127.0.0.1', broker.port);
  });

  it('a change of the object takes effect at the next connect', async () => {
    const broker = await plainBroker();
    const proxy = await tunnel();
    const { mqtt } = await plainClient();
    mqtt.getFirewall().firewallType = fwTunnel;
    mqtt.getFirewall().port = proxy.port;
    mqtt.getFirewall().host = '127.0.0.1';
    const connecting = mqtt.connectTo('127.0.0.1', broker.port);
    mqtt.getFirewall().host = '';
    await connecting;
    expect(proxy.asked).toHaveLength(1);
    await mqtt.disconnect();
    await mqtt.connect();
    expect(proxy.asked).toHaveLength(1);
  });
});

describe('FirewallAutoDetect', () => {
  it.each([
    ['all_proxy', 'socks5://127.0.0.1', '127.0.0.1', '5 127.0.0.1'],
    ['all_proxy', 'socks5://127.0.0.1', '*localhost', '5 localhost'],
    ['socks_proxy', '127.0.0.1', 'localhost', '5 localhost'],
  ])('uses %s=%s for a plain connection to %s', async (name, value, host, asked) => {
    const broker = await plainBroker();
    const proxy = await socks();
    process.env[name] = `${value}:${proxy.port}`;
    const { mqtt, recorder } = await plainClient('FirewallAutoDetect=True');
    await mqtt.connectTo(host, broker.port);
    expect(proxy.asked).toEqual([`${asked} ${broker.port}`]);
    expect(recorder.lines[0]).toBe('ConnectionStatus Firewall connection complete.');
  });

  it('uses https_proxy for TLS, and not for plain connections', async () => {
    const [plain, secure] = [await plainBroker(), await secureBroker()];
    const proxy = await tunnel();
    process.env['https_proxy'] = `http://127.0.0.1:${proxy.port}`;
    const { mqtt } = await trustingClient('FirewallAutoDetect=True');
    await mqtt.connectTo('127.0.0.1', secure.port);
    await mqtt.disconnect();
    mqtt.setSSLEnabled(false);
    await mqtt.connectTo('127.0.0.1', plain.port);
    expect(proxy.asked).toEqual([`127.0.0.1:${secure.port}`]);
  });

  it('connects directly when nothing is set, for no_proxy, and when it is off', async () => {
    const broker = await plainBroker();
    const proxy = await tunnel();
    const { mqtt, recorder } = await plainClient('FirewallAutoDetect=True');
    await mqtt.connectTo('127.0.0.1', broker.port);
    await mqtt.disconnect();
    Object.assign(process.env, {
      all_proxy: `http://127.0.0.1:${proxy.port}`,
      no_proxy: '127.0.0.1',
    });
    await mqtt.connectTo('127.0.0.1', broker.port);
    await mqtt.disconnect();
    delete process.env['no_proxy'];
    await mqtt.config('FirewallAutoDetect=False');
    await mqtt.connectTo('127.0.0.1', broker.port);
    expect(proxy.asked).toEqual([]);
    expect(recorder.lines.join()).not.toContain('Firewall');
  });

  it('a variable that names no proxy: 118, without its value', async () => {
    process.env['all_proxy'] = 'ftp://me:secret@127.0.0.1';
    const error = await refusal(await plainClient('FirewallAutoDetect=True'), 1883);
    expect(error).toMatchObject({ code: 118 });
    expect(error.message).toContain('all_proxy');
    expect(error.message).not.toContain('secret');
  });

  it('does not count while Firewall.Host is set', async () => {
    const broker = await plainBroker();
    const [chosen, found] = [await tunnel(), await tunnel()];
    process.env['all_proxy'] = `http://127.0.0.1:${found.port}`;
    const { mqtt } = await plainClient();
    mqtt.setFirewall(firewall(fwTunnel, chosen.port, { autoDetect: true }));
    await mqtt.connectTo('127.0.0.1', broker.port);
    expect([chosen.asked.length, found.asked.length]).toEqual([1, 0]);
  });
});

import { describe, expect, it } from 'vitest';
import { Firewall } from '../../src/firewall.ts';
import { ALL_PROPERTIES } from '../../src/settings/engine-properties.ts';
import { maskPassword } from '../../src/settings/properties.ts';
import type { StoredPropertyName } from '../../src/settings/setting-values.ts';
import type { PropertyValues } from '../../src/settings/store.ts';
import { codeOf, newSettings, TestCertificate } from './host.ts';

interface Documented {
  readonly initial: unknown;
  readonly keeps: readonly unknown[];
  readonly refuses: readonly unknown[];
}
const flag = (initial: boolean): Documented => ({
  initial,
  keeps: [true, false],
  refuses: [1, 'true', undefined, null],
});
const text: Documented = {
  initial: '',
  keeps: ['', 'x', ' y ', 'a\u0000'],
  refuses: [1, undefined, null, {}],
};
const int = (initial: number, max: number): Documented => ({
  initial,
  keeps: [0, 1, max],
  refuses: [-1, max + 1, 1.5, Number.NaN, '1', undefined],
});

/** From the reference's table of properties. */
const DOCUMENTED: Readonly<Record<StoredPropertyName, Documented>> = {
  CleanSession: flag(true),
  ClientId: text,
  KeepAliveInterval: int(0, 65_535),
  LocalHost: text,
  LocalPort: int(0, 65_535),
  Password: text,
  RemoteHost: text,
  RemotePort: int(1883, 65_535),
  SSLEnabled: flag(false),
  SSLProvider: int(0, 2),
  Timeout: {
    initial: 60,
    keeps: [0, 0.5, 86_400],
    refuses: [-1, Number.NaN, Number.POSITIVE_INFINITY, '60', undefined],
  },
  User: text,
  Version: int(0, 1),
  WillMessage: text,
  WillTopic: text,
};

it('the table has the 23 documented properties', () => {
  expect(ALL_PROPERTIES.map(([name]) => name)).toEqual([
    'CleanSession',
    'ClientId',
    'Connected',
    'Firewall',
    'IncomingMessages',
    'KeepAliveInterval',
    'LocalHost',
    'LocalPort',
    'OutgoingMessages',
    'Password',
    'ReadyToSend',
    'RemoteHost',
    'RemotePort',
    'SSLAcceptServerCert',
    'SSLCert',
    'SSLEnabled',
    'SSLProvider',
    'SSLServerCert',
    'Timeout',
    'User',
    'Version',
    'WillMessage',
    'WillTopic',
  ]);
});

describe.each(Object.keys(DOCUMENTED) as StoredPropertyName[])('%s', (name) => {
  const documented = DOCUMENTED[name];

  it('has its default', () => {
    expect(newSettings().settings.get(name)).toBe(documented.initial);
  });

  it('keeps what fits', () => {
    for (const value of documented.keeps) {
      const { settings } = newSettings();
      settings.set(name, value);
      expect(settings.get(name)).toBe(value);
      expect(settings.values[name]).toBe(value);
      settings.reset();
      expect(settings.get(name)).toBe(documented.initial);
    }
  });

  it('refuses what does not, and changes nothing', () => {
    const { settings } = newSettings();
    for (const value of documented.refuses) {
      expect(codeOf(() => settings.set(name, value))).toBe(10022);
      expect(() => settings.set(name, value)).toThrow(name);
    }
    expect(settings.get(name)).toBe(documented.initial);
  });
});

describe('while a connection is up or coming up', () => {
  it.each([
    ['RemoteHost', 'h', 101],
    ['RemotePort', 1, 100],
    ['LocalHost', 'h', 107],
    ['LocalPort', 1, 106],
  ] as const)('%s cannot change', (name, value, code) => {
    const { host, settings } = newSettings();
    host.busy = true;
    expect(codeOf(() => settings.set(name, value))).toBe(code);
    host.busy = false;
    settings.set(name, value);
    expect(settings.get(name)).toBe(value);
  });

  it.each([
    ['LocalHost=h', 107],
    ['LocalPort=1', 106],
    ['MaxLineLength=300', 112],
  ])('config %s is refused, too', (text, code) => {
    const { host, settings } = newSettings();
    host.busy = true;
    expect(codeOf(() => settings.config(text))).toBe(code);
  });

  it.each(['KeepAliveInterval', 'WillTopic', 'WillMessage'] as const)(
    '%s cannot change once connected',
    (name) => {
      const { host, settings } = newSettings();
      const value = name === 'KeepAliveInterval' ? 1 : 'x';
      host.busy = true;
      settings.set(name, value);
      host.connected = true;
      expect(codeOf(() => settings.set(name, value))).toBe(211);
      expect(() => settings.set(name, value)).toThrow(`${name} cannot change while connected`);
    },
  );

  it('everything else can', () => {
    const { host, settings } = newSettings();
    host.busy = true;
    host.connected = true;
    settings.set('CleanSession', false);
    settings.set('ClientId', 'x');
    settings.set('User', 'x');
    settings.set('Password', 'x');
    settings.set('Version', 1);
    settings.set('SSLEnabled', true);
    settings.set('SSLProvider', 2);
    settings.set('Timeout', 1);
    expect(settings.config('KeepAliveInterval=1000')).toBe('1000');
    expect(settings.get('KeepAliveInterval')).toBe(0);
  });
});

describe('addresses', () => {
  it('are the real ones while connected, and the configured ones again afterwards', () => {
    const { host, settings } = newSettings();
    settings.set('LocalHost', 'eth0.example');
    settings.set('LocalPort', 5);
    settings.set('RemoteHost', 'broker.example');
    host.receive({ localAddress: '10.0.0.1', localPort: 4711, remoteAddress: '10.0.0.2' });
    expect([
      settings.get('LocalHost'),
      settings.get('LocalPort'),
      settings.get('RemoteHost'),
      settings.config('LocalHost'),
      settings.config('LocalPort'),
    ]).toEqual(['10.0.0.1', 4711, '10.0.0.2', '10.0.0.1', '4711']);
    host.receive({ localAddress: undefined, localPort: undefined, remoteAddress: undefined });
    expect([
      settings.get('LocalHost'),
      settings.get('LocalPort'),
      settings.get('RemoteHost'),
    ]).toEqual(['eth0.example', 5, 'broker.example']);
  });

  it('share their storage with the settings of the same name', () => {
    const { settings } = newSettings();
    settings.config('LocalHost=a');
    settings.config('LocalPort=7');
    expect([settings.get('LocalHost'), settings.get('LocalPort')]).toEqual(['a', 7]);
    settings.set('LocalHost', 'b');
    expect(settings.config('LocalHost')).toBe('b');
  });

  it('tell whether a port was ever set', () => {
    const { settings } = newSettings();
    expect([settings.values.RemotePort, settings.get('RemotePort')]).toEqual([undefined, 1883]);
    settings.set('RemotePort', 1883);
    expect(settings.values.RemotePort).toBe(1883);
  });

  it.each([
    ['mqtt://user:secret@host:1', 'mqtt://user:***@host:1'],
    ['wss://u:p@ss@host/x', 'wss://u:***@host/x'],
    ['ws://user@host', 'ws://user@host'],
    ['ws://host/a:b@c', 'ws://host/a:b@c'],
    ['host', 'host'],
  ])('%s never shows a password', (written, shown) => {
    expect(maskPassword(written)).toBe(shown);
    const { settings } = newSettings();
    settings.set('RemoteHost', written);
    expect(settings.get('RemoteHost')).toBe(shown);
    expect(settings.values.RemoteHost).toBe(written);
  });
});

describe('KeepAliveInterval', () => {
  it('is two things: seconds as a property, milliseconds of TCP as a setting', () => {
    const { settings } = newSettings();
    settings.set('KeepAliveInterval', 30);
    settings.config('KeepAliveInterval=70000');
    expect(settings.get('KeepAliveInterval')).toBe(30);
    expect(settings.config('KeepAliveInterval')).toBe('70000');
    expect(settings.values.KeepAliveInterval).toBe(30);
    expect(settings.values.TCPKeepAliveInterval).toBe(70_000);
  });
});

describe('object properties', () => {
  it('are made when asked for, and then stay', () => {
    const { settings } = newSettings();
    expect(settings.objects).toEqual({});
    const firewall = settings.get('Firewall');
    expect(firewall).toBeInstanceOf(Firewall);
    expect(settings.get('Firewall')).toBe(firewall);
    expect(settings.objects.Firewall).toBe(firewall);
    for (const name of ['SSLCert', 'SSLAcceptServerCert'] as const) {
      const certificate = settings.get(name);
      expect(certificate).toBeInstanceOf(TestCertificate);
      expect(settings.get(name)).toBe(certificate);
    }
  });

  it('take an object of their class only', () => {
    const { settings } = newSettings();
    const firewall = new Firewall();
    const certificate = new TestCertificate();
    settings.set('Firewall', firewall);
    settings.set('SSLCert', certificate);
    expect(settings.get('Firewall')).toBe(firewall);
    expect(settings.objects.SSLCert).toBe(certificate);
    const names: (keyof PropertyValues)[] = ['Firewall', 'SSLCert', 'SSLAcceptServerCert'];
    for (const name of names) {
      for (const value of [undefined, null, {}, 'x']) {
        expect(codeOf(() => settings.set(name, value))).toBe(10022);
      }
    }
    settings.reset();
    expect(settings.objects).toEqual({});
  });

  it('are live under the names of settings', () => {
    const { settings } = newSettings();
    const firewall = settings.get('Firewall');
    firewall.host = 'proxy';
    expect(settings.config('FirewallHost')).toBe('proxy');
    expect(settings.config('FirewallType=3')).toBe('3');
    expect([firewall.firewallType, firewall.port]).toEqual([3, 1080]);
    expect(settings.config('FirewallPort')).toBe('1080');
    settings.config('FirewallPort=9');
    settings.config('FirewallUser=u');
    settings.config('FirewallPassword=p');
    settings.config('FirewallAutoDetect=yes');
    expect([firewall.port, firewall.user, firewall.password, firewall.autoDetect]).toEqual([
      9,
      'u',
      'p',
      true,
    ]);
    settings.set('Firewall', new Firewall());
    expect(settings.config('FirewallHost')).toBe('');
  });
});

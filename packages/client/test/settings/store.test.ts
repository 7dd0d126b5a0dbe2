import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../../src/settings/tables.ts';
import { codeOf, newSettings } from './host.ts';

describe('config', () => {
  it('splits at the first = and takes the value verbatim', () => {
    const { settings } = newSettings();
    expect(settings.config('SessionStateFile= a=b ')).toBe(' a=b ');
    expect(settings.config('  topicdelimiter  =;')).toBe(';');
  });

  it.each([
    '',
    ' ',
    '=',
    '=1',
    'Nothing',
    'Nothing=1',
    'RemoteHost',
    'SSLStartMode=1',
    '[0]',
    'toString',
  ])('does not know %j', (text) => {
    const { settings } = newSettings();
    expect(codeOf(() => settings.config(text))).toBe(10022);
    expect(() => settings.config(text)).toThrow('unknown configuration setting');
  });

  it('is not slowed down by what it does not know', () => {
    const { settings } = newSettings();
    for (const text of [
      `${' '.repeat(200_000)}[`,
      `a${' '.repeat(200_000)}b[1`,
      '['.repeat(200_000),
    ]) {
      expect(codeOf(() => settings.config(text))).toBe(10022);
    }
    expect(settings.config(`${' '.repeat(200_000)}Retain${' '.repeat(200_000)}`)).toBe('False');
  });

  it.each([undefined, null, 1, {}])('takes no %j', (text) => {
    expect(codeOf(() => newSettings().settings.config(text as never))).toBe(10022);
  });

  it('names the setting and the limit, and never the value', () => {
    const { settings } = newSettings();
    expect(() => settings.config('wilLQOS=3')).toThrow(
      'Invalid QoS value: WillQOS must be one of 0, 1, 2',
    );
    expect(() => settings.config('TopicAlias=secret')).toThrow(
      '[10022] Invalid argument: TopicAlias must be an integer from 1 to 65535',
    );
    expect(() => settings.config('OutgoingMessageProperties={"topicalias":0}')).toThrow(
      'OutgoingMessageProperties key TopicAlias must be an integer from 1 to 65535',
    );
    expect(() => settings.config('SessionPresent=1')).toThrow('SessionPresent is read-only');
  });

  it('has two listings of ConnectionTimeout and one value', () => {
    const { settings } = newSettings();
    expect(SETTINGS.TCPClient.ConnectionTimeout).toMatchObject({
      type: 'shared',
      with: 'ConnectionTimeout',
    });
    settings.config('ConnectionTimeout=5');
    expect(settings.values.ConnectionTimeout).toBe(5);
  });
});

describe('values', () => {
  it('are one object for the life of the client', () => {
    const { settings } = newSettings();
    const { values } = settings;
    settings.config('Retain=1');
    expect(values.Retain).toBe(true);
    settings.reset();
    expect(settings.values).toBe(values);
    expect(values.Retain).toBe(false);
  });

  it("are each client's own", () => {
    const one = newSettings().settings;
    const other = newSettings().settings;
    one.config('Retain=1');
    one.config('SSLKeyLogFile=x');
    one.config('ConnectProperties={"ReceiveMaximum":5}');
    expect(other.values.Retain).toBe(false);
    expect(other.made.tls.SSLKeyLogFile).toBe('');
    expect(other.made.packets.connect()).toBeUndefined();
  });

  it('of TLS are a snapshot', () => {
    const { settings } = newSettings();
    const before = settings.made.tls;
    settings.config('ReuseSSLSession=1');
    expect(before.ReuseSSLSession).toBe(false);
    expect(settings.made.tls.ReuseSSLSession).toBe(true);
    settings.reset();
    expect(settings.made.tls).toBe(before);
  });

  it('change by what a session implies', () => {
    const { host, settings } = newSettings();
    host.busy = true;
    host.connected = true;
    settings.keepSession();
    settings.adoptClientId('made');
    expect([settings.get('CleanSession'), settings.get('ClientId')]).toEqual([false, 'made']);
  });
});

describe('settings without an effect here', () => {
  it.each([
    ['SSLEnableRenegotiation=True', 'SSLEnableRenegotiation has no effect on this platform.'],
    ['MaxLineLength=300', 'MaxLineLength has no effect on this platform.'],
    ['InBufferSize=1', 'InBufferSize has no effect on this platform.'],
    ['UseInternalSecurityAPI=1', 'UseInternalSecurityAPI has no effect on this platform.'],
    ['OpenSSLPrngSeedData=secret', 'OpenSSLPrngSeedData has no effect on this platform.'],
    ['SSLEnabledProtocols=60', 'SSL 2.0 and SSL 3.0 have no effect on this platform.'],
    [
      'KeepAliveInterval=5',
      'KeepAliveInterval has no effect on this platform: the interval is 1000 ms.',
    ],
    ['Duplicate=1', 'Duplicate is on: DUP is set on first sends too.'],
  ])('%s says so', (text, line) => {
    const { host, settings } = newSettings();
    settings.config(text);
    expect(host.logged).toEqual([`1 Info ${line}`]);
  });

  it.each([
    'SSLEnableRenegotiation=False',
    'MaxLineLength=2048',
    'KeepAliveInterval=1000',
    'KeepAliveInterval=0',
    'SSLEnabledProtocols=16320',
    'Retain=1',
    'OutBufferSize=1',
  ])('%s says nothing', (text) => {
    const { host, settings } = newSettings();
    settings.config(text);
    expect(host.logged).toEqual([]);
  });
});

describe('what the connection shows', () => {
  it('is read from it', () => {
    const { host, settings } = newSettings();
    host.receive({
      sessionPresent: true,
      serverTopicAliasMax: 10,
      outgoingPacketId: 5,
      incomingUserProperties: [
        ['prp1', 'val1'],
        ['prp2', 'val2'],
      ],
      negotiated: {
        cipher: 'ECDHE-RSA-AES128-GCM-SHA256',
        cipherStrength: 128,
        cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
        keyExchange: 'ECDH X25519',
        keyExchangeStrength: 253,
        version: 'TLSv1.2',
      },
    });
    const read = [
      'SessionPresent',
      'ServerTopicAliasMax',
      'OutgoingPacketId',
      'IncomingUserPropCount',
      'IncomingUserPropName[1]',
      'incominguserpropvalue[0]',
      'SSLNegotiatedCipher',
      'SSLNegotiatedCipherStrength',
      'SSLNegotiatedCipherSuite',
      'SSLNegotiatedKeyExchange',
      'SSLNegotiatedKeyExchangeStrength',
      'SSLNegotiatedVersion',
    ].map((name) => settings.config(name));
    expect(read).toEqual([
      'True',
      '10',
      '5',
      '2',
      'prp2',
      'val1',
      'ECDHE-RSA-AES128-GCM-SHA256',
      '128',
      'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
      'ECDH X25519',
      '253',
      'TLSv1.2',
    ]);
    expect(() => settings.config('IncomingUserPropName[2]')).toThrow('it ends at 1');
  });

  it('cannot be written', () => {
    const { settings } = newSettings();
    expect(codeOf(() => settings.config('IncomingUserPropName[0]=x'))).toBe(211);
  });
});

describe('DisconnectReasonCode', () => {
  it("shows what the server sent until the user sets one, and sends only the user's", () => {
    const { host, settings } = newSettings();
    settings.config('DisconnectReasonCode=4');
    host.receive({ receivedDisconnect: { reasonCode: 0x8e } });
    expect(settings.config('DisconnectReasonCode')).toBe('142');
    expect(settings.values.DisconnectReasonCode).toBe(4);
    expect(settings.config('DisconnectReasonCode=0x80')).toBe('128');
    expect(settings.config('DisconnectReasonCode')).toBe('128');
    host.receive({ receivedDisconnect: { reasonCode: 0x8e } });
    expect(settings.config('DisconnectReasonCode')).toBe('142');
    host.receive({ receivedDisconnect: undefined });
    expect(settings.config('DisconnectReasonCode')).toBe('128');
    host.receive({ receivedDisconnect: { reasonCode: 0x8e, properties: { reasonString: 'x' } } });
    settings.reset();
    host.receive({ receivedDisconnect: undefined });
    expect(settings.config('DisconnectReasonCode')).toBe('0');
    expect(settings.config('DisconnectProperties')).toBe('');
  });
});

describe('SendCustomPacket', () => {
  it('hands the bytes over and keeps nothing', () => {
    const { host, settings } = newSettings();
    expect(settings.config('SendCustomPacket=0xC0 0x00')).toBe('');
    expect(settings.config('SendCustomPacket=c0:00')).toBe('');
    expect(host.sent).toEqual([new Uint8Array([0xc0, 0]), new Uint8Array([0xc0, 0])]);
  });
});

describe('lists for subscribe', () => {
  it('repeat their last element', () => {
    const { settings } = newSettings();
    settings.config('TopicNLArray=true, false, true');
    settings.config('TopicRAPArray=false');
    settings.config('TopicRHArray=1, 0');
    const options = [0, 1, 2].map((index) => settings.made.packets.subscribeOptions(index));
    expect(options).toEqual([
      { noLocal: true, retainAsPublished: false, retainHandling: 1 },
      { noLocal: false, retainAsPublished: false, retainHandling: 0 },
      { noLocal: true, retainAsPublished: false, retainHandling: 0 },
    ]);
    expect(settings.made.packets.subscribeOptions(9).noLocal).toBe(true);
  });

  it('are all off while empty', () => {
    const { settings } = newSettings();
    expect(settings.made.packets.subscribeOptions(0)).toEqual({
      noLocal: false,
      retainAsPublished: false,
      retainHandling: 0,
    });
    expect(settings.made.packets.topicQoS(3, 2)).toBe(2);
  });

  it('give the QoS of each filter, whatever the argument', () => {
    const { settings } = newSettings();
    settings.config('TopicQOSArray=1,2,2');
    expect([0, 1, 2, 3].map((index) => settings.made.packets.topicQoS(index, 0))).toEqual([
      1, 2, 2, 2,
    ]);
    settings.config('TopicQOSArray=');
    expect(settings.made.packets.topicQoS(0, 0)).toBe(0);
  });

  it('go with a subscription identifier', () => {
    const { settings } = newSettings();
    expect(settings.made.packets.subscribe()).toBeUndefined();
    settings.config('SubscriptionIdentifier=123');
    expect(settings.made.packets.subscribe()).toEqual({ subscriptionIdentifiers: [123] });
    settings.config('SubscriptionIdentifier=-1');
    expect(settings.made.packets.subscribe()).toBeUndefined();
  });
});

describe('the incoming packet limit', () => {
  it("is the extension's in 3.1.1 and the smaller of both in MQTT 5", () => {
    const { settings } = newSettings();
    expect(settings.made.packets.incomingPacketLimit()).toBeUndefined();
    settings.config('ConnectProperties={"MaximumPacketSize":500}');
    expect(settings.made.packets.incomingPacketLimit()).toBeUndefined();
    settings.set('Version', 1);
    expect(settings.made.packets.incomingPacketLimit()).toBe(500);
    settings.config('MaxIncomingPacketSize=400');
    expect(settings.made.packets.incomingPacketLimit()).toBe(400);
    expect(settings.made.packets.connect()).toEqual({ maximumPacketSize: 400 });
    expect(settings.config('ConnectProperties')).toBe('{"MaximumPacketSize":500}');
    settings.set('Version', 0);
    expect(settings.made.packets.incomingPacketLimit()).toBe(400);
  });
});

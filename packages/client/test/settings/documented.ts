/** The documented settings, written down from the reference and not from the code: name, default, values to keep and to refuse. */

import type { SettingName } from '../../src/settings/tables.ts';

export interface Documented {
  /** As `config` reads it in a new client. */
  readonly initial: string;
  /** What may be written, and what a later read gives; a text alone reads back as itself. */
  readonly keeps?: readonly (string | readonly [written: string, read: string])[];
  /** What is refused: with 10022, or with the code beside it. */
  readonly refuses?: readonly (string | readonly [written: string, code: number])[];
}

const BOOLS = [
  'True',
  'False',
  ['true', 'True'],
  ['FALSE', 'False'],
  ['1', 'True'],
  ['0', 'False'],
  ['Yes', 'True'],
  [' no ', 'False'],
] as const;
const NOT_BOOLS = ['', '2', 'on', 'Truee', '-1'];
const on: Documented = { initial: 'True', keeps: BOOLS, refuses: NOT_BOOLS };
const off: Documented = { initial: 'False', keeps: BOOLS, refuses: NOT_BOOLS };

const ints = (initial: string, min: number, max: number): Documented => ({
  initial,
  keeps: [String(min), String(max), [` ${max} `, String(max)]],
  refuses: ['', 'x', '1.5', String(min - 1), String(max + 1), '1 2', '99999999999999999999'],
});
const readOnly = (initial: string): Documented => ({
  initial,
  refuses: [
    ['1', 211],
    ['', 211],
  ],
});
const texts = (initial: string, ...samples: string[]): Documented => ({
  initial,
  keeps: ['', 'a', ' blanks kept ', 'a=b=c', ...samples],
});
const INT32 = 2_147_483_647;
const UINT32 = 4_294_967_295;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----\r\nTUlJ\r\n-----END CERTIFICATE-----';
const certificates: Documented = {
  initial: '',
  keeps: ['', CERTIFICATE, `${CERTIFICATE}\n${CERTIFICATE}`, CERTIFICATE + CERTIFICATE],
  refuses: ['MIIE', `${CERTIFICATE} and more`, '-----BEGIN CERTIFICATE-----'],
};
const anyInJson = ['', '{}'].map((text) => [text, ''] as const);
const badJson = [
  '{',
  '[]',
  '1',
  '"x"',
  'null',
  "{'a':1}",
  '{"Nothing":1}',
  '{"UserProperty":1}',
  '{"UserProperty":"a:b",}',
];

/** The 90 names of the five documented groups (ConnectionTimeout is listed in two), and the extensions. */
export const DOCUMENTED: Readonly<Record<SettingName, Documented>> = {
  // MQTT
  AutoReconnect: off,
  ClientTopicAliasMax: ints('0', 0, 65_535),
  ConnAckProperties: readOnly(''),
  ConnectionTimeout: ints('0', 0, INT32),
  ConnectProperties: {
    initial: '',
    keeps: [
      ...anyInJson,
      '{"MaximumPacketSize":4294967295}',
      ['{"requestproblemINFORMATION":"no"}', '{"RequestProblemInformation":false}'],
    ],
    refuses: [
      ...badJson,
      '{"MaximumPacketSize":0}',
      '{"ReceiveMaximum":"65536"}',
      '{"ContentType":"x"}',
    ],
  },
  DisconnectProperties: {
    initial: '',
    keeps: [...anyInJson, '{"SessionExpInterval":0,"ReasonString":"bye"}'],
    refuses: [...badJson, '{"SessionExpInterval":4294967296}', ['{"ServerReference":"x"}', 211]],
  },
  DisconnectReasonCode: {
    initial: '0',
    keeps: ['0', '4', '128', ['0x04', '4'], ['0x99', '153'], ['0X80', '128']],
    refuses: ['', 'x', '1', '5', '256', '-1', '0x8E', '0x'],
  },
  Duplicate: off,
  IncomingUserPropCount: readOnly('0'),
  IncomingUserPropName: { initial: '' },
  IncomingUserPropValue: { initial: '' },
  LogLevel: ints('1', 0, 3),
  OutgoingMessageProperties: {
    initial: '',
    keeps: [
      ...anyInJson,
      '{"ContentType":"a\\"b","CorrelationData":"00Ff","MessageExpInterval":0,"PayloadFormatIndicator":1}',
      [
        '{"UserProperty":["a:b","c:d:e","f"]}',
        '{"UserProperty":"a:b","UserProperty":"c:d:e","UserProperty":"f:"}',
      ],
    ],
    refuses: [
      ...badJson,
      '{"CorrelationData":"0"}',
      '{"CorrelationData":"zz"}',
      '{"ContentType":1}',
      '{"ContentType":"\\ud800"}',
      '{"PayloadFormatIndicator":2}',
      '{"TopicAlias":0}',
      '{"UserProperty":[1]}',
      '{"UserProperty":":v"}',
      '{"MessageExpInterval":null}',
      '{"MessageExpInterval":true}',
      '{"MessageExpInterval":[1]}',
    ],
  },
  OutgoingPacketId: readOnly('-1'),
  OutgoingUserPropCount: ints('0', 0, 65_535),
  OutgoingUserPropName: { initial: '' },
  OutgoingUserPropValue: { initial: '' },
  RepublishInterval: ints('60', 0, INT32),
  ResponseTopic: {
    initial: '',
    keeps: ['', 'reply/to', ' blanks '],
    refuses: ['a\u0000b', '\ud800', 'x'.repeat(65_536)],
  },
  Retain: off,
  SendCustomPacket: {
    initial: '',
    keeps: [
      ['C000', ''],
      ['0xC0 0x00', ''],
      ['c0:00', ''],
    ],
    refuses: ['', 'C', 'xyz', 'C0 0'],
  },
  ServerTopicAliasMax: readOnly('0'),
  SessionExpInterval: {
    initial: '0',
    keeps: ['0', '4294967295', ['-1', '0'], ['', '0']],
    refuses: ['-2', '4294967296', 'x', '1.0'],
  },
  SessionPresent: readOnly('False'),
  SessionStateFile: texts('', '/tmp/state'),
  SubscriptionIdentifier: {
    initial: '-1',
    keeps: ['1', '268435455', '-1', ['', '-1']],
    refuses: ['0', '268435456', 'x'],
  },
  TopicAlias: {
    initial: '-1',
    keeps: ['1', '65535', '-1', ['', '-1']],
    refuses: ['0', '65536', 'x'],
  },
  TopicDelimiter: { initial: ',', keeps: [';', '::', ' '], refuses: [''] },
  TopicNLArray: {
    initial: '',
    keeps: ['', ['true, false, true', 'True,False,True'], ['1', 'True']],
    refuses: ['true,', ',', 'x'],
  },
  TopicQOSArray: {
    initial: '',
    keeps: ['', '1,2,2', ['0 , 1', '0,1']],
    refuses: [['3', 505], ['1,-1', 505], '1,,2', 'x'],
  },
  TopicRAPArray: { initial: '', keeps: ['', ['false', 'False']], refuses: ['2'] },
  TopicRHArray: { initial: '', keeps: ['', '1,0', '2'], refuses: ['3', '1;0'] },
  WillProperties: {
    initial: '',
    keeps: [
      ...anyInJson,
      ['{"ReponseTopic":"r"}', '{"ResponseTopic":"r"}'],
      '{"ResponseTopic":"r","WillDelayInterval":10}',
    ],
    refuses: [...badJson, '{"TopicAlias":1}', '{"WillDelayInterval":-2}'],
  },
  WillQOS: {
    initial: '0',
    keeps: ['0', '1', '2'],
    refuses: [['3', 505], ['-1', 505], 'x', ''],
  },
  WillRetain: off,
  // TCPClient
  FirewallAutoDetect: off,
  FirewallHost: texts('', 'proxy.example'),
  FirewallPassword: texts('', 'p w'),
  FirewallPort: ints('0', 0, 65_535),
  FirewallType: {
    initial: '0',
    keeps: ['0', '1', '2', '3', '10'],
    refuses: ['4', '-1', '', 'fwTunnel'],
  },
  FirewallUser: texts(''),
  KeepAliveInterval: ints('0', 0, INT32),
  KeepAliveTime: ints('0', 0, INT32),
  Linger: on,
  LingerTime: ints('0', 0, INT32),
  LocalHost: texts('', '127.0.0.1'),
  LocalPort: ints('0', 0, 65_535),
  MaxLineLength: ints('2048', 256, INT32),
  MaxTransferRate: ints('0', 0, INT32),
  ProxyExceptionsList: texts('', 'www.google.com;www.nsoftware.com'),
  TCPKeepAlive: off,
  TcpNoDelay: off,
  UseIPv6: ints('0', 0, 2),
  // SSL
  LogSSLPackets: off,
  OpenSSLCADir: texts(''),
  OpenSSLCAFile: texts(''),
  OpenSSLCipherList: texts('DEFAULT', 'DEFAULT@SECLEVEL=0', 'ALL:!ADH:RC4+RSA:+SSLv2:@STRENGTH'),
  OpenSSLPrngSeedData: texts(''),
  ReuseSSLSession: off,
  SSLAcceptAnyServerCert: off,
  SSLCACerts: certificates,
  SSLCipherStrength: ints('0', 0, INT32),
  SSLClientCACerts: certificates,
  SSLEnabledCipherSuites: {
    initial: '*',
    keeps: [
      '*',
      'CALG_AES_256',
      'CALG_AES_256;CALG_3DES',
      'TLS_DHE_DSS_WITH_AES_128_CBC_SHA',
      'TLS_DHE_DSS_WITH_AES_128_CBC_SHA;TLS_ECDH_RSA_WITH_AES_128_CBC_SHA',
      'tls_aes_128_gcm_sha256',
    ],
    refuses: ['', 'AES', 'CALG_AES_256;', '*;CALG_AES', 'TLS_RSA_WITH_NULL_MD5'],
  },
  SSLEnabledProtocols: {
    initial: '4032',
    keeps: ['3072', '16320', '12288', '12', ['0xC00', '3072']],
    refuses: ['0', '1', '16384', '', 'TLS1.2'],
  },
  SSLEnableRenegotiation: off,
  SSLIncludeCertChain: off,
  SSLKeyLogFile: texts(''),
  SSLNegotiatedCipher: readOnly(''),
  SSLNegotiatedCipherStrength: readOnly('0'),
  SSLNegotiatedCipherSuite: readOnly(''),
  SSLNegotiatedKeyExchange: readOnly(''),
  SSLNegotiatedKeyExchangeStrength: readOnly('0'),
  SSLNegotiatedVersion: readOnly(''),
  SSLSecurityFlags: {
    initial: '0',
    keeps: ['1', ['0x80000000', '2147483648'], ['0x8000CF37', '2147536695'], '16'],
    refuses: ['8', '0x40', '4294967296', '-1', 'x'],
  },
  SSLServerCACerts: certificates,
  TLS12SignatureAlgorithms: {
    initial:
      'sha512-ecdsa,sha512-rsa,sha512-dsa,sha384-ecdsa,sha384-rsa,sha384-dsa,sha256-ecdsa,sha256-rsa,sha256-dsa,sha224-ecdsa,sha224-rsa,sha224-dsa,sha1-ecdsa,sha1-rsa,sha1-dsa',
    keeps: ['', 'sha256-rsa,sha256-dsa,sha1-rsa,sha1-dsa', 'SHA256-RSA, sha1-dsa'],
    refuses: ['md5-rsa', 'sha256', 'sha256-rsa,'],
  },
  TLS12SupportedGroups: {
    initial: 'ecdhe_secp256r1,ecdhe_secp384r1,ecdhe_secp521r1',
    keeps: ['ecdhe_secp521r1'],
    refuses: ['ecdhe_x25519', 'P-256'],
  },
  TLS13KeyShareGroups: {
    initial: 'ecdhe_x25519,ecdhe_secp256r1,ecdhe_secp384r1,ffdhe_2048,ffdhe_3072',
    keeps: ['ecdhe_x448,ffdhe_8192'],
    refuses: ['x25519'],
  },
  TLS13SignatureAlgorithms: {
    initial:
      'ed25519,ed448,ecdsa_secp256r1_sha256,ecdsa_secp384r1_sha384,ecdsa_secp521r1_sha512,rsa_pkcs1_sha256,rsa_pkcs1_sha384,rsa_pkcs1_sha512,rsa_pss_sha256,rsa_pss_sha384,rsa_pss_sha512',
    keeps: ['rsa_pss_sha256'],
    refuses: ['sha256-rsa'],
  },
  TLS13SupportedGroups: {
    initial:
      'ecdhe_x25519,ecdhe_x448,ecdhe_secp256r1,ecdhe_secp384r1,ecdhe_secp521r1,ffdhe_2048,ffdhe_3072,ffdhe_4096,ffdhe_6144,ffdhe_8192',
    keeps: ['ffdhe_8192,ecdhe_x25519'],
    refuses: ['ffdhe_1024'],
  },
  // Socket
  AbsoluteTimeout: off,
  FirewallData: {
    initial: '',
    keeps: ['', 'X-A: 1', 'X-A: 1\r\nX-B: 2', 'X-A: 1\nX-B: 2\n'],
    refuses: ['X-A: 1\r\n\r\nbody', '\n', 'no header', 'X-A: 1\u0000', ' folded: 1'],
  },
  InBufferSize: ints('0', 0, INT32),
  OutBufferSize: ints('0', 0, INT32),
  // Base
  BuildInfo: readOnly(`@x/client 0.0.0; Node ${process.versions.node}`),
  CodePage: {
    initial: '65001',
    keeps: ['1200', '1252', ['037', '37'], ['0x90000100', '2415919360'], '10', '65536', '57011'],
    refuses: ['38', '0', '', '65002', 'utf-8'],
  },
  LicenseInfo: readOnly(
    'Product: @x/client 0.0.0; License Type: MIT (open source, no key); Last Valid Build: n/a',
  ),
  MaskSensitiveData: on,
  UseInternalSecurityAPI: off,
  // Extensions
  AuthenticationData: { initial: '', keeps: ['', '00ff', 'FF'], refuses: ['0', 'zz', '0x00'] },
  AuthenticationMethod: {
    initial: '',
    keeps: ['', 'SCRAM-SHA-256'],
    refuses: ['\u0000', 'x'.repeat(65_536)],
  },
  AutoResubscribe: on,
  MaxIncomingPacketSize: ints('0', 0, UINT32),
  MaxInflightMessages: ints('0', 0, 65_535),
  OfflineQueueBytes: ints('0', 0, 9_007_199_254_740_991),
  OfflineQueueMessages: ints('0', 0, INT32),
  QueuedMessages: readOnly('0'),
  ReconnectMaxDelay: ints('30000', 0, INT32),
  ReconnectMinDelay: ints('1000', 0, INT32),
  SessionJournal: texts(''),
};

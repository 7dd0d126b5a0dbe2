/** The settings as the reference lists them, group by group; defaults, values and refusals are in ../settings/documented.ts. */

const names = (text: string): readonly string[] => text.trim().split(/\s+/);

/** 91 rows, 90 names: ConnectionTimeout is in two groups. `[i]` marks the arrays. */
export const SETTING_GROUPS: Readonly<Record<string, readonly string[]>> = {
  MQTT: names(`
    AutoReconnect ClientTopicAliasMax ConnAckProperties ConnectionTimeout ConnectProperties DisconnectProperties
    DisconnectReasonCode Duplicate IncomingUserPropCount IncomingUserPropName[i] IncomingUserPropValue[i] LogLevel
    OutgoingMessageProperties OutgoingPacketId OutgoingUserPropCount OutgoingUserPropName[i] OutgoingUserPropValue[i]
    RepublishInterval ResponseTopic Retain SendCustomPacket ServerTopicAliasMax SessionExpInterval SessionPresent
    SessionStateFile SubscriptionIdentifier TopicAlias TopicDelimiter TopicNLArray TopicQOSArray TopicRAPArray
    TopicRHArray WillProperties WillQOS WillRetain`),
  TCPClient: names(`
    ConnectionTimeout FirewallAutoDetect FirewallHost FirewallPassword FirewallPort FirewallType FirewallUser
    KeepAliveInterval KeepAliveTime Linger LingerTime LocalHost LocalPort MaxLineLength MaxTransferRate
    ProxyExceptionsList TCPKeepAlive TcpNoDelay UseIPv6`),
  SSL: names(`
    LogSSLPackets OpenSSLCADir OpenSSLCAFile OpenSSLCipherList OpenSSLPrngSeedData ReuseSSLSession
    SSLAcceptAnyServerCert SSLCACerts SSLCipherStrength SSLClientCACerts SSLEnabledCipherSuites SSLEnabledProtocols
    SSLEnableRenegotiation SSLIncludeCertChain SSLKeyLogFile SSLNegotiatedCipher SSLNegotiatedCipherStrength
    SSLNegotiatedCipherSuite SSLNegotiatedKeyExchange SSLNegotiatedKeyExchangeStrength SSLNegotiatedVersion
    SSLSecurityFlags SSLServerCACerts TLS12SignatureAlgorithms TLS12SupportedGroups TLS13KeyShareGroups
    TLS13SignatureAlgorithms TLS13SupportedGroups`),
  Socket: names('AbsoluteTimeout FirewallData InBufferSize OutBufferSize'),
  Base: names('BuildInfo CodePage LicenseInfo MaskSensitiveData UseInternalSecurityAPI'),
};

export const READ_ONLY: ReadonlySet<string> = new Set(
  names(`
    ConnAckProperties IncomingUserPropCount IncomingUserPropName[i] IncomingUserPropValue[i] OutgoingPacketId
    ServerTopicAliasMax SessionPresent SSLNegotiatedCipher SSLNegotiatedCipherStrength SSLNegotiatedCipherSuite
    SSLNegotiatedKeyExchange SSLNegotiatedKeyExchangeStrength SSLNegotiatedVersion BuildInfo LicenseInfo`),
);

/** Settings that share their storage with a property of the class or of its Firewall, and a value for both. */
export const SHARED: readonly (readonly [setting: string, value: string, property: string])[] = [
  ['LocalHost', '127.0.0.1', 'getLocalHost'],
  ['LocalPort', '4000', 'getLocalPort'],
  ['FirewallAutoDetect', 'True', 'isAutoDetect'],
  ['FirewallHost', 'proxy', 'getHost'],
  ['FirewallPassword', 'secret', 'getPassword'],
  ['FirewallType', '3', 'getFirewallType'],
  ['FirewallPort', '8080', 'getPort'],
  ['FirewallUser', 'user', 'getUser'],
];

/** The keys of the JSON settings that may be written: a value and one that is refused. */
export const JSON_KEYS: Readonly<
  Record<
    string,
    Readonly<Record<string, readonly [value: string | number | boolean, bad: unknown]>>
  >
> = {
  ConnectProperties: {
    ClientTopicAliasMax: [20, 65_536],
    MaximumPacketSize: [128_000, 0],
    ReceiveMaximum: [12, 0],
    RequestProblemInformation: [true, 2],
    RequestResponseInformation: [false, 'x'],
    SessionExpInterval: [1234, 4_294_967_296],
  },
  DisconnectProperties: {
    SessionExpInterval: [60, -2],
    ReasonString: ['leaving', 1],
  },
  OutgoingMessageProperties: {
    ContentType: ['plain/text', 1],
    CorrelationData: ['00000000', '0'],
    MessageExpInterval: [1000, -2],
    PayloadFormatIndicator: [1, 2],
    ResponseTopic: ['reply', true],
    TopicAlias: [1, 0],
    UserProperty: ['prp1:val1', 1],
  },
  WillProperties: {
    ContentType: ['text/plain', 1],
    CorrelationData: ['00000000', 'zz'],
    MessageExpInterval: [3600, 'x'],
    PayloadFormatIndicator: [1, 2],
    ResponseTopic: ['reply', 1],
    WillDelayInterval: [10, -2],
  },
};

/** The misspelled keys of the reference, and the right spelling, which is what a read gives. */
export const MISSPELLED = { ReponseTopic: 'ResponseTopic' } as const;

/** Single settings and the keys with the same storage. */
export const SHARED_KEYS: readonly (readonly [setting: string, group: string, value: string])[] = [
  ['ClientTopicAliasMax', 'ConnectProperties', '7'],
  ['SessionExpInterval', 'ConnectProperties', '60'],
  ['ResponseTopic', 'OutgoingMessageProperties', 'reply'],
  ['TopicAlias', 'OutgoingMessageProperties', '3'],
];

/** What CONNACK may carry, as ConnAckProperties shows it. */
export const CONNACK_KEYS: readonly string[] = names(`
  AssignedClientIdentifier MaximumQoS MaximumPacketSize ReasonString ReceiveMaximum ResponseInformation
  RetainAvailable ServerKeepAlive ServerTopicAliasMax SessionExpInterval SharedSubscriptionAvailable
  SubscriptionIdentifiersAvailable WildcardSubscriptionAvaiable WildcardSubscriptionAvailable`);

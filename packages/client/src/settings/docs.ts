/** What each setting does, in a sentence or two. Only the printer imports this, so that no program carries it. */

import type { SettingName } from './tables.ts';

export const SETTING_DOCS = {
  AbsoluteTimeout:
    'What Timeout counts. False: the time without a byte sent or received. True: the time since the operation began.',
  AuthenticationData: 'Hexadecimal data that CONNECT carries for the authentication method.',
  AuthenticationMethod: 'Name of the method of MQTT 5 enhanced authentication; "" does without it.',
  AutoReconnect:
    'Whether to connect again after a connection that was up breaks. Not after a first connect that failed, `disconnect` or `interrupt`.',
  AutoResubscribe:
    'After an automatic reconnect that found no session on the server: whether to subscribe again to what was in force. Subscribed fires again.',
  BuildInfo: 'Name and version of this package, and the platform that it runs on.',
  ClientTopicAliasMax:
    'MQTT 5: the largest topic alias to accept from the server. The same value as ConnectProperties.ClientTopicAliasMax.',
  CodePage:
    'How payload strings become bytes and back; MQTT itself knows UTF-8 only. Built in: 65001 (UTF-8), 1200, 1201 (UTF-16), 20127 (ASCII), 28591 (ISO 8859-1), 1252. On Node most others come from iconv-lite; a browser reads those of the web, and writes the ones of one byte. Text that a page cannot express, and a page that is not available, refuse publishMessage with 434; messages read as UTF-8 then, and a Log line says so.',
  ConnAckProperties:
    'MQTT 5: what the last CONNACK said, also one that refused the connection. A key that the server did not send is absent.',
  ConnectionTimeout:
    'Seconds for a whole connect attempt, from the lookup of the name to CONNACK. 0: Timeout rules here too. Listed in the groups MQTT and TCPClient, and one setting.',
  ConnectProperties: 'MQTT 5: properties of CONNECT.',
  DisconnectProperties:
    'MQTT 5: properties of our DISCONNECT. After a DISCONNECT from the server it reads as what the server sent, which is never sent back.',
  DisconnectReasonCode:
    'MQTT 5: reason code of our DISCONNECT; 4 asks the server to publish the will all the same. After a DISCONNECT from the server it reads as the server’s code until a value is set or the next connect starts.',
  Duplicate:
    'Whether following publishes with QoS 1 and 2 carry the DUP flag. The standard reserves it for repetitions, which get it by themselves.',
  FirewallAutoDetect:
    'Whether to take the proxy from the environment when FirewallHost is empty: https_proxy and all_proxy for TLS; all_proxy, socks_proxy and http_proxy otherwise.',
  FirewallData:
    'Header lines to add to the CONNECT request of a tunnelling proxy, "name: value" each.',
  FirewallHost: 'Name or address of the proxy. It is used if FirewallType is not 0.',
  FirewallPassword: 'Password for the proxy; refused authentication is error 118.',
  FirewallPort: 'Port of the proxy. Setting FirewallType sets it, so set it afterwards.',
  FirewallType:
    '0 none, 1 tunnel (HTTP CONNECT, port 80), 2 SOCKS4, 3 SOCKS5, 10 SOCKS4A (port 1080 each).',
  FirewallUser: 'User name for the proxy.',
  InBufferSize: 'Bytes of the system’s receive buffer; 0 is its default.',
  IncomingUserPropCount: 'MQTT 5: number of user properties of the most recent incoming message.',
  IncomingUserPropName: 'MQTT 5: name of a user property of the most recent incoming message.',
  IncomingUserPropValue: 'MQTT 5: value of a user property of the most recent incoming message.',
  KeepAliveInterval:
    'TCP: milliseconds between keep-alive probes. Not the property of this name, which is about MQTT. The platform’s interval is 1000 ms.',
  KeepAliveTime:
    'TCP: milliseconds of silence before the first keep-alive probe; 0 is the system’s default. TCPKeepAlive switches probes on.',
  LicenseInfo: 'The licence of this package. There is no key and no check.',
  Linger:
    'True: what is still to be sent is sent before the connection closes. False: the connection is reset, and DISCONNECT may be lost.',
  LingerTime:
    'Seconds to wait for what is still to be sent, then the connection is reset; 0: the system decides.',
  LocalHost:
    'Local interface to connect from; while connected, the local address. The same value as the property.',
  LocalPort:
    'Local port to connect from, 0 for any; while connected, the real port. The same value as the property.',
  LogLevel: 'What the Log event tells: 0 nothing, 1 information, 2 packets, 3 their bytes as well.',
  LogSSLPackets: 'Whether TLS records are logged.',
  MaskSensitiveData: 'Whether passwords, user properties and payloads are masked in log lines.',
  MaxIncomingPacketSize:
    'Bytes of the largest packet to accept, in both versions; 0 for no limit. MQTT 5 tells the server as Maximum Packet Size.',
  MaxInflightMessages:
    'Messages of QoS 1 and 2 that may be unacknowledged at once; one more waits, up to Timeout. 0: as many as the Receive Maximum of an MQTT 5 server, and any number in 3.1.1. mosquitto loses what a 3.1.1 client sends with QoS 2 beyond its max_inflight_messages, by default 20.',
  MaxLineLength: 'Bytes to collect without a line end. MQTT has no lines.',
  MaxTransferRate: 'Bytes a second to send at most, everything included; 0 for no limit.',
  OfflineQueueBytes:
    'Bytes of payload that the offline queue holds at most; 0 for no limit of its own. A publish that does not fit is refused with 135.',
  OfflineQueueMessages:
    'With AutoReconnect: how many publishes wait for the connection to come back; they resolve when queued. 0: a publish without a connection is refused.',
  OpenSSLCADir: 'Folder of PEM certificates (*.pem, *.crt, hash.N) to trust in addition.',
  OpenSSLCAFile: 'File of PEM certificates to trust in addition; text around them is ignored.',
  OpenSSLCipherList:
    'Cipher suites of TLS 1.2 and earlier in OpenSSL’s syntax, ciphers(1). DEFAULT@SECLEVEL=0 also admits what OpenSSL holds to be too weak.',
  OpenSSLPrngSeedData: 'Seed for the random number generator.',
  OutBufferSize: 'Bytes that wait to be sent before ReadyToSend becomes false; 0 is the default.',
  OutgoingMessageProperties: 'MQTT 5: properties of following PUBLISH packets.',
  OutgoingPacketId: 'Packet id of the last published message; -1 before any and after QoS 0.',
  OutgoingUserPropCount:
    'MQTT 5: number of user properties of following publishes. A smaller number cuts the list, a larger one adds empty entries, which are not sent until they have a name.',
  OutgoingUserPropName: 'MQTT 5: name of a user property of following publishes.',
  OutgoingUserPropValue: 'MQTT 5: value of a user property of following publishes.',
  ProxyExceptionsList:
    'Hosts to connect to without the proxy, separated by ";"; *.example.org covers a domain.',
  QueuedMessages:
    'Publishes that wait for the Receive Maximum of the server, or, in the offline queue, for a connection.',
  ReconnectMaxDelay: 'Milliseconds that an automatic reconnect waits at most.',
  ReconnectMinDelay:
    'Milliseconds that an automatic reconnect waits at least. The wait is random up to a bound that doubles with each attempt.',
  RepublishInterval:
    'MQTT 3.1.1: seconds after which an unacknowledged PUBLISH is sent again over the same connection; 0 for never. MQTT 5 forbids it.',
  ResponseTopic:
    'MQTT 5: response topic of following publishes; "" for none. The same value as OutgoingMessageProperties.ResponseTopic.',
  Retain:
    'Whether the server keeps following messages for later subscribers. An empty message removes the kept one.',
  ReuseSSLSession:
    'Whether to resume the TLS session of an earlier connection to the same host, up to 10 hours old.',
  SendCustomPacket:
    'Sends these bytes as they are, as one packet. Nothing is checked, and no packet id is booked. Not connected: 1117.',
  ServerTopicAliasMax: 'MQTT 5: the largest topic alias that the server accepts.',
  SessionExpInterval:
    'MQTT 5: seconds that the server keeps the session after the connection ends; 4294967295 for ever, -1 or "" to send none. The same value as ConnectProperties.SessionExpInterval.',
  SessionJournal:
    'Path of a file (in a browser: a key of IndexedDB) that keeps the session’s unfinished messages over a crash; "" for none.',
  SessionPresent:
    'Whether the server had a session when the connection was made. Always False with CleanSession True.',
  SessionStateFile:
    'Path of the file that `saveSession` writes and `restoreSession` reads, in a browser a key of IndexedDB; "" for none.',
  SSLAcceptAnyServerCert:
    'Whether any certificate of the server is accepted. SSLServerAuthentication still tells what is wrong with it.',
  SSLCACerts: 'PEM certificates to send along with our own certificate.',
  SSLCipherStrength:
    'Bits that the bulk cipher must have at least, else the handshake fails with 276; 0 for no minimum.',
  SSLClientCACerts:
    'PEM certificates for the verification of client certificates, which is a server’s task.',
  SSLEnabledCipherSuites:
    '"*" for all, or names by IANA (TLS_…) or by Windows (CALG_…), separated by ";". Other than "*" it overrules OpenSSLCipherList. If none of the names can be used, connecting fails with 270.',
  SSLEnabledProtocols:
    'The sum of TLS1 192, TLS1.1 768, TLS1.2 3072, TLS1.3 12288 (and SSL2 12, SSL3 48, which OpenSSL does not have). TLS 1.3 is off by default: 16320 is all of TLS.',
  SSLEnableRenegotiation: 'Whether the renegotiation_info extension is sent.',
  SSLIncludeCertChain: 'Whether SSLServerAuthentication gives the whole chain of certificates.',
  SSLKeyLogFile:
    'Path of a file to append the secrets of TLS sessions to, for tools that decrypt recordings; "" for none.',
  SSLNegotiatedCipher: 'The cipher suite in use, by OpenSSL’s name.',
  SSLNegotiatedCipherStrength: 'Bits of the bulk cipher in use.',
  SSLNegotiatedCipherSuite: 'The cipher suite in use, by IANA’s name.',
  SSLNegotiatedKeyExchange: 'The key exchange in use.',
  SSLNegotiatedKeyExchangeStrength: 'Bits of the key exchange in use.',
  SSLNegotiatedVersion: 'The TLS version in use: TLSv1.2 or TLSv1.3.',
  SSLSecurityFlags:
    'The sum of what to forgive the server’s certificate: 0x1 dates, 0x10 (0x4000, 0x8000) unknown authority, 0x20 usage, 0x80000000 name. 0x2, 0x4 and 0x100 to 0x800 concern checks that do not take place.',
  SSLServerCACerts: 'PEM certificates of authorities to trust in addition to the platform’s.',
  SubscriptionIdentifier:
    'MQTT 5: identifier that the server returns with messages of following subscriptions; -1 for none.',
  TCPKeepAlive: 'Whether the system probes a silent TCP connection.',
  TcpNoDelay: 'True sends small packets at once instead of collecting them (Nagle’s algorithm).',
  TLS12SignatureAlgorithms:
    'Signature algorithms of TLS 1.2, best first; "" restricts nothing. Applied when changed.',
  TLS12SupportedGroups:
    'Key exchange groups while TLS 1.3 is off, best first. Applied when changed.',
  TLS13KeyShareGroups: 'Groups of TLS 1.3 to prepare key shares for.',
  TLS13SignatureAlgorithms: 'Signature algorithms of TLS 1.3, best first. Applied when changed.',
  TLS13SupportedGroups:
    'Key exchange groups while TLS 1.3 is on, best first. Applied when changed.',
  TopicAlias:
    'MQTT 5: alias of following publishes; -1 for none. With a topic it defines the alias, with an empty topic it stands for it. The same value as OutgoingMessageProperties.TopicAlias.',
  TopicDelimiter:
    'What separates topic filters in `subscribe` and `unsubscribe`. Blanks around filters are dropped with the default only.',
  TopicNLArray:
    'MQTT 5: No Local of each filter of a `subscribe`; the last element serves the rest. Empty: all False.',
  TopicQOSArray:
    'QoS of each filter of a `subscribe`; the last element serves the rest. Empty: the argument counts.',
  TopicRAPArray:
    'MQTT 5: Retain As Published of each filter of a `subscribe`; the last element serves the rest. Empty: all False.',
  TopicRHArray:
    'MQTT 5: Retain Handling of each filter of a `subscribe`: 0 send retained messages, 1 only for a new subscription, 2 never; the last element serves the rest. Empty: all 0.',
  UseInternalSecurityAPI: 'Whether to prefer an internal TLS implementation.',
  UseIPv6:
    '0 IPv4 only, 1 IPv6 only, 2 IPv6 first, then IPv4. An address given literally is used as it is.',
  WillProperties: 'MQTT 5: properties of the will. Without WillTopic they do nothing.',
  WillQOS: 'QoS of the will; another number is refused with 505.',
  WillRetain: 'Whether the server keeps the will as a retained message.',
} as const satisfies Readonly<Record<SettingName, string>>;

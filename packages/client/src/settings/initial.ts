/** What the settings and the properties begin with: all that a client needs of a setting that nobody names. */

import type { SettingValues } from './setting-values.ts';

const NONE: readonly never[] = Object.freeze([]);

export const INITIAL_VALUES: Readonly<SettingValues> = Object.freeze({
  // Properties
  CleanSession: true,
  ClientId: '',
  KeepAliveInterval: 0,
  LocalHost: '',
  LocalPort: 0,
  Password: '',
  RemoteHost: '',
  // Never set, so that the port of TLS may take the place of 1883.
  RemotePort: undefined,
  SSLEnabled: false,
  SSLProvider: 0,
  Timeout: 60,
  User: '',
  Version: 0,
  WillMessage: '',
  WillTopic: '',
  // MQTT
  AutoReconnect: false,
  ClientTopicAliasMax: undefined,
  ConnectionTimeout: 0,
  DisconnectReasonCode: 0,
  Duplicate: false,
  LogLevel: 1,
  RepublishInterval: 60,
  ResponseTopic: '',
  Retain: false,
  SessionExpInterval: undefined,
  SessionStateFile: '',
  SubscriptionIdentifier: undefined,
  TopicAlias: undefined,
  TopicDelimiter: ',',
  TopicNLArray: NONE,
  TopicQOSArray: NONE,
  TopicRAPArray: NONE,
  TopicRHArray: NONE,
  WillQOS: 0,
  WillRetain: false,
  // Extensions
  AuthenticationData: '',
  AuthenticationMethod: '',
  AutoResubscribe: true,
  MaxIncomingPacketSize: 0,
  MaxInflightMessages: 0,
  OfflineQueueBytes: 0,
  OfflineQueueMessages: 0,
  ReconnectMaxDelay: 30_000,
  ReconnectMinDelay: 1000,
  SessionJournal: '',
  // Base
  CodePage: 65_001,
  MaskSensitiveData: true,
  UseInternalSecurityAPI: false,
  // Socket
  AbsoluteTimeout: false,
  FirewallData: '',
  InBufferSize: 0,
  OutBufferSize: 0,
  // TCPClient
  KeepAliveTime: 0,
  Linger: true,
  LingerTime: 0,
  MaxLineLength: 2048,
  MaxTransferRate: 0,
  ProxyExceptionsList: '',
  TCPKeepAlive: false,
  TCPKeepAliveInterval: 0,
  TcpNoDelay: false,
  UseIPv6: 0,
});

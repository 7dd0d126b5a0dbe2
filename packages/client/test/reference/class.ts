/** The class as its reference has it: properties with their accessors, methods, events with their fields, enumerations. */

import type { MQTTEventName } from '../../src/index.ts';

/** `fixed`: what its setter throws while connected. */
export interface PropertyEntry {
  readonly name: string;
  readonly getter: string;
  readonly setter?: string;
  readonly initial: unknown;
  /** A value that is accepted, where it is not an object. */
  readonly other?: unknown;
  readonly fixed?: number;
}

/** 23 properties, 42 accessors. */
export const PROPERTIES: readonly PropertyEntry[] = [
  {
    name: 'CleanSession',
    getter: 'isCleanSession',
    setter: 'setCleanSession',
    initial: true,
    other: false,
  },
  { name: 'ClientId', getter: 'getClientId', setter: 'setClientId', initial: '', other: 'id' },
  { name: 'Connected', getter: 'isConnected', setter: 'setConnected', initial: false },
  { name: 'Firewall', getter: 'getFirewall', setter: 'setFirewall', initial: 'Firewall' },
  { name: 'IncomingMessages', getter: 'getIncomingMessages', initial: 'MQTTMessageList' },
  {
    name: 'KeepAliveInterval',
    getter: 'getKeepAliveInterval',
    setter: 'setKeepAliveInterval',
    initial: 0,
    other: 65_535,
    fixed: 211,
  },
  {
    name: 'LocalHost',
    getter: 'getLocalHost',
    setter: 'setLocalHost',
    initial: '',
    other: '127.0.0.1',
    fixed: 107,
  },
  {
    name: 'LocalPort',
    getter: 'getLocalPort',
    setter: 'setLocalPort',
    initial: 0,
    other: 65_535,
    fixed: 106,
  },
  { name: 'OutgoingMessages', getter: 'getOutgoingMessages', initial: 'MQTTMessageList' },
  { name: 'Password', getter: 'getPassword', setter: 'setPassword', initial: '', other: 'secret' },
  { name: 'ReadyToSend', getter: 'isReadyToSend', initial: false },
  {
    name: 'RemoteHost',
    getter: 'getRemoteHost',
    setter: 'setRemoteHost',
    initial: '',
    other: 'host',
    fixed: 101,
  },
  {
    name: 'RemotePort',
    getter: 'getRemotePort',
    setter: 'setRemotePort',
    initial: 1883,
    other: 65_535,
    fixed: 100,
  },
  {
    name: 'SSLAcceptServerCert',
    getter: 'getSSLAcceptServerCert',
    setter: 'setSSLAcceptServerCert',
    initial: 'Certificate',
  },
  { name: 'SSLCert', getter: 'getSSLCert', setter: 'setSSLCert', initial: 'Certificate' },
  {
    name: 'SSLEnabled',
    getter: 'isSSLEnabled',
    setter: 'setSSLEnabled',
    initial: false,
    other: true,
  },
  { name: 'SSLProvider', getter: 'getSSLProvider', setter: 'setSSLProvider', initial: 0, other: 2 },
  { name: 'SSLServerCert', getter: 'getSSLServerCert', initial: 'Certificate' },
  { name: 'Timeout', getter: 'getTimeout', setter: 'setTimeout', initial: 60, other: 0 },
  { name: 'User', getter: 'getUser', setter: 'setUser', initial: '', other: 'user' },
  { name: 'Version', getter: 'getVersion', setter: 'setVersion', initial: 0, other: 1 },
  {
    name: 'WillMessage',
    getter: 'getWillMessage',
    setter: 'setWillMessage',
    initial: '',
    other: 'gone',
    fixed: 211,
  },
  {
    name: 'WillTopic',
    getter: 'getWillTopic',
    setter: 'setWillTopic',
    initial: '',
    other: 'wills',
    fixed: 211,
  },
];

/** 13 methods with the number of their parameters; all give promises. */
export const METHODS: Readonly<Record<string, number>> = {
  config: 1,
  connect: 0,
  connectTo: 2,
  disconnect: 0,
  doEvents: 0,
  interrupt: 0,
  publishData: 3,
  publishMessage: 3,
  reset: 0,
  restoreSession: 1,
  saveSession: 0,
  subscribe: 2,
  unsubscribe: 1,
};

const STATUS = { statusCode: 'number', description: 'string' } as const;
const MESSAGE = {
  packetId: 'number',
  topic: 'string',
  QOS: 'number',
  message: 'string',
  messageB: 'Uint8Array',
  retained: 'boolean',
  duplicate: 'boolean',
} as const;

/** 13 events with their fields. */
export const EVENTS = {
  Connected: STATUS,
  ConnectionStatus: { connectionEvent: 'string', ...STATUS },
  Disconnected: STATUS,
  Error: { errorCode: 'number', description: 'string' },
  Log: { logLevel: 'number', message: 'string', logType: 'string' },
  MessageAck: { packetId: 'number', direction: 'number', index: 'number', responseCode: 'number' },
  MessageIn: MESSAGE,
  MessageOut: MESSAGE,
  ReadyToSend: {},
  SSLServerAuthentication: {
    certEncoded: 'string',
    certEncodedB: 'Uint8Array',
    certSubject: 'string',
    certIssuer: 'string',
    status: 'string',
    accept: 'boolean',
  },
  SSLStatus: { message: 'string' },
  Subscribed: { topicFilter: 'string', QOS: 'number', responseCode: 'number' },
  Unsubscribed: { topicFilters: 'string', responseCode: 'number' },
} as const satisfies Readonly<Record<MQTTEventName, Readonly<Record<string, string>>>>;

/** What the fields of the events for which it matters may be. */
export const CONNECTION_EVENTS = [
  'Firewall connection complete.',
  'SSL handshake complete.',
  'Remote host connection complete.',
  'Remote host disconnected.',
  'SSL connection broken.',
  'Firewall host disconnected.',
] as const;
export const LOG_TYPES = ['Info', 'Packet', 'Reconnect', 'Session'] as const;

export const ENUMS = {
  MQTTVersions: { mvV3: 0, mvV5: 1 },
  MQTTSSLProviders: { sslpAutomatic: 0, sslpPlatform: 1, sslpInternal: 2 },
  FirewallTypes: { fwNone: 0, fwTunnel: 1, fwSOCKS4: 2, fwSOCKS5: 3, fwSOCKS4A: 10 },
  CertStoreTypes: {
    cstUser: 0,
    cstMachine: 1,
    cstPFXFile: 2,
    cstPFXBlob: 3,
    cstJKSFile: 4,
    cstJKSBlob: 5,
    cstPEMKeyFile: 6,
    cstPEMKeyBlob: 7,
    cstPublicKeyFile: 8,
    cstPublicKeyBlob: 9,
    cstSSHPublicKeyBlob: 10,
    cstP7BFile: 11,
    cstP7BBlob: 12,
    cstSSHPublicKeyFile: 13,
    cstPPKFile: 14,
    cstPPKBlob: 15,
    cstXMLFile: 16,
    cstXMLBlob: 17,
    cstJWKFile: 18,
    cstJWKBlob: 19,
    cstBCFKSFile: 21,
    cstBCFKSBlob: 22,
    cstPKCS11: 23,
    cstAuto: 99,
  },
} as const;

/** What each property and each JSON key does, in a sentence or two. Only the printer imports this. */

import type { PropertyName } from './engine-properties.ts';
import type { JSON_KEYS } from './json-keys.ts';

export const PROPERTY_DOCS = {
  CleanSession:
    'True: the server starts with an empty session (and with MQTT 3.1.1 keeps none afterwards). `restoreSession` sets it to false.',
  ClientId:
    'Client identifier. "" with CleanSession true: one is made up. "" with CleanSession false: connecting is refused with 500.',
  Connected:
    'Whether the connection is up. Setting it starts `connect` or `disconnect` without waiting.',
  Firewall: 'The proxy to connect through; the object is live.',
  IncomingMessages:
    'Incoming messages of QoS 1 and 2 that are not yet fully acknowledged; a live list.',
  KeepAliveInterval:
    'MQTT: seconds without a packet sent after which PINGREQ is sent, 0 for never; without an answer in as many seconds the connection ends with 10060.',
  LocalHost: 'Local interface to connect from; while connected, the local address.',
  LocalPort: 'Local port to connect from, 0 for any; while connected, the real port.',
  OutgoingMessages:
    'Outgoing messages of QoS 1 and 2 that are not yet fully acknowledged; a live list.',
  Password: 'Password of CONNECT; "" sends none. MQTT 3.1.1 without a User: refused with 500.',
  ReadyToSend: 'Whether what is published goes out at once; false while the send buffer is full.',
  RemoteHost:
    'Host name, address, or URL (ws, wss, mqtt, mqtts). While connected over a plain host name, its address.',
  RemotePort:
    'Port of the server. Never set and with TLS: 8883. 0 is refused when connecting, with 116.',
  SSLAcceptServerCert: 'A certificate that is accepted from the server without any check.',
  SSLCert: 'Our own certificate, with its private key.',
  SSLEnabled: 'Whether to use TLS; wss and mqtts always do.',
  SSLProvider:
    '0 and 1: the platform’s TLS. 2: an internal one, which does not exist here: connecting fails with 270.',
  SSLServerCert: 'The server’s certificate of the last TLS connection.',
  Timeout:
    'Seconds that an operation may take without progress, then 201; see AbsoluteTimeout. 0: operations do not wait.',
  User: 'User name of CONNECT; "" sends none.',
  Version: '0 MQTT 3.1.1, 1 MQTT 5.0.',
  WillMessage: 'Payload of the will.',
  WillTopic:
    'Topic on which the server publishes the will when the connection ends without DISCONNECT; "" for no will.',
} as const satisfies Readonly<Record<PropertyName, string>>;

type Groups = typeof JSON_KEYS;
type KeysOf<T> = T extends T ? keyof T : never;

export const JSON_KEY_DOCS = {
  AssignedClientIdentifier: 'The client identifier that the server chose.',
  AuthenticationMethod: 'The method of enhanced authentication.',
  ClientTopicAliasMax: 'The setting ClientTopicAliasMax.',
  ContentType: 'What the payload is, for whoever receives it.',
  CorrelationData: 'Hexadecimal data by which a requester knows the answer.',
  MaximumPacketSize: 'Bytes of the largest packet that the sender of this accepts.',
  MaximumQoS: 'The highest QoS that the server accepts.',
  MessageExpInterval: 'Seconds after which an undelivered message is dropped.',
  PayloadFormatIndicator: '0 unspecified bytes, 1 UTF-8 text.',
  ReasonString: 'Text for diagnosis.',
  ReceiveMaximum: 'How many QoS 1 and 2 messages may be unacknowledged at once.',
  RequestProblemInformation:
    'Whether the server may send reason strings and user properties on any packet.',
  RequestResponseInformation: 'Whether the server is asked for response information.',
  ResponseInformation: 'What the server suggests to build response topics from.',
  ResponseTopic: 'Where to send an answer.',
  RetainAvailable: 'Whether the server takes retained messages.',
  ServerKeepAlive: 'Seconds of keep alive that the server wants instead of ours.',
  ServerReference: 'Another server to use.',
  ServerTopicAliasMax: 'The setting ServerTopicAliasMax.',
  SessionExpInterval: 'Seconds that the session outlives the connection.',
  SharedSubscriptionAvailable: 'Whether the server has shared subscriptions.',
  SubscriptionIdentifiersAvailable: 'Whether the server has subscription identifiers.',
  TopicAlias: 'The setting TopicAlias.',
  UserProperty: '"name:value"; the key may be repeated, and takes an array as well.',
  WildcardSubscriptionAvaiable: 'Whether the server has wildcards. The documented spelling.',
  WildcardSubscriptionAvailable: 'The same, spelled right.',
  WillDelayInterval: 'Seconds after the connection ended before the will is published.',
} as const satisfies Readonly<Record<KeysOf<Groups[keyof Groups]>, string>>;

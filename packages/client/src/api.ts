/** What the client promises, member by member: editors show this text. */
/// <reference lib="esnext.disposable" preserve="true" />

import type { Certificate } from '#certificate';
import type { Authenticator } from './engine/engine.ts';
import type { MQTTEventName, MQTTListener } from './events.ts';
import type { Firewall } from './firewall.ts';
import type { MQTTMessageList } from './message.ts';
import type { SettingName } from './settings/tables.ts';
import type { MQTTSSLProviders, MQTTVersions } from './versions.ts';

/**
 * The properties. Getters and setters are synchronous. A setter throws an MQTTError: 10022 for a value of the wrong
 * type or out of range, the code given here where the property cannot change now. What a connect uses is read when
 * it starts: a later change holds for the next one.
 */
export interface MQTTProperties {
  /**
   * Whether the server starts a new session. Default true. MQTT 3.1.1: the Clean Session flag. MQTT 5: Clean Start;
   * how long the server keeps the session is SessionExpInterval. A successful restoreSession makes it false.
   */
  isCleanSession(): boolean;
  setCleanSession(cleanSession: boolean): void;

  /**
   * The client identifier. Default "": connect makes one up, which this property shows then; that needs
   * CleanSession, otherwise connect rejects with 500.
   */
  getClientId(): string;
  setClientId(clientId: string): void;

  /** True from the accepted CONNACK, before Connected fires, to the end of the connection, before Disconnected fires. */
  isConnected(): boolean;
  /**
   * True starts `connect`, false starts `disconnect`; the outcome is that of the events. False while idle does nothing.
   * @throws MQTTError 104 already connected, 1105 connecting, and what `connect` checks before it uses the network
   */
  setConnected(connected: boolean): void;

  /** The proxy to connect through, a live object. Default: none. */
  getFirewall(): Firewall;
  setFirewall(firewall: Firewall): void;

  /** Incoming messages of QoS 1 and 2 that are not fully acknowledged, oldest first; live and read-only. */
  getIncomingMessages(): MQTTMessageList;

  /**
   * Seconds, 0 to 65,535; default 0 = off. When nothing was sent for so long, PINGREQ goes out; without a PINGRESP
   * in the same time the connection ends with 10060. In MQTT 5 the server may set another value for a connection.
   * @throws MQTTError 211 while connected
   */
  getKeepAliveInterval(): number;
  setKeepAliveInterval(seconds: number): void;

  /**
   * The local address to connect from. Default "": the system chooses. While connected: the address in use.
   * @throws MQTTError 107 while connecting, connected or disconnecting
   */
  getLocalHost(): string;
  setLocalHost(host: string): void;

  /**
   * The local port to connect from, 0 to 65,535. Default 0: the system chooses. While connected: the port in use.
   * @throws MQTTError 106 while connecting, connected or disconnecting
   */
  getLocalPort(): number;
  setLocalPort(port: number): void;

  /** Outgoing messages of QoS 1 and 2 that are not fully acknowledged, oldest first; live and read-only. */
  getOutgoingMessages(): MQTTMessageList;

  /** Default "": none is sent. MQTT 3.1.1 allows none without a User: connect rejects with 500. */
  getPassword(): string;
  setPassword(password: string): void;

  /** Connected, and the socket's buffer takes more. After false, ReadyToSend tells when it is true again. */
  isReadyToSend(): boolean;

  /**
   * A name or an address for MQTT over TCP, or `ws://host[:port][/path]`, `wss://…` for WebSocket; as an extension
   * also `mqtt://` and `mqtts://`. Default "". A leading `*` leaves the name to a SOCKS proxy. While connected by name:
   * the address. Passwords in a URL read as `***`.
   * @throws MQTTError 101 while connecting, connected or disconnecting
   */
  getRemoteHost(): string;
  setRemoteHost(host: string): void;

  /**
   * 0 to 65,535. Default 1883, and 8883 with TLS while it was never set; 0 takes the port of a URL in RemoteHost.
   * @throws MQTTError 100 while connecting, connected or disconnecting
   */
  getRemotePort(): number;
  setRemotePort(port: number): void;

  /**
   * A server certificate to accept whatever is wrong with it, byte for byte. Default: none, an empty Certificate.
   * @throws MQTTError 271 in a browser
   */
  getSSLAcceptServerCert(): Certificate;
  setSSLAcceptServerCert(certificate: Certificate): void;

  /**
   * Our own certificate, for servers that ask for one. Default: none, an empty Certificate. Certificates to send along
   * are those of its store and SSLCACerts. Without its private key, connect with TLS rejects with 281.
   * @throws MQTTError 271 in a browser
   */
  getSSLCert(): Certificate;
  setSSLCert(certificate: Certificate): void;

  /** TLS from the first byte. Default false. `wss://` and `mqtts://` imply it. */
  isSSLEnabled(): boolean;
  setSSLEnabled(enabled: boolean): void;

  /** Default 0, automatic. 2, internal, does not exist here: connect with TLS rejects with 270. */
  getSSLProvider(): MQTTSSLProviders;
  setSSLProvider(provider: MQTTSSLProviders): void;

  /**
   * The server's certificate in the last TLS connection: emptied when a connect starts, kept after its end.
   * @throws MQTTError 271 in a browser
   */
  getSSLServerCert(): Certificate;

  /**
   * Seconds, from 0; default 60. An operation that has not settled when nothing was sent or received for so long (or
   * in all, with AbsoluteTimeout) rejects with 201. 0: operations do not wait; see each method.
   */
  getTimeout(): number;
  setTimeout(seconds: number): void;

  /** Default "": none is sent. */
  getUser(): string;
  setUser(user: string): void;

  /** 0 is MQTT 3.1.1 (default), 1 is MQTT 5.0. */
  getVersion(): MQTTVersions;
  setVersion(version: MQTTVersions): void;

  /**
   * What the server publishes to WillTopic when the connection ends without our disconnect. Default "".
   * @throws MQTTError 211 while connected
   */
  getWillMessage(): string;
  setWillMessage(message: string): void;

  /**
   * A topic name, without wildcards. Default "": no will. Its QoS and more are the settings WillQOS, WillRetain and
   * WillProperties.
   * @throws MQTTError 211 while connected
   */
  getWillTopic(): string;
  setWillTopic(topic: string): void;
}

/**
 * The methods. What fails rejects with an MQTTError, never by an exception. A rejection that nobody waits for does not
 * end the process.
 */
export interface MQTTMethods {
  /**
   * `NAME=VALUE` sets, `NAME` reads a setting; names in any case, arrays as `NAME[0]`. Takes effect within the call.
   * All settings are listed in docs/settings.md.
   * @returns the value as a read gives it
   * Rejects: 10022 unknown name or wrong value, 211 a setting that is read-only, and the code given for a setting.
   */
  config(configuration: SettingName | (string & {})): Promise<string>;

  /**
   * Connects to RemoteHost. Resolves when the server accepted the connection and the Connected listeners are done,
   * async ones included (for at most Timeout). Connected fires for a failure too, before the rejection.
   * Rejects: 104 connected, 1105 connecting, 102 no host, 116 port 0, 152 and 153 the URL, 500 refused by the server or
   * ClientId or Password not allowed, 502 WillTopic, 504 text that cannot be sent, 201 Timeout, 301 interrupted, 1120
   * the server closed, or the network's error. With a proxy: 118 it refuses. With TLS: 270 SSLProvider, protocols or
   * cipher suites, 271 a file of certificates, 272, 273 and 281 SSLCert, 276 the handshake, 280 the server's certificate
   * is not accepted, 302 SSLKeyLogFile. With Timeout and ConnectionTimeout 0 it resolves at once.
   */
  connect(): Promise<void>;

  /** Sets RemoteHost and RemotePort (0: the port of a URL), then connects. Rejects as `connect` does. */
  connectTo(host: string, port: number): Promise<void>;

  /**
   * Ends the connection in order: DISCONNECT, then the end of the stream. While idle it resolves at once; while
   * connecting it ends the attempt, which rejects with 301. Operations under way reject with 301. In MQTT 5 the
   * settings DisconnectReasonCode and DisconnectProperties go along.
   * Rejects: 143 already disconnecting, 500 a SessionExpInterval that CONNECT did not have.
   */
  disconnect(): Promise<void>;

  /** Lets what is under way proceed. Never needed: events come by themselves. */
  doEvents(): Promise<void>;

  /** Drops the connection at once, without DISCONNECT, so that the server publishes the will; what waits rejects with 301. */
  interrupt(): Promise<void>;

  /**
   * Publishes bytes. `data` may be changed as soon as the call returns. Resolves when the message was handed to the
   * system, not when it is acknowledged: that is MessageOut. Settings that apply: Retain, Duplicate and, in MQTT 5,
   * OutgoingMessageProperties, OutgoingUserProp…, ResponseTopic, TopicAlias.
   * Rejects: 1117 not connected, 505 QOS, 502 topic, 504 data or too large for the server, 501 no packet id is free,
   * 500 a retained message the server does not offer, 201 the server's Receive Maximum stayed used up for Timeout, 135
   * with Timeout 0 when it would have to wait (a full buffer still sends it), 1120 and others when the connection ends
   * first: a message of QoS 1 or 2 is sent again after the next connect then.
   */
  publishData(topic: string, QOS: number, data: Uint8Array): Promise<void>;

  /** As `publishData`, with text as UTF-8 or in the setting CodePage. Rejects with 434 for text that it cannot express. */
  publishMessage(topic: string, QOS: number, message: string): Promise<void>;

  /** Disconnects and puts every property, setting, collection and the session back to the defaults. Listeners stay. */
  reset(): Promise<void>;

  /**
   * Replaces the session by what saveSession gave, or by the content of SessionStateFile, and makes CleanSession false.
   * Done when the call returns; in a browser, which reads SessionStateFile later, all that is called meanwhile follows
   * it. When connected, messages go out again if the server has the session.
   * Rejects: 302 the file cannot be read, 504 the data cannot be read; nothing has changed then.
   */
  restoreSession(stateData: string): Promise<void>;

  /**
   * The messages of QoS 1 and 2 that are not through, both ways, as an opaque string; also written to
   * SessionStateFile if that is set. Rejects: 302 the file cannot be written.
   */
  saveSession(): Promise<string>;

  /**
   * Subscribes to one filter or several, separated by TopicDelimiter. Resolves when the request was handed to the
   * system; the server's answer is one Subscribed event for each filter. Settings that apply: TopicQOSArray and, in
   * MQTT 5, TopicNLArray, TopicRAPArray, TopicRHArray, SubscriptionIdentifier.
   * Rejects: 1117 not connected, 503 a filter, 505 QOS, 501 no packet id is free, 500 what the server does not offer.
   */
  subscribe(topicFilter: string, QOS: number): Promise<void>;

  /** The reverse, with the same list; the answer is one Unsubscribed event. Rejects: 1117, 503, 501. */
  unsubscribe(topicFilter: string): Promise<void>;
}

/** Beyond the reference. */
export interface MQTTExtensions {
  /** Registers a listener; listeners run in the order in which they were registered. Event names are case-sensitive. */
  on<N extends MQTTEventName>(event: N, listener: MQTTListener<N>): this;
  /** Extension: a listener for the next event only. */
  once<N extends MQTTEventName>(event: N, listener: MQTTListener<N>): this;
  /** Extension: removes a listener, or without one all of the event. */
  off<N extends MQTTEventName>(event: N, listener?: MQTTListener<N>): this;
  /**
   * Extension: MQTT 5 enhanced authentication. Called with the server's authentication data, it returns ours. The
   * settings AuthenticationMethod and AuthenticationData go into CONNECT.
   */
  setAuthenticator(authenticator: Authenticator | undefined): void;
  /** Extension: `await using` disconnects at the end of the block. */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface MQTTClient extends MQTTProperties, MQTTMethods, MQTTExtensions {}

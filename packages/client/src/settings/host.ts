/** What the settings need from the client around them, and what they read of the running connection. */

import type { ConnackProperties, DisconnectProperties } from '@x/codec';
import type { LogType } from '../event-classes.ts';

/** A certificate as the settings keep it and as TLS reads it. */
export interface CertificateValue {
  /** In DER; empty if there is none. */
  readonly encodedB: Uint8Array;
  readonly privateKeyAvailable: boolean;
  /** 0, the default, has no store here. */
  readonly storeType: number;
  /** In PEM; undefined without a certificate or without its key. */
  tlsCredentials(): { readonly cert: string; readonly key: string } | undefined;
}

/** The class of such objects. */
export interface CertificateClass {
  new (): CertificateValue;
}

/** The client's side of the settings. */
export interface SettingsHost {
  readonly runtime: RuntimeValues;
  readonly certificate: CertificateClass;
  /** Connecting, connected or disconnecting, but not merely waiting for the next automatic attempt. */
  isBusy(): boolean;
  isConnected(): boolean;
  /** @throws MQTTError 1117 while not connected. */
  sendCustomPacket(bytes: Uint8Array): void;
  log(level: 1 | 2 | 3, message: string, type: LogType): void;
}

/** What read-only settings show. */
export interface RuntimeValues {
  /** Of the last CONNACK; undefined before any, and with MQTT 3.1.1. */
  readonly connAckProperties: ConnackProperties | undefined;
  readonly sessionPresent: boolean;
  readonly serverTopicAliasMax: number;
  /** Of the last publish; -1 before any and after a QoS 0 publish. */
  readonly outgoingPacketId: number;
  /** Publishes that wait for the server's quota or for a connection. */
  readonly queuedMessages: number;
  /** Of the most recent incoming PUBLISH. */
  readonly incomingUserProperties: readonly (readonly [name: string, value: string])[] | undefined;
  /** The server's DISCONNECT, until the next connect starts. A new object for each. */
  readonly receivedDisconnect: ReceivedDisconnect | undefined;
  /** Of the last TLS handshake. */
  readonly negotiated: NegotiatedTLS | undefined;
  /** While connected. */
  readonly localAddress: string | undefined;
  readonly localPort: number | undefined;
  /** While connected over a plain host name: its resolved address. */
  readonly remoteAddress: string | undefined;
}

export interface ReceivedDisconnect {
  readonly reasonCode: number;
  readonly properties?: DisconnectProperties | undefined;
}

export interface NegotiatedTLS {
  /** OpenSSL's name. */
  readonly cipher: string;
  /** Bits. */
  readonly cipherStrength: number;
  /** IANA's name. */
  readonly cipherSuite: string;
  readonly keyExchange: string;
  /** Bits. */
  readonly keyExchangeStrength: number;
  /** TLSv1.2 or TLSv1.3. */
  readonly version: string;
}

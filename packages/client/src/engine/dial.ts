/** What the engine asks of the platform's transports; `#dial` is the dialer for Node or the one for browsers. */

import type { Transport } from '@x/transport';
import type { Listeners } from '../events.ts';
import type { TLSValues } from '../settings/setting-values.ts';
import type { ObjectValues } from '../settings/store.ts';
import type { Address } from './address.ts';
import type { PacketLog } from './packet-log.ts';

/** The settings of the network, as the transports need them. */
export interface DialSettings {
  readonly LocalHost: string;
  readonly LocalPort: number;
  readonly UseIPv6: number;
  readonly TcpNoDelay: boolean;
  readonly TCPKeepAlive: boolean;
  /** Milliseconds; 0 = the system's default. */
  readonly KeepAliveTime: number;
  readonly Linger: boolean;
  /** Seconds; 0 = the default. */
  readonly LingerTime: number;
  /** Bytes; 0 = the default. */
  readonly OutBufferSize: number;
  /** Bytes per second; 0 = no limit. */
  readonly MaxTransferRate: number;
  /** Bytes; 0 = no limit. */
  readonly MaxIncomingPacketSize: number;
  readonly SSLProvider: number;
  /** Targets to reach without the proxy. */
  readonly ProxyExceptionsList: string;
  /** Header lines for the proxy. */
  readonly FirewallData: string;
}

/** All of one connect attempt, as it is when the attempt starts. */
export interface DialRequest {
  readonly address: Address;
  readonly settings: DialSettings;
  /** Undefined: as they begin. */
  readonly tls: Readonly<TLSValues> | undefined;
  readonly objects: Readonly<ObjectValues>;
  /** Of SSLServerAuthentication. */
  readonly listeners: Listeners;
  readonly log: PacketLog;
}

/** One for each client: it remembers TLS sessions. */
export interface Dialer {
  /** @throws MQTTError for what is wrong before the network is used, or what this platform cannot do */
  dial(request: DialRequest): Transport;
}

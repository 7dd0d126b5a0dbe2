/** What the engine asks of the platform's transports; `#dial` is the one for Node or the one for browsers. */

import type { Transport } from '@x/transport';
import type { Address } from './address.ts';

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
}

/** @throws MQTTError for what this platform cannot do */
export type Dial = (address: Address, settings: DialSettings) => Transport;

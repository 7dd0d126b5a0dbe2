/** What a connection tells: the values behind the read-only settings and properties. */

import type { ConnackProperties, DisconnectPacket, PublishProperties } from '@x/codec';
import type { Session } from '@x/session';
import type { Connection } from '@x/transport';
import type { NegotiatedTLS, RuntimeValues } from '../settings/host.ts';

export class Runtime implements RuntimeValues {
  connAckProperties: ConnackProperties | undefined;
  sessionPresent = false;
  outgoingPacketId = -1;
  /** Of the message whose events run, or ran last. */
  incomingProperties: PublishProperties | undefined;
  receivedDisconnect: DisconnectPacket | undefined;
  negotiated: NegotiatedTLS | undefined;
  /** Of the server of the last TLS connection, in DER. */
  serverCertificate: Uint8Array | undefined;
  /** Undefined until the engine has made it. */
  session: Pick<Session, 'waiting'> | undefined;
  /** Undefined unless there is a connection. */
  connection: Connection | undefined;
  /** Whether the connection was made to a host name or address of its own, not by URL. */
  byName = false;

  get serverTopicAliasMax(): number {
    return this.connAckProperties?.topicAliasMaximum ?? 0;
  }

  get queuedMessages(): number {
    return this.session?.waiting ?? 0;
  }

  get incomingUserProperties(): RuntimeValues['incomingUserProperties'] {
    return this.incomingProperties?.userProperties;
  }

  get localAddress(): string | undefined {
    return this.connection?.info.localAddress;
  }

  get localPort(): number | undefined {
    return this.connection?.info.localPort;
  }

  get remoteAddress(): string | undefined {
    return this.byName ? this.connection?.info.remoteAddress : undefined;
  }

  /** A new attempt knows nothing of the last connection. */
  begin(): void {
    this.connAckProperties = undefined;
    this.sessionPresent = false;
    this.receivedDisconnect = undefined;
    this.negotiated = undefined;
    this.serverCertificate = undefined;
    this.connection = undefined;
  }

  reset(): void {
    this.begin();
    this.outgoingPacketId = -1;
    this.incomingProperties = undefined;
  }
}

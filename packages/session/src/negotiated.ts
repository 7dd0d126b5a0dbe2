/** What CONNECT asked for and CONNACK allowed: the limits of one connection, with the specification's defaults. */

import type { ConnackPacket, ConnectPacket, ProtocolVersion } from '@x/codec';

export interface Negotiated {
  readonly version: ProtocolVersion;
  /** Milliseconds, 0 = off; the server's Server Keep Alive if it sent one [MQTT-3.2.2-21]. */
  readonly keepAlive: number;
  readonly receiveMaximum: number;
  readonly maximumQoS: number;
  readonly retainAvailable: boolean;
  /** Bytes; `Infinity` when the server set none. */
  readonly maximumPacketSize: number;
  readonly topicAliasMaximum: number;
  readonly wildcardSubscriptionAvailable: boolean;
  readonly subscriptionIdentifiersAvailable: boolean;
  readonly sharedSubscriptionAvailable: boolean;
  /** What we announced to the server. */
  readonly ownReceiveMaximum: number;
  readonly ownTopicAliasMaximum: number;
  readonly requestProblemInformation: boolean;
  readonly authenticationMethod: string | undefined;
}

export function negotiate(connect: ConnectPacket, connack: ConnackPacket): Negotiated {
  const asked = connect.properties ?? {};
  const granted = connack.properties ?? {};
  return {
    version: connect.protocolVersion,
    keepAlive: (granted.serverKeepAlive ?? connect.keepAlive) * 1000,
    receiveMaximum: granted.receiveMaximum ?? 65_535,
    maximumQoS: granted.maximumQoS ?? 2,
    retainAvailable: granted.retainAvailable ?? true,
    maximumPacketSize: granted.maximumPacketSize ?? Number.POSITIVE_INFINITY,
    topicAliasMaximum: granted.topicAliasMaximum ?? 0,
    wildcardSubscriptionAvailable: granted.wildcardSubscriptionAvailable ?? true,
    subscriptionIdentifiersAvailable: granted.subscriptionIdentifiersAvailable ?? true,
    sharedSubscriptionAvailable: granted.sharedSubscriptionAvailable ?? true,
    ownReceiveMaximum: asked.receiveMaximum ?? 65_535,
    ownTopicAliasMaximum: asked.topicAliasMaximum ?? 0,
    requestProblemInformation: asked.requestProblemInformation ?? true,
    authenticationMethod: asked.authenticationMethod,
  };
}

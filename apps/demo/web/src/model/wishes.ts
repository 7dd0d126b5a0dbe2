/** What the forms of the page ask for. */

import type { QoS } from '@x/codec';

export interface ConnectWish {
  readonly url: string;
  readonly clientId: string;
  readonly version: string;
  readonly cleanStart: boolean;
  /** Seconds. */
  readonly keepAlive: number;
  /** Seconds; MQTT 5. */
  readonly sessionExpiry: number;
  /** Messages that the broker may have under way; undefined: as many as it likes. MQTT 5. */
  readonly receiveMaximum: number | undefined;
  /** Aliases that the broker may use; MQTT 5. */
  readonly topicAliasMaximum: number | undefined;
  readonly user: string;
  readonly password: string;
  /** Empty: no will. */
  readonly willTopic: string;
  readonly willMessage: string;
  readonly willQos: QoS;
  readonly willRetain: boolean;
}

export interface SubscribeWish {
  readonly filter: string;
  readonly qos: QoS;
}

export interface Subscription extends SubscribeWish {
  /** The broker's answer; undefined until it comes. */
  readonly code: number | undefined;
}

export interface PublishWish {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly payload: string;
  /** How often. */
  readonly times: number;
  readonly contentType: string;
  /** Seconds; undefined: never. */
  readonly expiry: number | undefined;
  readonly responseTopic: string;
  /** Text. */
  readonly correlationData: string;
  readonly topicAlias: number | undefined;
  readonly userName: string;
  readonly userValue: string;
}

/** The packet model: one closed union for both protocol versions, discriminated by `type`. */

import type { PropertiesOf } from './properties.ts';

/** The CONNECT packet's protocol level: 4 is MQTT 3.1.1, 5 is MQTT 5.0. */
export type ProtocolVersion = 4 | 5;

/** 0 at most once, 1 at least once, 2 exactly once. */
export type QoS = 0 | 1 | 2;

/** The message that the server publishes when the connection ends without a DISCONNECT of reason code 0. */
export interface Will {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly properties?: WillProperties | undefined;
}

export interface ConnectPacket {
  readonly type: 'connect';
  readonly protocolVersion: ProtocolVersion;
  readonly clientId: string;
  /** Clean Session in 3.1.1. */
  readonly cleanStart: boolean;
  /** Seconds, 0 to 65,535; 0 turns keep alive off. */
  readonly keepAlive: number;
  readonly username?: string | undefined;
  readonly password?: Uint8Array | undefined;
  readonly will?: Will | undefined;
  readonly properties?: ConnectProperties | undefined;
}

export interface ConnackPacket {
  readonly type: 'connack';
  readonly sessionPresent: boolean;
  /** 3.1.1: the return code, 0 to 5. */
  readonly reasonCode: number;
  readonly properties?: ConnackProperties | undefined;
}

export interface PublishPacket {
  readonly type: 'publish';
  /** May be empty in 5.0 if `properties.topicAlias` is there. */
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly dup: boolean;
  /** 1 to 65,535 with QoS 1 and 2, absent with QoS 0. */
  readonly packetId?: number | undefined;
  readonly properties?: PublishProperties | undefined;
}

interface Acknowledgement<T extends string> {
  readonly type: T;
  readonly packetId: number;
  /** 3.1.1: always 0. */
  readonly reasonCode: number;
  readonly properties?: AckProperties | undefined;
}
export type PubackPacket = Acknowledgement<'puback'>;
export type PubrecPacket = Acknowledgement<'pubrec'>;
export type PubrelPacket = Acknowledgement<'pubrel'>;
export type PubcompPacket = Acknowledgement<'pubcomp'>;

/** One entry of a SUBSCRIBE packet; the last three are MQTT 5. */
export interface Subscription {
  readonly topicFilter: string;
  readonly qos: QoS;
  readonly noLocal?: boolean | undefined;
  readonly retainAsPublished?: boolean | undefined;
  /** 0 send retained messages, 1 only for a new subscription, 2 never. */
  readonly retainHandling?: 0 | 1 | 2 | undefined;
}

export interface SubscribePacket {
  readonly type: 'subscribe';
  readonly packetId: number;
  readonly subscriptions: readonly Subscription[];
  readonly properties?: SubscribeProperties | undefined;
}

export interface SubackPacket {
  readonly type: 'suback';
  readonly packetId: number;
  readonly reasonCodes: readonly number[];
  readonly properties?: AckProperties | undefined;
}

export interface UnsubscribePacket {
  readonly type: 'unsubscribe';
  readonly packetId: number;
  readonly topicFilters: readonly string[];
  readonly properties?: UnsubscribeProperties | undefined;
}

export interface UnsubackPacket {
  readonly type: 'unsuback';
  readonly packetId: number;
  /** 3.1.1: empty. */
  readonly reasonCodes: readonly number[];
  readonly properties?: AckProperties | undefined;
}

export interface PingreqPacket {
  readonly type: 'pingreq';
}

export interface PingrespPacket {
  readonly type: 'pingresp';
}

export interface DisconnectPacket {
  readonly type: 'disconnect';
  readonly reasonCode: number;
  readonly properties?: DisconnectProperties | undefined;
}

/** MQTT 5 only. */
export interface AuthPacket {
  readonly type: 'auth';
  readonly reasonCode: number;
  readonly properties?: AuthProperties | undefined;
}

export type Packet =
  | ConnectPacket
  | ConnackPacket
  | PublishPacket
  | PubackPacket
  | PubrecPacket
  | PubrelPacket
  | PubcompPacket
  | SubscribePacket
  | SubackPacket
  | UnsubscribePacket
  | UnsubackPacket
  | PingreqPacket
  | PingrespPacket
  | DisconnectPacket
  | AuthPacket;

export type PacketType = Packet['type'];

/** Who sends a packet. */
export type Sender = 'client' | 'server';

export type ConnectProperties = PropertiesOf<'connect'>;
export type WillProperties = PropertiesOf<'will'>;
export type ConnackProperties = PropertiesOf<'connack'>;
export type PublishProperties = PropertiesOf<'publish'>;
/** Of PUBACK, PUBREC, PUBREL, PUBCOMP, SUBACK and UNSUBACK. */
export type AckProperties = PropertiesOf<'puback'>;
export type SubscribeProperties = PropertiesOf<'subscribe'>;
export type UnsubscribeProperties = PropertiesOf<'unsubscribe'>;
export type DisconnectProperties = PropertiesOf<'disconnect'>;
export type AuthProperties = PropertiesOf<'auth'>;

/** An application message inside the broker: what a PUBLISH carried, freed from the connection that it came on. */

import type { PublishPacket, PublishProperties, QoS, Will } from '@x/codec';

/** What travels unaltered from publisher to subscriber; alias and identifiers belong to one connection only. */
export type MessageProperties = Omit<PublishProperties, 'topicAlias' | 'subscriptionIdentifiers'>;

/** A message as `broker.publish` takes it. */
export interface BrokerMessage {
  readonly topic: string;
  /** Text is sent as UTF-8; nothing by default. */
  readonly payload?: Uint8Array | string | undefined;
  /** 0 by default. */
  readonly qos?: QoS | undefined;
  /** false by default. With an empty payload it clears the topic's retained message. */
  readonly retain?: boolean | undefined;
  readonly properties?: MessageProperties | undefined;
}

const NEVER = Number.POSITIVE_INFINITY;
const utf8 = new TextEncoder();

export class Message {
  readonly topic: string;
  readonly qos: QoS;
  readonly retain: boolean;
  /** The client that published it; undefined: the broker's own. */
  readonly publisher: string | undefined;
  /** When it expires, in milliseconds of the broker's clock. */
  readonly expiresAt: number;
  payload: Uint8Array;
  properties: MessageProperties | undefined;
  #kept = false;

  constructor(
    topic: string,
    payload: Uint8Array,
    qos: QoS,
    retain: boolean,
    properties: MessageProperties | undefined,
    publisher: string | undefined,
    now: number,
  ) {
    this.topic = topic;
    this.payload = payload;
    this.qos = qos;
    this.retain = retain;
    this.properties = properties;
    this.publisher = publisher;
    const interval = properties?.messageExpiryInterval;
    this.expiresAt = interval === undefined ? NEVER : now + interval * 1000;
  }

  static fromPublish(
    packet: PublishPacket,
    topic: string,
    publisher: string,
    now: number,
  ): Message {
    const { payload, qos, retain } = packet;
    let properties: MessageProperties | undefined = packet.properties;
    if (packet.properties?.topicAlias !== undefined) {
      const { topicAlias, ...rest } = packet.properties;
      properties = rest;
    }
    return new Message(topic, payload, qos, retain, properties, publisher, now);
  }

  static fromWill(will: Will, publisher: string, now: number): Message {
    let properties: MessageProperties | undefined;
    if (will.properties !== undefined) {
      const { willDelayInterval, ...rest } = will.properties;
      properties = rest;
    }
    return new Message(will.topic, will.payload, will.qos, will.retain, properties, publisher, now);
  }

  static fromBroker(message: BrokerMessage, now: number): Message {
    const { topic, payload = new Uint8Array(0), qos = 0, retain = false, properties } = message;
    // The caller may go on with its buffer.
    const bytes = typeof payload === 'string' ? utf8.encode(payload) : payload.slice();
    return new Message(topic, bytes, qos, retain, properties, undefined, now);
  }

  /** Copies what is still a view of a received chunk: a kept message must not pin 64 KiB. */
  keep(): this {
    if (this.#kept) return this;
    this.#kept = true;
    this.payload = this.payload.slice();
    const correlationData = this.properties?.correlationData;
    if (correlationData !== undefined) {
      this.properties = { ...this.properties, correlationData: correlationData.slice() };
    }
    return this;
  }

  expired(now: number): boolean {
    return this.expiresAt <= now;
  }
}

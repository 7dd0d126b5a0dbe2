/** The messages of the two collections: made when a list is read, from records that the session keeps. */

import type { PublishProperties } from '@x/codec';
import { mqttError } from './errors.ts';
import { toHex } from './hex.ts';

/** What the session knows of a message that is not yet fully acknowledged. */
export interface MessageRecord {
  readonly packetId: number;
  /** As on the wire: empty when only a topic alias was sent. */
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  /** 0 to 4 outgoing, 5 to 9 incoming. */
  readonly state: number;
  readonly properties: PublishProperties | undefined;
}

/** The collection behind a list, in the order of the messages. */
export interface MessageSource {
  readonly size: number;
  at(index: number): MessageRecord | undefined;
  [Symbol.iterator](): Iterator<MessageRecord>;
}

/** Turns a payload into text. */
export type PayloadDecoder = (payload: Uint8Array) => string;

/** A message of QoS 1 or 2 as it was when the list was read; all fields are read-only. */
export class MQTTMessage {
  readonly #decode: PayloadDecoder;
  /** The RETAIN flag. */
  readonly retained: boolean;
  /** The DUP flag. */
  readonly duplicate: boolean;
  /** The payload, exactly. */
  readonly messageB: Uint8Array;
  /** 1 to 65,535. */
  readonly packetId: number;
  /** 0, 1 or 2. */
  readonly qos: 0 | 1 | 2;
  /**
   * Outgoing: 0 PUBLISH sent (QoS 1), 1 PUBLISH sent (QoS 2), 2 PUBREC received, 3 PUBREL sent, 4 finished.
   * Incoming: 5 PUBLISH received (QoS 1), 6 PUBLISH received (QoS 2), 7 PUBREC sent, 8 PUBREL received, 9 finished.
   */
  readonly state: number;
  /** As on the wire: "" when only `topicAlias` was sent. */
  readonly topic: string;
  /** Extension: the MQTT 5 properties of the PUBLISH packet. */
  readonly properties: PublishProperties | undefined;

  constructor(record: MessageRecord, decode: PayloadDecoder) {
    this.#decode = decode;
    this.retained = record.retain;
    this.duplicate = record.dup;
    this.messageB = record.payload;
    this.packetId = record.packetId;
    this.qos = record.qos;
    this.state = record.state;
    this.topic = record.topic;
    this.properties = record.properties;
  }

  /** The payload as text; lossy where it is none, so use `messageB` for binary payloads. */
  get message(): string {
    return this.#decode(this.messageB);
  }
  /** Default "". */
  get contentType(): string {
    return this.properties?.contentType ?? '';
  }
  /** Hexadecimal. Default "". */
  get correlationData(): string {
    const bytes = this.properties?.correlationData;
    return bytes === undefined ? '' : toHex(bytes);
  }
  /** Seconds. Default 0: does not expire. */
  get messageExpInterval(): number {
    return this.properties?.messageExpiryInterval ?? 0;
  }
  /** 0 unspecified bytes, 1 UTF-8 text. */
  get payloadFormatIndicator(): number {
    return this.properties?.payloadFormatIndicator ?? 0;
  }
  /** Default "". */
  get responseTopic(): string {
    return this.properties?.responseTopic ?? '';
  }
  /** The identifiers of the matching subscriptions, "123,321", in the packet's order. Default "". */
  get subscriptionIdentifiers(): string {
    return this.properties?.subscriptionIdentifiers?.join(',') ?? '';
  }
  /** Default 0: none. */
  get topicAlias(): number {
    return this.properties?.topicAlias ?? 0;
  }

  getContentType(): string {
    return this.contentType;
  }
  getCorrelationData(): string {
    return this.correlationData;
  }
  isDuplicate(): boolean {
    return this.duplicate;
  }
  getMessage(): string {
    return this.message;
  }
  getMessageB(): Uint8Array {
    return this.messageB;
  }
  getMessageExpInterval(): number {
    return this.messageExpInterval;
  }
  getPacketId(): number {
    return this.packetId;
  }
  getPayloadFormatIndicator(): number {
    return this.payloadFormatIndicator;
  }
  getQoS(): 0 | 1 | 2 {
    return this.qos;
  }
  getResponseTopic(): string {
    return this.responseTopic;
  }
  isRetained(): boolean {
    return this.retained;
  }
  getState(): number {
    return this.state;
  }
  getSubscriptionIdentifiers(): string {
    return this.subscriptionIdentifiers;
  }
  getTopic(): string {
    return this.topic;
  }
  getTopicAlias(): number {
    return this.topicAlias;
  }
}

/** A live, read-only view of the messages that are not yet fully acknowledged, oldest first. */
export class MQTTMessageList implements Iterable<MQTTMessage> {
  readonly #source: MessageSource;
  readonly #decode: PayloadDecoder;

  /** The message at this place, undefined where there is none. */
  readonly [index: number]: MQTTMessage | undefined;

  constructor(source: MessageSource, decode: PayloadDecoder) {
    this.#source = source;
    this.#decode = decode;
  }

  get size(): number {
    return this.#source.size;
  }
  get length(): number {
    return this.#source.size;
  }

  /** @throws MQTTError 10022 if there is no message at this place. */
  get(index: number): MQTTMessage {
    const message = this.#at(index);
    if (message !== undefined) return message;
    throw mqttError(10022, `message index ${index} is not from 0 to ${this.size - 1}`);
  }
  /** As `get`. */
  item(index: number): MQTTMessage {
    return this.get(index);
  }

  *[Symbol.iterator](): Generator<MQTTMessage, void, undefined> {
    for (const record of this.#source) yield new MQTTMessage(record, this.#decode);
  }

  #at(index: number): MQTTMessage | undefined {
    if (!Number.isInteger(index) || index < 0) return undefined;
    const record = this.#source.at(index);
    return record === undefined ? undefined : new MQTTMessage(record, this.#decode);
  }

  // One proxy behind the prototype serves `list[i]` of every list, and only look-ups that found nothing else reach it.
  static {
    Object.setPrototypeOf(
      MQTTMessageList.prototype,
      new Proxy(Object.prototype, {
        get(target, key, list: unknown) {
          const index = indexOf(key);
          if (index === undefined) return Reflect.get(target, key, list);
          return list instanceof MQTTMessageList ? list.#at(index) : undefined;
        },
      }),
    );
  }
}

function indexOf(key: string | symbol): number | undefined {
  return typeof key === 'string' && /^\d+$/.test(key) ? Number(key) : undefined;
}

/** The thirteen events: classes of plain fields, so that one costs little, with getters for what is computed only when read. */

import type { PublishProperties } from '@x/codec';
import type { PayloadDecoder } from './message.ts';

/** The outcome of a connect attempt, or how an established connection ended. */
export class StatusEvent {
  /** 0, or a number of `ERROR_CODES`. */
  readonly statusCode: number;
  /** "OK", or the error's text. */
  readonly description: string;

  constructor(statusCode: number, description: string) {
    this.statusCode = statusCode;
    this.description = description;
  }
}

/** A step of the transport. */
export class ConnectionStatusEvent {
  /** Such as "Remote host connection complete." */
  readonly connectionEvent: string;
  readonly statusCode: number;
  readonly description: string;

  constructor(connectionEvent: string, statusCode: number, description: string) {
    this.connectionEvent = connectionEvent;
    this.statusCode = statusCode;
    this.description = description;
  }
}

/** A condition that no promise reports. */
export class ErrorEvent {
  readonly errorCode: number;
  readonly description: string;

  constructor(errorCode: number, description: string) {
    this.errorCode = errorCode;
    this.description = description;
  }
}

export type LogType = 'Info' | 'Packet' | 'Reconnect' | 'Session';

export class LogEvent {
  /** 1 information, 2 verbose, 3 debug. */
  readonly logLevel: number;
  readonly message: string;
  readonly logType: LogType;

  constructor(logLevel: number, message: string, logType: LogType) {
    this.logLevel = logLevel;
    this.message = message;
    this.logType = logType;
  }
}

/** Finds an exchange's place in its collection. */
export interface IndexSource {
  indexOf(exchange: unknown): number;
}

/** The end of a QoS 1 or 2 exchange. */
export class AckEvent {
  readonly packetId: number;
  /** 0: the client sent the message, 1: the server. */
  readonly direction: 0 | 1;
  /** 0, or the MQTT 5 reason code. */
  readonly responseCode: number;
  readonly #source: IndexSource;
  readonly #exchange: unknown;

  constructor(
    packetId: number,
    direction: 0 | 1,
    responseCode: number,
    source: IndexSource,
    exchange: unknown,
  ) {
    this.packetId = packetId;
    this.direction = direction;
    this.responseCode = responseCode;
    this.#source = source;
    this.#exchange = exchange;
  }

  /** The message's place in its collection; right while the listener runs, -1 once the message was removed. */
  get index(): number {
    return this.#source.indexOf(this.#exchange);
  }
}

/** A message that came in, or one that went out. */
export class MessageEvent {
  /** -1 with QoS 0. */
  readonly packetId: number;
  /** Always the topic's name, also where an alias was sent. */
  readonly topic: string;
  readonly QOS: 0 | 1 | 2;
  /** The payload, exactly. */
  readonly messageB: Uint8Array;
  readonly retained: boolean;
  readonly duplicate: boolean;
  /** Extension: the MQTT 5 properties of the PUBLISH packet. */
  readonly properties: PublishProperties | undefined;
  readonly #decode: PayloadDecoder;

  constructor(
    packetId: number,
    topic: string,
    QOS: 0 | 1 | 2,
    messageB: Uint8Array,
    retained: boolean,
    duplicate: boolean,
    properties: PublishProperties | undefined,
    decode: PayloadDecoder,
  ) {
    this.packetId = packetId;
    this.topic = topic;
    this.QOS = QOS;
    this.messageB = messageB;
    this.retained = retained;
    this.duplicate = duplicate;
    this.properties = properties;
    this.#decode = decode;
  }

  /** The payload as text, decoded when it is read; lossy where it is none. */
  get message(): string {
    return this.#decode(this.messageB);
  }
}

export class ReadyToSendEvent {}

/** The server's certificate, before any MQTT byte is sent. */
export class SSLServerAuthenticationEvent {
  /** PEM of the server's certificate; of the whole chain with SSLIncludeCertChain. */
  readonly certEncoded: string;
  readonly certEncodedB: Uint8Array;
  readonly certSubject: string;
  readonly certIssuer: string;
  /** "OK", or why verification failed. */
  readonly status: string;
  /** Whether the certificate is accepted. Writable. */
  accept: boolean;

  constructor(fields: {
    readonly certEncoded: string;
    readonly certEncodedB: Uint8Array;
    readonly certSubject: string;
    readonly certIssuer: string;
    readonly status: string;
    readonly accept: boolean;
  }) {
    this.certEncoded = fields.certEncoded;
    this.certEncodedB = fields.certEncodedB;
    this.certSubject = fields.certSubject;
    this.certIssuer = fields.certIssuer;
    this.status = fields.status;
    this.accept = fields.accept;
  }
}

export class SSLStatusEvent {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The server's answer to one topic filter of a SUBSCRIBE packet. */
export class SubscribedEvent {
  readonly topicFilter: string;
  /** The QoS granted; 0 after a refusal. */
  readonly QOS: number;
  /** 0, 1, 2: granted; 128 and above: refused. */
  readonly responseCode: number;

  constructor(topicFilter: string, QOS: number, responseCode: number) {
    this.topicFilter = topicFilter;
    this.QOS = QOS;
    this.responseCode = responseCode;
  }
}

export class UnsubscribedEvent {
  /** As it was given to `unsubscribe`. */
  readonly topicFilters: string;
  readonly responseCode: number;

  constructor(topicFilters: string, responseCode: number) {
    this.topicFilters = topicFilters;
    this.responseCode = responseCode;
  }
}

/** The event object of each event. */
export type MQTTEventMap = {
  /** A connect attempt succeeded (0, "OK") or failed. Its listeners may be async: incoming messages wait for them. */
  Connected: StatusEvent;
  /** A step of the connection: to the proxy, to the server, TLS, and back. */
  ConnectionStatus: ConnectionStatusEvent;
  /** An established connection ended: in order (0, "OK"), or for the reason that the code tells. */
  Disconnected: StatusEvent;
  /** A condition that no promise reports, such as a message that the server refused. */
  Error: ErrorEvent;
  /** A line of the log, if its level is at most LogLevel. */
  Log: LogEvent;
  /** The exchange of a message of QoS 1 or 2 is over; the message is still in its collection. */
  MessageAck: AckEvent;
  /** A message came in: QoS 0 on receipt, QoS 1 and 2 after MessageAck. */
  MessageIn: MessageEvent;
  /** A message went out: QoS 0 when it was sent, QoS 1 and 2 after MessageAck. */
  MessageOut: MessageEvent;
  /** Connected, or a full buffer has drained: what is published now goes out at once. */
  ReadyToSend: ReadyToSendEvent;
  /** TLS: the server's certificate is known, and nothing was sent yet. Setting `accept` to false refuses it. */
  SSLServerAuthentication: SSLServerAuthenticationEvent;
  /** Progress of TLS, for people. */
  SSLStatus: SSLStatusEvent;
  /** The server's answer to one topic filter of a subscribe. */
  Subscribed: SubscribedEvent;
  /** The server's answer to an unsubscribe. */
  Unsubscribed: UnsubscribedEvent;
};

export type MQTTEventName = keyof MQTTEventMap;

/** Called synchronously; what it returns is looked at only to see whether it is a promise. */
export type MQTTListener<N extends MQTTEventName> = (event: MQTTEventMap[N]) => unknown;

/** Every event, in the documented order. */
export const EVENT_NAMES = [
  'Connected',
  'ConnectionStatus',
  'Disconnected',
  'Error',
  'Log',
  'MessageAck',
  'MessageIn',
  'MessageOut',
  'ReadyToSend',
  'SSLServerAuthentication',
  'SSLStatus',
  'Subscribed',
  'Unsubscribed',
] as const satisfies readonly MQTTEventName[];

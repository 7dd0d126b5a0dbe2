/** An outgoing message of QoS 1 or 2 from its PUBLISH to the end of its exchange. */

import type { PublishPacket, PublishProperties, QoS } from '@x/codec';
import { KeptPayload } from './kept-payload.ts';
import type { Ticket } from './sink.ts';

/** What a caller publishes: a PUBLISH that has no packet id yet. */
export type PublishRequest = Omit<PublishPacket, 'packetId'>;

/** The states of an outgoing exchange. */
export const PUBACK_AWAITED = 0;
export const PUBREC_AWAITED = 1;
export const PUBREC_RECEIVED = 2;
export const PUBCOMP_AWAITED = 3;
export const OUTGOING_FINISHED = 4;

/**
 * It is its own PUBLISH packet, so that a message costs one object from the call to the acknowledgement; after that
 * the object is used again.
 */
export class OutgoingMessage extends KeptPayload implements PublishPacket {
  readonly type = 'publish';
  /** As on the wire: empty where only an alias was sent. */
  topic = '';
  qos: QoS = 0;
  retain = false;
  dup = false;
  packetId = 0;
  properties: PublishProperties | undefined = undefined;

  state = PUBACK_AWAITED;
  ticket: Ticket = 0;
  /** The name that an alias stood for; what a resend carries. */
  fullTopic = '';
  /** The connection on which it was last sent; a resume sends what an earlier one sent. */
  sentOn = 0;
  /** Milliseconds, of the last PUBLISH. */
  sentAt = 0;
  /** Counts PUBRECs, since PUBRELs follow in their order [MQTT-4.6.0-4]. */
  releaseOrder = 0;
  /** Its PUBREL was sent again after a resume. */
  recovering = false;
  previous: OutgoingMessage | undefined = undefined;
  next: OutgoingMessage | undefined = undefined;

  /** Nothing is left of an exchange before. */
  begin(request: PublishRequest, fullTopic: string, packetId: number, ticket: Ticket): void {
    this.borrowPayload(request.payload);
    this.topic = request.topic;
    this.qos = request.qos;
    this.retain = request.retain;
    this.dup = request.dup;
    this.packetId = packetId;
    this.properties = request.properties;
    this.state = request.qos === 1 ? PUBACK_AWAITED : PUBREC_AWAITED;
    this.ticket = ticket;
    this.fullTopic = fullTopic;
    this.sentOn = 0;
    this.sentAt = 0;
    this.releaseOrder = 0;
    this.recovering = false;
  }
}

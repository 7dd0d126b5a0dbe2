/** An incoming message of QoS 2 from its PUBLISH to its PUBREL. */

import type { PublishPacket, PublishProperties } from '@x/codec';
import { KeptPayload } from './kept-payload.ts';

/** The states of an incoming exchange; 5, 6, 8 and 9 pass within a turn. */
export const PUBACK_DUE = 5;
export const PUBREC_DUE = 6;
export const PUBREL_AWAITED = 7;
export const PUBCOMP_DUE = 8;
export const INCOMING_FINISHED = 9;

/** It is the PUBLISH packet that its listeners get; after its exchange the object is used again. */
export class IncomingMessage extends KeptPayload implements PublishPacket {
  readonly type = 'publish';
  /** As on the wire: empty where only an alias came. */
  topic = '';
  qos: 1 | 2 = 2;
  retain = false;
  dup = false;
  packetId = 0;
  properties: PublishProperties | undefined = undefined;
  /** The resolved topic name. */
  fullTopic = '';
  state = PUBREC_DUE;
  /** The connection on which its last PUBLISH came. */
  receivedOn = 0;
  previous: IncomingMessage | undefined = undefined;
  next: IncomingMessage | undefined = undefined;

  /** Nothing is left of an exchange before. */
  begin(packet: PublishPacket, fullTopic: string, state: number): void {
    this.borrowPayload(packet.payload);
    this.topic = packet.topic;
    this.qos = packet.qos === 1 ? 1 : 2;
    this.retain = packet.retain;
    this.dup = packet.dup;
    this.packetId = packet.packetId ?? 0;
    this.properties = packet.properties;
    this.fullTopic = fullTopic;
    this.state = state;
    this.receivedOn = 0;
  }
}

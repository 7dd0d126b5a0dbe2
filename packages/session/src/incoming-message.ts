/** An incoming message of QoS 2 from its PUBLISH to its PUBREL. */

import type { PublishPacket, PublishProperties } from '@x/codec';
import { KeptPayload } from './kept-payload.ts';

/** The states of an incoming exchange; 5, 6, 8 and 9 pass within a turn. */
export const PUBACK_DUE = 5;
export const PUBREC_DUE = 6;
export const PUBREL_AWAITED = 7;
export const PUBCOMP_DUE = 8;
export const INCOMING_FINISHED = 9;

export class IncomingMessage extends KeptPayload implements PublishPacket {
  readonly type = 'publish';
  /** As on the wire: empty where only an alias came. */
  readonly topic: string;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly dup: boolean;
  readonly packetId: number;
  readonly properties: PublishProperties | undefined;
  /** The resolved topic name. */
  readonly fullTopic: string;
  state: number;
  /** The connection on which its last PUBLISH came. */
  receivedOn = 0;
  previous: IncomingMessage | undefined = undefined;
  next: IncomingMessage | undefined = undefined;

  constructor(packet: PublishPacket, fullTopic: string, payload: Uint8Array, state: number) {
    super();
    this.borrowPayload(payload);
    this.topic = packet.topic;
    this.qos = packet.qos === 1 ? 1 : 2;
    this.retain = packet.retain;
    this.dup = packet.dup;
    this.packetId = packet.packetId ?? 0;
    this.properties = packet.properties;
    this.fullTopic = fullTopic;
    this.state = state;
  }
}

/** A server that broke the protocol: thrown inside the session, which answers it by closing. */

import type { Packet } from '@x/codec';

export class Violation extends Error {
  override readonly name = 'Violation';
  /** For the DISCONNECT of MQTT 5. */
  readonly reasonCode: number;

  constructor(reasonCode: number, message: string) {
    super(message);
    this.reasonCode = reasonCode;
  }
}

export const PROTOCOL_ERROR = 0x82;
export const RECEIVE_MAXIMUM_EXCEEDED = 0x93;
export const TOPIC_ALIAS_INVALID = 0x94;
export const PACKET_ID_NOT_FOUND = 0x92;
export const PAYLOAD_FORMAT_INVALID = 0x99;

/** Without problem information no reason string and no user properties but in PUBLISH, CONNACK, DISCONNECT [MQTT-3.1.2-29]. */
export function checkProblemInformation(packet: Packet): void {
  const { type } = packet;
  if (type === 'publish' || type === 'disconnect' || type === 'connack') return;
  if (!('properties' in packet)) return;
  const properties: { readonly reasonString?: unknown; readonly userProperties?: unknown } =
    packet.properties ?? {};
  if (properties.reasonString === undefined && properties.userProperties === undefined) return;
  throw new Violation(
    PROTOCOL_ERROR,
    `${packet.type} with problem information, which CONNECT did not request`,
  );
}

/** The packets of a client, read back from its log: what went over the wire, whatever the transport. */

import type { LogEvent } from '@x/client';
import { Decoder, type Packet, type ProtocolVersion } from '@x/codec';

export interface TracedPacket {
  /** As the client sees it. */
  readonly way: '->' | '<-';
  readonly packet: Packet;
}

/** The settings with which a client logs the bytes of its packets. */
export const TRACE_SETTINGS = ['LogLevel=3', 'MaskSensitiveData=False'] as const;

const BYTES = /^(->|<-) [A-Z]+ ([0-9a-f]{2}(?: [0-9a-f]{2})*)$/;

/** undefined for a line that is not the bytes of a packet. */
export function tracedPacket(event: LogEvent, version: ProtocolVersion): TracedPacket | undefined {
  if (event.logLevel !== 3 || event.logType !== 'Packet') return undefined;
  const [, arrow, hex] = BYTES.exec(event.message) ?? [];
  if (hex === undefined) return undefined;
  const bytes = Uint8Array.from(hex.split(' '), (pair) => Number.parseInt(pair, 16));
  const [packet] = new Decoder({ version }).push(bytes);
  if (packet === undefined) return undefined;
  return { way: arrow === '->' ? '->' : '<-', packet };
}

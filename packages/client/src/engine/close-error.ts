/** Why the session ended a connection, as the documented error; a server's reason code in words from the codec's tables. */

import { type ConnackPacket, type DisconnectPacket, type PacketType, REASON_CODES } from '@x/codec';
import type { CloseReason } from '@x/session';
import { type MQTTError, mqttError } from '../errors.ts';

/** MQTT 3.1.1, table 3.1. */
const RETURN_CODES: readonly string[] = [
  'connection accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorized',
];

/** undefined for an end that is nobody's fault. */
export function closeError(reason: CloseReason): MQTTError | undefined {
  switch (reason.type) {
    case 'local':
      return undefined;
    case 'refused':
      return mqttError(500, `connection refused: ${reasonOf(reason.packet)}`);
    case 'server-disconnect':
      if (reason.packet.reasonCode < 0x80) return undefined;
      return mqttError(500, `the server disconnected: ${reasonOf(reason.packet)}`);
    case 'violation':
      return mqttError(500, reason.message, reason.cause);
    case 'keep-alive-timeout':
      return mqttError(10060, 'no PINGRESP within the keep alive interval');
  }
}

function reasonOf({ type, reasonCode, properties }: ConnackPacket | DisconnectPacket): string {
  return reasonText(reasonCode, type, properties?.reasonString);
}

/** As "server busy (137)"; `reasonString` is what the server itself says. */
function reasonText(
  reasonCode: number,
  packetType: PacketType,
  reasonString?: string | undefined,
): string {
  const words = reasonString ?? RETURN_CODES[reasonCode] ?? nameOf(reasonCode, packetType);
  return `${words} (${reasonCode})`;
}

function nameOf(reasonCode: number, packetType: PacketType): string {
  for (const [name, row] of Object.entries(REASON_CODES)) {
    const server: readonly PacketType[] = row.server;
    if (row.code === reasonCode && server.includes(packetType)) {
      return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
    }
  }
  return 'unknown reason code';
}

/** A server's reason code in words, from the codec's tables. */

import { type PacketType, REASON_CODES } from '@x/codec';

/** MQTT 3.1.1, table 3.1. */
const RETURN_CODES: readonly string[] = [
  'connection accepted',
  'unacceptable protocol version',
  'identifier rejected',
  'server unavailable',
  'bad user name or password',
  'not authorized',
];

/** As "server busy (137)"; `reasonString` is what the server itself says. */
export function reasonText(
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

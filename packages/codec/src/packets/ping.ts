/** PINGREQ and PINGRESP (sections 3.12, 3.13): two bytes each. */

import type { PingreqPacket, PingrespPacket } from '../packet.ts';
import type { PacketCodec } from './packet-codec.ts';

export const pingreq = ping<PingreqPacket>('pingreq', 0xc0);
export const pingresp = ping<PingrespPacket>('pingresp', 0xd0);

function ping<P extends PingreqPacket | PingrespPacket>(
  type: P['type'],
  first: number,
): PacketCodec<P> {
  return {
    type,
    read: () => ({ type }) as P,
    write: (_packet, writer) => writer.open(first, 0),
  };
}

/** The packets by which one message changes hands, picked out of a client's trace. */

import type { QoS } from '@x/codec';
import type { TracedPacket } from '../client/wire.ts';
import type { Actor } from './actor.ts';

/** What the sender of a message writes and reads, by QoS; its receiver has the arrows turned round. */
const EXCHANGES: Readonly<Record<QoS, readonly string[]>> = {
  0: ['-> PUBLISH'],
  1: ['-> PUBLISH', '<- PUBACK'],
  2: ['-> PUBLISH', '<- PUBREC', '-> PUBREL', '<- PUBCOMP'],
};

export function expectedExchange(qos: QoS, role: 'sender' | 'receiver'): string {
  const steps = EXCHANGES[qos].join(', ');
  return role === 'sender' ? steps : steps.replace(/->|<-/g, turned);
}

/**
 * The exchange of the message on this topic, as "-> PUBLISH, <- PUBACK": the packets that followed its first PUBLISH
 * with the same identifier, in an exchange that began on the same side.
 */
export function exchangeOf(actor: Actor, role: 'sender' | 'receiver', topic: string): string {
  const way = role === 'sender' ? '->' : '<-';
  const start = actor.packets.findIndex(
    (traced) =>
      traced.way === way && traced.packet.type === 'publish' && traced.packet.topic === topic,
  );
  const packetId = packetIdOf(actor.packets[start]);
  const end = packetId === undefined ? start + 1 : undefined;
  return actor.packets
    .slice(Math.max(start, 0), end)
    .filter((traced) => belongs(traced, way, packetId))
    .map(arrowed)
    .join(', ');
}

/** Both sides number their messages: PUBREL and PUBLISH come from the sender, the rest from the receiver. */
function belongs(traced: TracedPacket, sender: '->' | '<-', packetId: number | undefined): boolean {
  const { way, packet } = traced;
  switch (packet.type) {
    case 'publish':
    case 'pubrel':
      return way === sender && packetIdOf(traced) === packetId;
    case 'puback':
    case 'pubrec':
    case 'pubcomp':
      return way !== sender && packetIdOf(traced) === packetId;
    default:
      return false;
  }
}

export function packetIdOf(traced: TracedPacket | undefined): number | undefined {
  return traced !== undefined && 'packetId' in traced.packet ? traced.packet.packetId : undefined;
}

export function arrowed({ way, packet }: TracedPacket): string {
  return `${way} ${packet.type.toUpperCase()}`;
}

function turned(arrow: string): string {
  return arrow === '->' ? '<-' : '->';
}

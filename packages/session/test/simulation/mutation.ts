/** A fault to plant between the session and the link; the simulation has to find each. */

import type { Packet } from '@x/codec';
import type { JournalChange } from '../../src/journal.ts';

export interface Mutation {
  /** What the session wrote in one turn, before it goes out. */
  readonly out?: (packets: Packet[]) => Packet[];
  /** What comes in, before the session sees it. */
  readonly in?: (packet: Packet) => Packet;
  /** The changes of one turn, before they are durable. */
  readonly journal?: (changes: JournalChange[]) => JournalChange[];
}

export type Fault =
  | 'no DUP on a resend'
  | 'PUBREL into a lost session'
  | 'ids used again in flight'
  | 'Receive Maximum ignored'
  | 'a resend out of order'
  | 'sent before it is durable'
  | 'an acknowledgement too few'
  | 'a QoS 2 message delivered at each PUBLISH'
  | 'an alias in a resend';

/** A fresh one for each run, since some remember. */
export const FAULTS: Readonly<Record<Fault, () => Mutation>> = {
  'no DUP on a resend': () => ({
    out: (packets) => packets.map((p) => (p.type === 'publish' ? { ...p, dup: false } : p)),
  }),
  'PUBREL into a lost session': releasesLost,
  'ids used again in flight': () => {
    let last = 0;
    return {
      out: (packets) =>
        packets.map((p) => {
          if (p.type !== 'publish' || p.packetId === undefined || p.dup) return p;
          const packetId = last === 0 ? p.packetId : last;
          last = p.packetId;
          return { ...p, packetId };
        }),
    };
  },
  'Receive Maximum ignored': () => ({
    in: (p) =>
      p.type === 'connack' ? { ...p, properties: { ...p.properties, receiveMaximum: 65_535 } } : p,
  }),
  'a resend out of order': () => ({
    out: (packets) => {
      const resent = packets.filter((p) => p.type === 'publish' && p.dup).reverse();
      return packets.map((p) => (p.type === 'publish' && p.dup ? (resent.shift() ?? p) : p));
    },
  }),
  'sent before it is durable': () => {
    let waiting: JournalChange[] = [];
    return {
      journal: (changes) => {
        const durable = waiting;
        waiting = changes;
        return durable;
      },
    };
  },
  'an acknowledgement too few': () => ({
    out: (packets) => packets.filter((p) => p.type !== 'pubcomp' || p.packetId % 3 !== 0),
  }),
  'a QoS 2 message delivered at each PUBLISH': () => ({
    in: (p) => (p.type === 'publish' && p.qos === 2 ? { ...p, qos: 1 } : p),
    out: (packets) =>
      packets.map((p) => (p.type === 'puback' ? { ...p, type: 'pubrec' as const } : p)),
  }),
  'an alias in a resend': () => ({
    out: (packets) =>
      packets.map((p) =>
        p.type === 'publish' && p.dup ? { ...p, topic: '', properties: { topicAlias: 1 } } : p,
      ),
  }),
};

/** Remembers which PUBRELs are out and says them again to whatever session comes next. */
function releasesLost(): Mutation {
  const releasing = new Set<number>();
  let lost = false;
  return {
    in: (p) => {
      if (p.type === 'connack') lost = !p.sessionPresent;
      if (p.type === 'pubcomp') releasing.delete(p.packetId);
      return p;
    },
    out: (packets) => {
      const again: Packet[] = [];
      if (lost) {
        for (const packetId of releasing) again.push({ type: 'pubrel', packetId, reasonCode: 0 });
        lost = false;
        releasing.clear();
      }
      for (const p of packets) if (p.type === 'pubrel') releasing.add(p.packetId);
      return [...packets, ...again];
    },
  };
}

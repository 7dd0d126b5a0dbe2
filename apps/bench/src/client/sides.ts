/** Who is measured. */

import { publishBare, receiveBare } from './bare.ts';
import type { Meter } from './meter.ts';
import { publishOurs, receiveOurs } from './ours.ts';
import { publishPeer, receivePeer } from './peer.ts';
import type { Target, Task } from './target.ts';

export type Side = 'ours' | 'peer' | 'bare';
export type Work = 'publish' | 'receive';
/** Resolves when the client is gone, to the number of messages. */
export type Exchange = (target: Target, task: Task, meter: Meter) => Promise<number>;

export const EXCHANGES: Readonly<Record<Work, Readonly<Record<Side, Exchange>>>> = {
  publish: { ours: publishOurs, peer: publishPeer, bare: publishBare },
  receive: { ours: receiveOurs, peer: receivePeer, bare: receiveBare },
};

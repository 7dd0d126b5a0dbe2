/** The bytes of many equal publishes, encoded before anything is measured. */

import { encode } from '@x/codec';
import type { Task } from './target.ts';

export interface Batch {
  readonly bytes: Buffer;
  readonly count: number;
  readonly packetSize: number;
}

/** As many as go into `size` bytes, at least one; all have packet id 1. */
export function publishBatch(topic: string, task: Pick<Task, 'size' | 'qos'>, size: number): Batch {
  const packet = encode(
    {
      type: 'publish',
      topic,
      payload: new Uint8Array(task.size).fill(0x61),
      qos: task.qos,
      retain: false,
      dup: false,
      ...(task.qos === 0 ? {} : { packetId: 1 }),
    },
    4,
  );
  const count = Math.max(1, Math.floor(size / packet.length));
  return {
    bytes: Buffer.concat(new Array<Uint8Array>(count).fill(packet)),
    count,
    packetSize: packet.length,
  };
}

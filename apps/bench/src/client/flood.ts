/** Messages to a subscriber, as fast as it takes them: in batches of 64 KiB, with so many unacknowledged. */

import { publishBatch } from './batch.ts';
import { floodTopic, type Task } from './target.ts';

const BATCH = 65_536;

export class Flood {
  readonly #write: (bytes: Uint8Array) => boolean;
  readonly #task: Task;
  readonly #perBatch: number;
  readonly #batch: Buffer;
  readonly #packetSize: number;
  #mayGo: number;
  #full = false;
  #stopped = false;
  #lastId = 0;
  sent = 0;

  constructor(task: Task, write: (bytes: Uint8Array) => boolean) {
    this.#task = task;
    this.#write = write;
    const topic = floodTopic(task);
    const { bytes, count, packetSize } = publishBatch(topic, task, BATCH);
    this.#batch = bytes;
    this.#perBatch = count;
    this.#packetSize = packetSize;
    this.#mayGo = task.qos === 0 ? Number.POSITIVE_INFINITY : task.outstanding;
  }

  acknowledged(): void {
    this.#mayGo++;
  }

  stop(): void {
    this.#stopped = true;
  }

  go(): void {
    this.#full = false;
    while (this.#mayGo > 0 && !this.#full && !this.#stopped) {
      const count = Math.min(this.#perBatch, this.#mayGo);
      this.#mayGo -= count;
      this.sent += count;
      this.#full = !this.#write(this.#task.qos === 0 ? this.#batch : this.#numbered(count));
    }
  }

  /** The batch with the packet ids that follow. */
  #numbered(count: number): Buffer {
    const bytes = Buffer.from(this.#batch.subarray(0, count * this.#packetSize));
    // Before the payload, which ends the packet.
    let at = this.#packetSize - this.#task.size - 2;
    for (let i = 0; i < count; i++, at += this.#packetSize) {
      this.#lastId = (this.#lastId % 65_535) + 1;
      bytes.writeUInt16BE(this.#lastId, at);
    }
    return bytes;
  }
}

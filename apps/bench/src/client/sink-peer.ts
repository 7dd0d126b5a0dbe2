/** One client as the sink sees it: MQTT 3.1.1 with no more checks than counting needs. */

import { Flood } from './flood.ts';
import { floodTask, type Tally } from './target.ts';

const CONNACK = Uint8Array.of(0x20, 2, 0, 0);
const PINGRESP = Uint8Array.of(0xd0, 0);

export interface PeerOutputs {
  /** @returns false when the buffer is full */
  write(bytes: Uint8Array): boolean;
  /** The tally is known when the client is gone. */
  known(clientId: string, tally: Promise<Tally>): void;
}

export class Peer {
  readonly #outputs: PeerOutputs;
  readonly #tally = { received: 0, sent: 0, acknowledged: 0 };
  #rest: Buffer | undefined;
  /** Answers to the packets of this chunk. */
  #answers = Buffer.allocUnsafe(1024);
  #size = 0;
  #flood: Flood | undefined;
  #tell: (tally: Tally) => void = () => undefined;

  constructor(outputs: PeerOutputs) {
    this.#outputs = outputs;
  }

  received(chunk: Buffer): void {
    const bytes = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let end = packetEnd(bytes, at); end <= bytes.length; end = packetEnd(bytes, at)) {
      this.#packet(bytes, at, end);
      at = end;
    }
    this.#rest = at < bytes.length ? bytes.subarray(at) : undefined;
    if (this.#size > 0) this.#outputs.write(this.#answers.subarray(0, this.#size));
    // The socket keeps what it was given.
    if (this.#size > 0) this.#answers = Buffer.allocUnsafe(this.#answers.length);
    this.#size = 0;
    this.#flood?.go();
  }

  drained(): void {
    this.#flood?.go();
  }

  ended(): void {
    this.#flood?.stop();
    this.#tell({ ...this.#tally, sent: this.#flood?.sent ?? 0 });
  }

  #packet(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start] as number;
    const body = bodyStart(bytes, start);
    switch (first >> 4) {
      case 1: {
        const id = body + 10;
        const clientId = bytes.toString('latin1', id + 2, id + 2 + bytes.readUInt16BE(id));
        this.#outputs.known(clientId, new Promise((resolve) => (this.#tell = resolve)));
        return void this.#outputs.write(CONNACK);
      }
      case 3: {
        this.#tally.received++;
        if ((first & 6) === 0) return;
        const id = body + 2 + bytes.readUInt16BE(body);
        return this.#answer((first & 6) === 2 ? 0x40 : 0x50, bytes, id);
      }
      case 4:
      case 7:
        this.#tally.acknowledged++;
        return this.#flood?.acknowledged();
      case 5:
        return this.#answer(0x62, bytes, body);
      case 6:
        return this.#answer(0x70, bytes, body);
      case 8:
        return this.#subscribe(bytes, body, end);
      case 12:
        return void this.#outputs.write(PINGRESP);
      default:
        return;
    }
  }

  #subscribe(bytes: Buffer, body: number, end: number): void {
    const suback = Buffer.of(0x90, 3, bytes[body] as number, bytes[body + 1] as number, 0);
    suback[4] = bytes[end - 1] as number;
    this.#outputs.write(suback);
    const task = floodTask(bytes.toString('latin1', body + 4, end - 1));
    if (task !== undefined) this.#flood = new Flood(task, this.#outputs.write);
  }

  #answer(first: number, bytes: Buffer, id: number): void {
    if (this.#size + 4 > this.#answers.length) {
      const larger = Buffer.allocUnsafe(this.#answers.length * 2);
      this.#answers.copy(larger, 0, 0, this.#size);
      this.#answers = larger;
    }
    const answers = this.#answers;
    answers[this.#size++] = first;
    answers[this.#size++] = 2;
    answers[this.#size++] = bytes[id] as number;
    answers[this.#size++] = bytes[id + 1] as number;
  }
}

function bodyStart(bytes: Buffer, start: number): number {
  let at = start + 1;
  while ((bytes[at] as number) >= 0x80) at++;
  return at + 1;
}

/** Where the packet ends; infinity while its length is not known. */
function packetEnd(bytes: Buffer, start: number): number {
  let length = 0;
  let shift = 0;
  for (let at = start + 1; at < bytes.length; at++, shift += 7) {
    const byte = bytes[at] as number;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return at + 1 + length;
  }
  return Number.POSITIVE_INFINITY;
}

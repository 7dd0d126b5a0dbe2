/** One client's way through the link: its stream on one side, a connection to the broker on the other. */

import type { Duplex } from 'node:stream';
import type { Connection, Transport } from '@x/transport';
import { Lane } from './lane.ts';

/** A client that came in, whatever the door. */
export interface Arrival {
  readonly stream: Duplex;
  /** Drops it without a word. */
  readonly reset: () => void;
}

export class Passage {
  /** Settles when both sides are gone. */
  readonly over: Promise<void>;
  readonly #client: Arrival;
  readonly #abandoned = new AbortController();
  readonly #up: Lane;
  readonly #down: Lane;
  #connection: Connection | undefined;

  /** @param delay milliseconds, asked for each chunk */
  constructor(client: Arrival, delay: () => number) {
    const { stream } = client;
    this.#client = client;
    this.over = new Promise((resolve) => stream.once('close', resolve));
    this.#up = new Lane({
      delay,
      deliver: (chunk) => this.#connection?.write([chunk]) ?? true,
      finish: () => void this.#connection?.close(),
      holdSource: () => void stream.pause(),
      releaseSource: () => void stream.resume(),
    });
    this.#down = new Lane({
      delay,
      deliver: (chunk) => stream.write(chunk),
      finish: () => void stream.end(),
      holdSource: () => this.#connection?.pause(),
      releaseSource: () => this.#connection?.resume(),
    });
    stream.on('error', () => client.reset());
    stream.on('close', () => this.#leave());
  }

  get bytesUp(): number {
    return this.#up.bytes;
  }

  get bytesDown(): number {
    return this.#down.bytes;
  }

  /** Connects to the broker; a client whose broker is not there is dropped. */
  async open(broker: Transport): Promise<void> {
    const { stream } = this.#client;
    try {
      this.#connection = await broker.dial(
        {
          data: (chunk) => this.#down.push(chunk),
          drain: () => this.#up.resume(),
          close: (cause) => (cause === 'remote' ? this.#down.end() : this.#client.reset()),
        },
        this.#abandoned.signal,
      );
    } catch {
      this.#client.reset();
      return;
    }
    stream.on('drain', () => this.#down.resume());
    stream.on('end', () => this.#up.end());
    stream.on('data', (chunk: Uint8Array) => this.#up.push(chunk));
  }

  /** Breaks the connection without a word to either side. */
  cut(): void {
    this.#connection?.destroy();
    this.#client.reset();
  }

  #leave(): void {
    this.#up.drop();
    this.#down.drop();
    this.#abandoned.abort();
    this.#connection?.destroy();
  }
}

/** Stands between a client and a server, forwards byte by byte, and strikes at one exact place of the stream. */

import { once } from 'node:events';
import { createServer, type Server, type Socket, connect as toServer } from 'node:net';
import type { Packet } from '@x/codec';
import { within } from './bounded.ts';
import { DIRECTIONS, type Direction } from './exchange.ts';
import { HOST } from './program.ts';
import { type Place, Stream } from './stream.ts';

/** How far a connection came. */
export interface Extent {
  readonly packets: number;
  readonly bytes: number;
}

export interface Passed {
  readonly direction: Direction;
  readonly packet: Packet;
}

const utf8 = new TextDecoder();

interface Line {
  readonly client: Socket;
  readonly server: Socket;
  readonly streams: Record<Direction, Stream>;
}

export class Relay {
  readonly #listener: Server;
  readonly #target: number;
  readonly #version: 4 | 5;
  readonly #lines = new Set<Line>();
  #last: Line | undefined;
  #place: Place | undefined;
  #strike: () => void | Promise<void> = () => undefined;
  #struck: () => void = () => undefined;
  /** Whole packets that were forwarded, on whichever connection. */
  readonly passed: Passed[] = [];

  private constructor(listener: Server, target: number, version: 4 | 5) {
    this.#listener = listener;
    this.#target = target;
    this.#version = version;
    listener.on('connection', (client) => this.#accept(client));
  }

  static async open(target: number, version: 4 | 5): Promise<Relay> {
    const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, HOST);
    await within(once(listener, 'listening'), 'the start of a relay');
    return new Relay(listener, target, version);
  }

  get port(): number {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('the relay is closed');
    return address.port;
  }

  /** Of the last connection. */
  extent(direction: Direction): Extent {
    const stream = this.#last?.streams[direction];
    return { packets: stream?.packets ?? 0, bytes: stream?.bytes ?? 0 };
  }

  /**
   * The next connection ends at this place, once. `strike` runs when all before it was written and nothing after it
   * will be; then the client's side is reset. The server still reads all that was forwarded.
   * @returns settles when that is done
   */
  arm(place: Place, strike: () => void | Promise<void>): Promise<void> {
    this.#place = place;
    this.#strike = strike;
    return new Promise((resolve) => {
      this.#struck = resolve;
    });
  }

  async close(): Promise<void> {
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    for (const { client, server } of this.#lines) {
      client.destroy();
      server.destroy();
    }
    await within(closed, 'the end of a relay');
  }

  #accept(client: Socket): void {
    const server = toServer({ port: this.#target, host: HOST, allowHalfOpen: true, noDelay: true });
    const line: Line = {
      client,
      server,
      streams: { out: new Stream('client', undefined), in: new Stream('server', this.#version) },
    };
    this.#last = line;
    this.#lines.add(line);
    const ends = { out: [client, server], in: [server, client] } as const;
    for (const direction of DIRECTIONS) {
      const [from, to] = ends[direction];
      from.on('data', (chunk) => this.#forward(line, direction, chunk, to));
      from.on('end', () => to.end());
      // Whoever resets its end has its reason; the other learns that it is over.
      from.on('error', () => to.end());
      from.on('close', () => {
        to.end();
        if (client.destroyed && server.destroyed) this.#lines.delete(line);
      });
    }
  }

  #forward(line: Line, direction: Direction, chunk: Uint8Array, to: Socket): void {
    // After the strike the rest is read, and lost.
    if (!this.#lines.has(line)) return;
    const place = this.#place?.direction === direction ? this.#place : undefined;
    const stream = line.streams[direction];
    const { bytes, packets, struck } = stream.take(chunk, place);
    for (const packet of packets) this.passed.push({ direction, packet });
    if (struck) return this.#end(line, to, bytes);
    if (bytes.length > 0) to.write(bytes);
  }

  #end(line: Line, to: Socket, rest: Uint8Array): void {
    const strike = this.#strike;
    this.#place = undefined;
    this.#lines.delete(line);
    const end = async () => {
      await strike();
      reset(line.client);
      // In order, so that the server reads what it got; a reset would take it back.
      line.server.end();
      this.#struck();
    };
    if (rest.length === 0) void end();
    else to.write(rest, () => void end());
  }
}

/** A reset while an end is under way is refused, and leaves a handle that Node waits for when it exits. */
function reset(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy();
  else socket.resetAndDestroy();
}

/** The texts of the received messages of QoS 1 whose PUBACK the server got. */
export function acknowledgedIn(passed: readonly Passed[]): readonly string[] {
  const ids = new Set(passed.map(({ packet }) => packet.type === 'puback' && packet.packetId));
  return passed.flatMap(({ packet }) =>
    packet.type === 'publish' && ids.has(packet.packetId ?? 0) ? [utf8.decode(packet.payload)] : [],
  );
}

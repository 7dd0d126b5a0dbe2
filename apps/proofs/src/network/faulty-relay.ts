/** A TCP server whose connections go on to another one over the faulty link of @x/testing, anew for each case. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type Faults, type FaultyLink, faultyLink } from '@x/testing';
import { tcp } from '@x/transport/tcp';
import { within } from '../bounded.ts';
import { HOST } from '../mosquitto.ts';

export class FaultyRelay {
  readonly #listener: Server;
  readonly #link: FaultyLink;
  readonly #sockets = new Set<Socket>();
  /** When the client's last bytes came, in milliseconds. */
  lastSent = 0;

  private constructor(listener: Server, link: FaultyLink) {
    this.#listener = listener;
    this.#link = link;
    listener.on('connection', (socket) => {
      this.#accept(socket).catch(() => socket.destroy());
    });
  }

  static async open(target: number, up: Faults = {}, down: Faults = {}): Promise<FaultyRelay> {
    const link = faultyLink(tcp({ host: HOST, port: target, noDelay: true }), { up, down });
    const listener = createServer({ noDelay: true, pauseOnConnect: true }).listen(0, HOST);
    await within(once(listener, 'listening'), 'the start of a relay');
    return new FaultyRelay(listener, link);
  }

  get port(): number {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('the relay is closed');
    return address.port;
  }

  /** Nothing passes any more, and nothing tells of it: no FIN, no RST. */
  stall(direction: 'up' | 'down' | 'both'): void {
    this.#link.stall(direction, 'swallow');
  }

  async close(): Promise<void> {
    this.#link.cut();
    for (const socket of this.#sockets) socket.destroy();
    const closed = once(this.#listener, 'close');
    this.#listener.close();
    await within(closed, 'the end of a relay');
  }

  async #accept(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const connection = await this.#link.dial(
      {
        data: (chunk) => void socket.write(chunk),
        drain: () => void socket.resume(),
        close: () => void socket.end(),
      },
      new AbortController().signal,
    );
    socket.on('data', (chunk) => {
      this.lastSent = performance.now();
      if (!connection.write([chunk])) socket.pause();
    });
    socket.on('close', () => connection.destroy());
    socket.resume();
  }
}

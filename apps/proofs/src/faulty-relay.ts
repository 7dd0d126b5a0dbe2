/** A TCP server whose connections go on to another one over the faulty link of @x/testing. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { type FaultyLink, type FaultyLinkOptions, faultyLink } from '@x/testing';
import { tcp } from '@x/transport/tcp';
import { within } from './bounded.ts';
import { HOST } from './program.ts';

export class FaultyRelay {
  readonly #listener: Server;
  readonly #link: FaultyLink;
  readonly #sockets = new Set<Socket>();
  /** When the client's last bytes came, in milliseconds. */
  lastSent = 0;
  /** How a client learns of a cut: by a FIN, or by a reset. */
  cuts: 'end' | 'reset' = 'end';

  private constructor(listener: Server, link: FaultyLink) {
    this.#listener = listener;
    this.#link = link;
    listener.on('connection', (socket) => {
      this.#accept(socket).catch(() => socket.destroy());
    });
  }

  /** `target`: the port on this machine. */
  static async open(target: number, faults: FaultyLinkOptions = {}): Promise<FaultyRelay> {
    const link = faultyLink(tcp({ host: HOST, port: target, noDelay: true }), faults);
    const options = { noDelay: true, pauseOnConnect: true, allowHalfOpen: true };
    const listener = createServer(options).listen(0, HOST);
    await within(once(listener, 'listening'), 'the start of a relay');
    return new FaultyRelay(listener, link);
  }

  get port(): number {
    const address = this.#listener.address();
    if (address === null || typeof address === 'string') throw new Error('the relay is closed');
    return address.port;
  }

  /** Breaks the open connections. */
  cut(): void {
    this.#link.cut();
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
        close: (cause) => this.#end(socket, cause !== 'remote'),
      },
      new AbortController().signal,
    );
    socket.on('data', (chunk) => {
      this.lastSent = performance.now();
      if (!connection.write([chunk])) socket.pause();
    });
    socket.on('end', () => void connection.close());
    socket.on('close', () => connection.destroy());
    socket.resume();
  }

  #end(socket: Socket, broken: boolean): void {
    if (broken && this.cuts === 'reset') socket.resetAndDestroy();
    else socket.end();
  }
}

/** Accepts whoever comes, answers pings, and never complains: a server that leaves it to the client to notice. */

import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Decoder, encode } from '@x/codec';
import { within } from '../bounded.ts';
import { HOST } from '../program.ts';

export class PlainServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;
  /** When somebody came, in milliseconds. */
  arrivals: number[] = [];

  constructor() {
    this.#server = createServer({ noDelay: true }, (socket) => this.#accept(socket));
  }

  /** At the same port as before. */
  async open(): Promise<number> {
    this.#server.listen({ port: this.#port, host: HOST, backlog: 4096 });
    await within(once(this.#server, 'listening'), 'the start of the server');
    const address = this.#server.address();
    this.#port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    return this.#port;
  }

  /** Breaks all connections at once. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Takes nobody any more; the connections stay. */
  close(): void {
    this.#server.close();
  }

  #accept(socket: Socket): void {
    this.arrivals.push(performance.now());
    this.#sockets.add(socket);
    const decoder = new Decoder({ from: 'client' });
    const accepted = { type: 'connack', sessionPresent: false, reasonCode: 0 } as const;
    socket.on('data', (chunk) => {
      for (const { type } of decoder.push(chunk)) {
        const version = decoder.version ?? 4;
        if (type === 'connect') socket.write(encode(accepted, version));
        if (type === 'pingreq') socket.write(encode({ type: 'pingresp' }, version));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** A server for one connection after another: reads what the client says, sends bytes as they are, ends last. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Bytes, Frames } from './wire.ts';

/** Milliseconds for anything to happen. Generous: a loaded machine is slow, not wrong. */
const PATIENCE = 20_000;

export class Stand {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #frames = new Frames();
  #said: Bytes[] = [];
  #socket: Socket | undefined;
  #ended = false;
  #look: () => void = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#accept(socket));
  }

  static async open(): Promise<Stand> {
    // The client must end its side by itself: this one waits for that.
    const server = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Stand(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The packets of the client on the current connection. */
  get said(): readonly Bytes[] {
    return this.#said;
  }

  /** The client ended its side, or reset the connection. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Forgets the last connection. */
  begin(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
    this.#frames = new Frames();
    this.#said = [];
    this.#ended = false;
  }

  /** Ends this side in order. */
  end(): void {
    this.#socket?.end();
  }

  reset(): void {
    this.#socket?.resetAndDestroy();
  }

  /** Each argument in a write of its own, one after the other has left. */
  async send(...parts: readonly Bytes[]): Promise<void> {
    for (const part of parts) {
      const socket = this.#socket;
      if (socket === undefined || part.length === 0) continue;
      await new Promise<void>((resolve) => {
        socket.write(Uint8Array.from(part), () => setImmediate(resolve));
      });
    }
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${what}: never`)), PATIENCE);
      this.#look = () => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#look = () => undefined;
        resolve();
      };
    });
  }

  /** For what `until` waits for and the stand does not see. */
  readonly noticed = (): void => this.#look();

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket);
    this.#socket = socket;
    const mine = () => this.#socket === socket;
    socket.on('data', (chunk) => {
      if (!mine()) return;
      this.#said.push(...this.#frames.push(chunk));
      this.#look();
    });
    const ended = () => {
      socket.end();
      if (!mine()) return;
      this.#ended = true;
      this.#look();
    };
    socket.on('end', ended);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      ended();
    });
  }
}

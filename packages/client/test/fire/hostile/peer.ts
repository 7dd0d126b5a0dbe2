/** A server that does what a test says, on bare sockets: nothing of ours checks what it sends. */

import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { type Bytes, Frames } from '../corpus/wire.ts';

export class Peer {
  readonly socket: Socket;
  readonly #frames = new Frames();
  /** The client's packets; empty if it speaks something else. */
  readonly said: Bytes[] = [];
  #look: () => void = () => undefined;

  constructor(socket: Socket, reads: boolean) {
    this.socket = socket;
    socket.on('error', () => socket.destroy());
    if (reads) socket.on('data', (chunk) => this.#take(chunk));
  }

  /** 4 is 3.1.1; known once CONNECT came. */
  get version(): 4 | 5 {
    return this.said[0]?.[8] === 5 ? 5 : 4;
  }

  /** The reason code of the DISCONNECT, if one came. */
  get farewell(): number | undefined {
    const disconnect = this.said.find(([first]) => first === 0xe0);
    return disconnect === undefined ? undefined : (disconnect[2] ?? 0);
  }

  /** Resolves when a packet with this first byte is there; never if the connection ends before. */
  received(first: number): Promise<void> {
    return new Promise((resolve) => {
      this.#look = () => {
        if (this.said.some((packet) => packet[0] === first)) resolve();
      };
      this.#look();
    });
  }

  send(...parts: readonly (Bytes | Uint8Array)[]): void {
    for (const part of parts) this.socket.write(Uint8Array.from(part));
  }

  #take(chunk: Uint8Array): void {
    try {
      this.said.push(...this.#frames.push(chunk));
    } catch {
      // A TLS handshake, an HTTP request: nothing to understand.
      return;
    }
    this.#look();
  }
}

export type Serve = (peer: Peer) => void | Promise<void>;

export interface Running {
  readonly port: number;
  readonly peers: readonly Peer[];
  stop(): Promise<void>;
}

/** `reads` false: what the client sends stays in the operating system. */
export async function serve(behave: Serve, reads = true): Promise<Running> {
  const peers: Peer[] = [];
  const server: Server = createServer({
    noDelay: true,
    allowHalfOpen: true,
    pauseOnConnect: !reads,
  });
  server.on('connection', (socket) => {
    const peer = new Peer(socket, reads);
    peers.push(peer);
    if (reads) socket.on('end', () => socket.end());
    void behave(peer);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    peers,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const { socket } of peers) socket.destroy();
      await closed;
    },
  };
}

/** A link that can be broken: it stands between a client and any broker, and knows nothing of MQTT. */

import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { detour, type Endpoint } from '../endpoint.ts';

/** Up is from the client to the broker. */
export type Way = 'up' | 'down';

export class Link {
  readonly #broker: Endpoint;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #happened: () => void;
  #swallows: Way | undefined;
  #swallowed = 0;
  #endpoint: Endpoint;

  private constructor(broker: Endpoint, happened: () => void) {
    this.#broker = broker;
    this.#endpoint = broker;
    this.#happened = happened;
    this.#server = createServer((client) => this.#join(client));
  }

  /** @param happened called when bytes were swallowed */
  static async open(broker: Endpoint, happened: () => void): Promise<Link> {
    const link = new Link(broker, happened);
    const server = link.#server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address !== null && typeof address === 'object') {
      link.#endpoint = detour(broker, address.port);
    }
    return link;
  }

  /** Where clients connect. */
  get endpoint(): Endpoint {
    return this.#endpoint;
  }

  /** Bytes lost since the last `swallow`. */
  get swallowed(): number {
    return this.#swallowed;
  }

  /** From now on, until `cut`, what goes this way is lost. */
  swallow(way: Way): void {
    this.#swallows = way;
    this.#swallowed = 0;
  }

  /** Breaks what is connected, without a word to either side; the next connection is whole again. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
    this.#swallows = undefined;
  }

  async close(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket): void {
    const broker = connect(this.#broker.port, this.#broker.host);
    this.#pump(client, broker, 'up');
    this.#pump(broker, client, 'down');
  }

  /** A few packets go through, so nothing here waits for a slow reader. */
  #pump(from: Socket, to: Socket, way: Way): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    let upgrading = this.#broker.transport === 'WebSocket' && way === 'up';
    from.on('data', (chunk) => {
      if (this.#swallows !== way) {
        to.write(upgrading ? this.#addressed(chunk) : chunk);
        upgrading = false;
        return;
      }
      this.#swallowed += chunk.length;
      this.#happened();
    });
    from.on('end', () => to.end());
    // Whatever ends one side ends the other; 'close' follows.
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }

  /** The upgrade request names this link as its host: a web server in front of the broker may know only its own name. */
  #addressed(request: Buffer): Buffer {
    const { host, port } = this.#broker;
    const name = host.includes(':') ? `[${host}]` : host;
    const text = request.toString('latin1').replace(/^host: .*$/im, `Host: ${name}:${port}`);
    return Buffer.from(text, 'latin1');
  }
}

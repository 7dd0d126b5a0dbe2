/** A server that does what a test says, packet by packet or byte by byte, whatever the protocol would have it do. */
/// <reference lib="esnext.disposable" preserve="true" />

import type { ProtocolVersion } from '@x/codec';
import type { Connection, ConnectionHandlers, Transport } from '@x/transport';
import { memory } from '@x/transport/memory';
import type { Listener, ListenOptions } from './listener.ts';
import { ScriptError } from './scripted/errors.ts';
import { Inbox } from './scripted/inbox.ts';
import { Peer, type ScriptedPeer } from './scripted/peer.ts';

export interface ScriptedServerOptions {
  /** How to read and write packets; by default as the client's CONNECT says (MQTT 5 until it came). */
  readonly version?: ProtocolVersion | undefined;
  /** Milliseconds until a wait fails; 5,000 by default. */
  readonly timeout?: number | undefined;
  /** The doors beside the in-memory one; both by default, none can be had in a browser. */
  readonly over?: readonly ('tcp' | 'ws')[] | undefined;
  /** A private key and its certificate, both PEM: the doors serve over TLS (`mqtts://`, `wss://`). */
  readonly tls?: ListenOptions['tls'];
  /** Run for each connection, by its number from 0. What it throws, `close` rejects with. */
  readonly script?: ((peer: ScriptedPeer, index: number) => Promise<void>) | undefined;
}

export interface ScriptedServer {
  /** `mqtt://…`; empty without a TCP door. */
  readonly url: string;
  /** `ws://…`; empty without a WebSocket door. */
  readonly webSocketUrl: string;
  readonly host: string;
  /** The TCP port; 0 without a TCP door. */
  readonly port: number;
  /** All connections so far, in the order in which they came. */
  readonly peers: readonly ScriptedPeer[];
  /** The way to this server within the process. */
  transport(): Transport;
  /** The next connection that was not yet handed out. @throws ScriptError (by rejection) TIMEOUT, CLOSED */
  accept(timeout?: number): Promise<ScriptedPeer>;
  /** Breaks all connections, stops listening; rejects with the first error of a `script`. Safe to call again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** @throws ListenError NOT_AVAILABLE (by rejection) in a browser unless `over` is []. */
export async function scriptedServer(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const server = new Server(options);
  await server.open(options.over ?? ['tcp', 'ws']);
  return server;
}

class Server implements ScriptedServer {
  readonly #options: ScriptedServerOptions;
  readonly #timeout: number;
  readonly #memory = memory();
  readonly #peers: Peer[] = [];
  readonly #inbox = new Inbox();
  readonly #scripts: Promise<void>[] = [];
  readonly #refuseMemory: () => void;
  #tcp: Listener | undefined;
  #ws: Listener | undefined;
  #handedOut = 0;
  #failures: unknown[] = [];
  #closed: Promise<void> | undefined;

  constructor(options: ScriptedServerOptions) {
    this.#options = options;
    this.#timeout = options.timeout ?? 5000;
    this.#refuseMemory = this.#memory.accept(this.#accept);
  }

  async open(over: readonly ('tcp' | 'ws')[]): Promise<void> {
    if (over.length === 0) return;
    const { listenTcp, listenWebSocket } = await import('#listen');
    const { tls } = this.#options;
    if (over.includes('tcp')) this.#tcp = await listenTcp(this.#accept, { tls });
    if (over.includes('ws')) this.#ws = await listenWebSocket(this.#accept, { tls });
  }

  get url(): string {
    return this.#tcp?.url ?? '';
  }

  get webSocketUrl(): string {
    return this.#ws?.url ?? '';
  }

  get host(): string {
    return this.#tcp?.host ?? '';
  }

  get port(): number {
    return this.#tcp?.port ?? 0;
  }

  get peers(): readonly ScriptedPeer[] {
    return this.#peers;
  }

  transport(): Transport {
    return this.#memory.transport;
  }

  accept(timeout: number = this.#timeout): Promise<ScriptedPeer> {
    return this.#inbox.wait(
      () => `waiting for connection ${this.#handedOut}`,
      timeout,
      () => {
        const peer = this.#peers[this.#handedOut];
        if (peer !== undefined) this.#handedOut++;
        return peer;
      },
    );
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    // What a script says when its connection is broken here is no failure of the script.
    const failures = this.#failures;
    this.#failures = [];
    this.#refuseMemory();
    this.#inbox.end(new ScriptError('CLOSED', 'the server was closed'));
    for (const peer of this.#peers) if (peer.ended === undefined) peer.reset();
    await Promise.all([this.#tcp?.close(), this.#ws?.close(), ...this.#scripts]);
    if (failures.length > 0) throw failures[0];
  }

  readonly #accept = (connection: Connection): ConnectionHandlers => {
    const peer = new Peer(connection, this.#options.version, this.#timeout);
    const index = this.#peers.length;
    this.#peers.push(peer);
    this.#inbox.arrived();
    const { script } = this.#options;
    if (script !== undefined) {
      // Not before the connection has its handlers.
      const running = Promise.resolve().then(() => script(peer, index));
      this.#scripts.push(running.catch((error: unknown) => void this.#failures.push(error)));
    }
    return peer.handlers;
  };
}

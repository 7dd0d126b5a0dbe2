/** The broker as its users see it: doors for clients, a view inside, and the hands to disturb them. */
/// <reference lib="esnext.disposable" preserve="true" />

import { type DisconnectProperties, encode, type QoS, validateTopicName } from '@x/codec';
import type { Connection, ConnectionHandlers, Transport } from '@x/transport';
import { memory } from '@x/transport/memory';
import {
  ListenError,
  type Listener,
  type ListenOptions,
  type WebSocketListenOptions,
} from '../listener.ts';
import { Core } from './core.ts';
import { type BrokerMessage, Message } from './message.ts';
import { type PacketListener, PacketObservers } from './observers.ts';
import { type BrokerOptions, settingsOf } from './options.ts';
import { PacketLink } from './packet-link.ts';
import { Reason } from './reason.ts';
import { Turns } from './turns.ts';

/** A client that is connected. */
export interface ClientInfo {
  readonly clientId: string;
  readonly protocolVersion: 4 | 5;
  readonly username: string | undefined;
}

/** A session, whether its client is connected or not. */
export interface SessionInfo {
  readonly clientId: string;
  readonly connected: boolean;
  /** Seconds that it outlives its connection; Infinity: for ever. */
  readonly expiryInterval: number;
  readonly subscriptions: readonly SubscriptionInfo[];
  /** Messages that wait to be sent. */
  readonly queued: number;
  /** Messages sent and not acknowledged to their end. */
  readonly inFlight: number;
}

export interface SubscriptionInfo {
  readonly topicFilter: string;
  readonly qos: QoS;
}

export interface Broker {
  /**
   * Accepts clients over TCP (Node only).
   * @throws ListenError `NOT_AVAILABLE` in a browser, `BROKER_CLOSED` after `close`; the system's error if the port is taken.
   */
  listen(options?: ListenOptions): Promise<Listener>;
  /** Accepts clients over WebSocket, subprotocol `mqtt` (Node only). Fails as `listen` does. */
  listenWebSocket(options?: WebSocketListenOptions): Promise<Listener>;
  /** The way to this broker within the process; may be dialled any number of times. */
  transport(): Transport;
  /**
   * Publishes a message of the broker's own; returns to how many subscriptions it went.
   * @throws CodecError if the topic is not a valid topic name, or a property is not valid.
   */
  publish(message: BrokerMessage): number;
  clients(): readonly ClientInfo[];
  sessions(): readonly SessionInfo[];
  /**
   * Sends a client away, in MQTT 5 with a DISCONNECT (0x98, administrative action, by default). Its will is published.
   * Returns false if no such client is connected.
   */
  disconnectClient(
    clientId: string,
    reasonCode?: number,
    properties?: DisconnectProperties,
  ): boolean;
  /** Cuts a client's connection without a word. Returns false if no such client is connected. */
  dropConnection(clientId: string): boolean;
  /** Shows every packet, as it is received and as it is sent; returns how to stop. */
  onPacket(listener: PacketListener): () => void;
  /** Sends all clients away (0x8B, server shutting down), stops listening, forgets all. Safe to call again. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long `close` waits for clients that do not read, in milliseconds. */
const LEAVE_TAKING = 1000;

/** @throws RangeError naming the option that is out of range. */
export function createBroker(options: BrokerOptions = {}): Broker {
  return new InProcessBroker(options);
}

class InProcessBroker implements Broker {
  readonly #core: Core;
  readonly #turns: Turns;
  readonly #observers = new PacketObservers();
  readonly #memory = memory();
  readonly #listeners = new Set<Listener>();
  readonly #links = new Set<PacketLink>();
  readonly #refuseMemory: () => void;
  #closed = false;

  constructor(options: BrokerOptions) {
    const settings = settingsOf(options);
    this.#core = new Core(settings);
    this.#turns = new Turns(settings.clock, this.#core.deadlines);
    this.#refuseMemory = this.#memory.accept(this.#accept);
  }

  async listen(options: ListenOptions = {}): Promise<Listener> {
    const { listenTcp } = await import('#listen');
    return this.#opened(await listenTcp(this.#accept, options));
  }

  async listenWebSocket(options: WebSocketListenOptions = {}): Promise<Listener> {
    const { listenWebSocket } = await import('#listen');
    return this.#opened(await listenWebSocket(this.#accept, options));
  }

  transport(): Transport {
    return this.#memory.transport;
  }

  publish(message: BrokerMessage): number {
    validateTopicName(message.topic);
    if (message.properties !== undefined) checkProperties(message);
    return this.#turns.run((now) => this.#core.publish(Message.fromBroker(message, now), now));
  }

  clients(): readonly ClientInfo[] {
    return [...this.#core.clients.values()].map((peer) => ({
      clientId: peer.clientId,
      protocolVersion: peer.version,
      username: peer.connect?.username,
    }));
  }

  sessions(): readonly SessionInfo[] {
    return [...this.#core.sessions.values()].map((session) => ({
      clientId: session.clientId,
      connected: session.online,
      expiryInterval: session.expiryInterval,
      subscriptions: [...session.subscriptions.values()].map(({ topicFilter, qos }) => ({
        topicFilter,
        qos,
      })),
      queued: session.outbound.queued,
      inFlight: session.outbound.inFlight,
    }));
  }

  disconnectClient(
    clientId: string,
    reasonCode: number = Reason.administrativeAction,
    properties?: DisconnectProperties,
  ): boolean {
    const peer = this.#core.clients.get(clientId);
    if (peer === undefined) return false;
    this.#turns.run((now) => this.#core.disconnect(peer, reasonCode, properties, now));
    return true;
  }

  dropConnection(clientId: string): boolean {
    const peer = this.#core.clients.get(clientId);
    if (peer === undefined) return false;
    peer.link.destroy();
    this.#turns.run((now) => this.#core.end(peer, now));
    return true;
  }

  onPacket(listener: PacketListener): () => void {
    return this.#observers.add(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#refuseMemory();
    const links = [...this.#links];
    this.#turns.run((now) => {
      for (const link of links) link.shutDown(now);
    });
    this.#turns.stop();
    const patience = setTimeout(() => {
      for (const link of this.#links) link.abandon();
    }, LEAVE_TAKING);
    await Promise.all(links.map((link) => link.over));
    clearTimeout(patience);
    await Promise.all([...this.#listeners].map((listener) => listener.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #accept = (connection: Connection): ConnectionHandlers => {
    const link = new PacketLink(connection, this.#core, this.#turns, this.#observers);
    this.#links.add(link);
    void link.over.then(() => this.#links.delete(link));
    return link.handlers;
  };

  async #opened(listener: Listener): Promise<Listener> {
    if (this.#closed) {
      await listener.close();
      throw new ListenError('BROKER_CLOSED', 'the broker was closed');
    }
    this.#listeners.add(listener);
    return listener;
  }
}

/** What the encoder would refuse is refused before any session has it. */
function checkProperties(message: BrokerMessage): void {
  const { topic, properties } = message;
  const payload = new Uint8Array(0);
  encode({ type: 'publish', topic, payload, qos: 0, retain: false, dup: false, properties }, 5);
}

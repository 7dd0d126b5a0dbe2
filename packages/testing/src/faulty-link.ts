/** A transport around another one that breaks, stalls, delays, slows down, splits and refuses, as it is told. */

import {
  type Connection,
  type ConnectionHandlers,
  type Transport,
  TransportError,
} from '@x/transport';
import { type Clock, systemClock } from './clock.ts';
import { FaultyConnection } from './faulty/faulty-connection.ts';
import type { Faults, Stall } from './faulty/lane.ts';
import { type Random, seededRandom } from './faulty/random.ts';

/** Faults for every connection, or for each by its number, from 0. */
export type FaultPlan = Faults | ((dial: number) => Faults | undefined);

export interface FaultyLinkOptions {
  /** From the client to the server. */
  readonly up?: FaultPlan | undefined;
  /** From the server to the client. */
  readonly down?: FaultPlan | undefined;
  /** How many dials to refuse from now on (Infinity: all), or which, by number from 0. */
  readonly refuse?: number | ((dial: number) => boolean) | undefined;
  /** For what is chosen from a range; 1 by default. The same seed gives the same choices. */
  readonly seed?: number | undefined;
  /** The platform's clock by default. */
  readonly clock?: Clock | undefined;
}

export interface FaultyLink extends Transport {
  /** How many dials there were, refused ones included. */
  readonly dials: number;
  /** Bytes that passed, over all connections. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Breaks all open connections: what has passed arrives, the client sees ECONNRESET. */
  cut(): void;
  /** Lets nothing pass on the open connections, not even their end, until `release`. `hold` by default. */
  stall(direction: 'up' | 'down' | 'both', how?: Stall): void;
  /** Ends every stall of the open connections. */
  release(): void;
}

export function faultyLink(transport: Transport, options: FaultyLinkOptions = {}): FaultyLink {
  return new FaultyTransport(transport, options);
}

class FaultyTransport implements FaultyLink {
  readonly #inner: Transport;
  readonly #options: FaultyLinkOptions;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #connections = new Set<FaultyConnection>();
  #dials = 0;
  #pastUp = 0;
  #pastDown = 0;

  constructor(inner: Transport, options: FaultyLinkOptions) {
    this.#inner = inner;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#random = seededRandom(options.seed ?? 1);
  }

  async dial(handlers: ConnectionHandlers, signal: AbortSignal): Promise<Connection> {
    const dial = this.#dials;
    this.#dials++;
    if (this.#refuses(dial)) {
      throw new TransportError('ECONNREFUSED', 'connect', 'the faulty link refused the dial');
    }
    const { up, down } = this.#options;
    const connection = new FaultyConnection(
      { ...bound(handlers), close: (cause) => this.#closed(connection, handlers, cause) },
      { up: planned(up, dial), down: planned(down, dial) },
      this.#clock,
      this.#random,
    );
    connection.join(await this.#inner.dial(connection.inward, signal));
    this.#connections.add(connection);
    return connection;
  }

  get dials(): number {
    return this.#dials;
  }

  get bytesUp(): number {
    return sum(this.#connections, this.#pastUp, (connection) => connection.bytesUp);
  }

  get bytesDown(): number {
    return sum(this.#connections, this.#pastDown, (connection) => connection.bytesDown);
  }

  cut(): void {
    for (const connection of [...this.#connections]) connection.cut();
  }

  stall(direction: 'up' | 'down' | 'both', how: Stall = 'hold'): void {
    for (const connection of this.#connections) connection.stall(direction, how);
  }

  release(): void {
    for (const connection of [...this.#connections]) connection.release();
  }

  #refuses(dial: number): boolean {
    const { refuse = 0 } = this.#options;
    return typeof refuse === 'number' ? dial < refuse : refuse(dial);
  }

  #closed(
    connection: FaultyConnection,
    handlers: ConnectionHandlers,
    cause: Parameters<ConnectionHandlers['close']>[0],
  ): void {
    this.#connections.delete(connection);
    this.#pastUp += connection.bytesUp;
    this.#pastDown += connection.bytesDown;
    handlers.close(cause);
  }
}

function bound(handlers: ConnectionHandlers): Omit<ConnectionHandlers, 'close'> {
  return {
    data: (chunk) => handlers.data(chunk),
    drain: () => handlers.drain(),
    status: (status) => handlers.status?.(status),
  };
}

function planned(plan: FaultPlan | undefined, dial: number): Faults {
  return (typeof plan === 'function' ? plan(dial) : plan) ?? {};
}

function sum(
  connections: ReadonlySet<FaultyConnection>,
  past: number,
  bytes: (connection: FaultyConnection) => number,
): number {
  let total = past;
  for (const connection of connections) total += bytes(connection);
  return total;
}

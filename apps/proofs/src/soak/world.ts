/** A broker and its clients, each behind a faulty link of its own, and what is done to them. */

import type { Faults } from '@x/testing';
import { until, within } from '../bounded.ts';
import type { Peer, Version } from '../brokers/peer.ts';
import { FaultyRelay } from '../faulty-relay.ts';
import { SoakClient } from './client.ts';
import type { Counts } from './counts.ts';
import type { QoS } from './history.ts';
import type { Route } from './route.ts';

/** Milliseconds until everything has come to rest once nothing is broken any more. */
const REST = 60_000;
const VERSIONS: readonly Version[] = [4, 5];
/** Bytes after which a connection breaks by itself, at most. */
const FAR = 20_000;
/** How far a client is from the one whose messages it gets: another route, and any version. */
const APART = 7;

export interface WorldOptions {
  readonly name: string;
  readonly peer: Peer;
  readonly routes: readonly Route[];
  /** JSON, of its clients of MQTT 5. */
  readonly connectProperties: string;
  readonly counts: Counts;
  /** In [0, 1). */
  readonly random: () => number;
}

interface Place {
  readonly client: SoakClient;
  readonly relay: FaultyRelay;
}

export class World {
  readonly #options: WorldOptions;
  #places: Place[] = [];
  /** Nothing is broken. */
  #calm = true;
  #restarting: Promise<void> | undefined;
  readonly #under: Promise<void>[] = [];
  readonly faults: string[] = [];

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#places.length;
  }

  /** Two clients for each route and version, one of which queues what it publishes without a connection. */
  async open(): Promise<void> {
    const { name, routes } = this.#options;
    for (const route of routes) {
      for (const version of VERSIONS) {
        for (const queues of [false, true]) {
          const id = `${name}-${this.#places.length}`;
          this.#places.push(await this.#placeOf(id, route, version, queues));
        }
      }
    }
    await Promise.all(this.#places.map(({ client }, i) => client.start(this.#publisherOf(i))));
  }

  /** One message of a client that chance chooses, and a few more of it now and then. */
  load(): void {
    const { random } = this.#options;
    const { client } = this.#any();
    const burst = random() < 0.1 ? 12 : 1;
    for (let i = 0; i < burst; i++) {
      const qos = Math.floor(random() * 3) as QoS;
      client.publish(qos, random() < 0.01 ? 60_000 : Math.floor(20 + random() * 500));
    }
  }

  /** Breaks something that chance chooses. */
  trouble(): void {
    const { random, counts } = this.#options;
    this.#calm = false;
    const { client, relay } = this.#any();
    const chance = random();
    relay.cuts = random() < 0.5 ? 'end' : 'reset';
    if (chance < 0.6) {
      counts.cuts += 1;
      relay.cut();
    } else if (chance < 0.75) {
      counts.stalls += 1;
      relay.stall((['up', 'down', 'both'] as const)[Math.floor(random() * 3)] ?? 'both');
    } else {
      const how = random() < 0.5 ? 'disconnect' : 'interrupt';
      this.#note(client.leave(how, random() * 300));
    }
  }

  /** All connections end, and nobody listens for a moment. */
  restart(): void {
    const { peer, counts } = this.#options;
    if (this.#restarting !== undefined || peer.restart === undefined) return;
    counts.restarts += 1;
    this.#restarting = peer.restart().finally(() => {
      this.#restarting = undefined;
    });
    this.#note(this.#restarting);
  }

  /** Lets everything come to rest, and judges what was published since the last time. */
  async settle(): Promise<readonly string[]> {
    this.#calm = true;
    const found: string[] = [];
    try {
      await within(Promise.all(this.#under.splice(0)), 'what was begun', REST);
      await until('rest', () => this.#places.every(({ client }) => client.isThrough), REST);
      await Promise.all(this.#places.map(({ client }, i) => client.fence(this.#subscriberOf(i))));
    } catch (error) {
      found.push(`${this.#options.name}: ${error instanceof Error ? error.message : error}`);
      for (const { client } of this.#places) if (!client.isThrough) found.push(client.state);
    }
    const now = performance.now();
    for (const [i, { client }] of this.#places.entries()) {
      const { connections } = this.#subscriberOf(i);
      const both = { publisher: client.connections, subscriber: connections };
      for (const history of client.histories) found.push(...history.judge(both, now));
    }
    for (const { client } of this.#places) {
      client.connections = [];
      found.push(...client.faults.splice(0));
    }
    found.push(...this.faults.splice(0));
    return found;
  }

  async close(): Promise<void> {
    await Promise.all(this.#places.map(({ client }) => client.stop()));
    await Promise.all(this.#places.map(({ relay }) => relay.close()));
    this.#places = [];
  }

  async #placeOf(id: string, route: Route, version: Version, queues: boolean): Promise<Place> {
    const { peer, counts, random } = this.#options;
    const url = peer.urls[route.transport];
    if (url === undefined) throw new Error(`this broker has no ${route.transport}`);
    const faults = (): Faults => (this.#calm ? {} : this.#faults());
    const relay = await FaultyRelay.open(Number(new URL(url).port), {
      up: faults,
      down: faults,
      seed: Math.floor(random() * 2 ** 31),
    });
    const { connectProperties } = this.#options;
    const { port } = relay;
    const client = new SoakClient({ id, version, route, port, queues, connectProperties, counts });
    return { client, relay };
  }

  /** Of one direction of a new connection: one in five breaks by itself, also in a handshake. */
  #faults(): Faults {
    const { random } = this.#options;
    const faults = { delay: [0, 5], split: [1, 4000] } as const;
    if (random() > 0.2) return faults;
    return { ...faults, cutAfter: Math.floor(random() ** 3 * FAR) };
  }

  #any(): Place {
    const place = this.#places[Math.floor(this.#options.random() * this.size)];
    if (place === undefined) throw new Error('there are no clients');
    return place;
  }

  /** Whose messages it gets. */
  #publisherOf(i: number): SoakClient {
    return this.#at(i + APART);
  }

  #subscriberOf(i: number): SoakClient {
    return this.#at(i + this.size - APART);
  }

  #at(i: number): SoakClient {
    const place = this.#places[i % this.size];
    if (place === undefined) throw new Error('there are no clients');
    return place.client;
  }

  #note(work: Promise<void>): void {
    this.#under.push(
      work.catch((error: unknown) => {
        this.faults.push(
          `${this.#options.name}: ${error instanceof Error ? error.message : error}`,
        );
      }),
    );
  }
}

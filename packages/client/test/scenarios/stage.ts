/** A server behind both doors, clients that end with the test, and the packets that they sent: whatever the server is. */

import type { Packet, PacketType } from '@x/codec';
import { type BrokerOptions, createBroker } from '@x/testing';
import { expect } from 'vitest';
import { type Peer, requirePeer, startMosquitto } from '../../../../test-support/peers.ts';
import { MQTT } from '../../src/index.ts';
import { type Recorder, record } from '../support/recorder.ts';
import { openRelay, type Relay } from './relay.ts';

export type Door = 'tcp' | 'ws';
export type Version = 0 | 1;
type PacketOf<T extends PacketType> = Extract<Packet, { readonly type: T }>;

/** Each door with each version; the versions as the class numbers them. */
export const WAYS: readonly (readonly [Door, string, Version])[] = [
  ['tcp', '3.1.1', 0],
  ['tcp', '5.0', 1],
  ['ws', '3.1.1', 0],
  ['ws', '5.0', 1],
];

/** A kind of server. */
export interface Server {
  readonly name: string;
  /** Built on our codec, and configured by `options`. */
  readonly ours: boolean;
  readonly missing: boolean;
  start(): Promise<void>;
  stop(): Promise<void>;
  enter(door: Door, options?: BrokerOptions): Promise<Relay>;
}

/** Our own broker, anew for each test. */
const embedded: Server = {
  name: 'the embedded broker',
  ours: true,
  missing: false,
  start: async () => undefined,
  stop: async () => undefined,
  async enter(door, options = {}) {
    const broker = createBroker(options);
    const sent: Packet[] = [];
    broker.onPacket(({ direction, packet }) => {
      // What it shows is valid during the call only.
      if (direction === 'received') sent.push(structuredClone(packet));
    });
    const { host, port } = await (door === 'tcp'
      ? broker.listen()
      : broker.listenWebSocket({ path: '/' }));
    return {
      host: door === 'tcp' ? host : `ws://${host}`,
      port,
      sent,
      cut: (clientId) => broker.dropConnection(clientId),
      close: () => broker.close(),
    };
  },
};

function mosquitto(): Server {
  let peer: Peer | undefined;
  return {
    name: 'mosquitto',
    ours: false,
    missing: requirePeer('mosquitto') === undefined,
    async start() {
      peer = await startMosquitto();
    },
    stop: async () => peer?.stop(),
    enter(door) {
      if (peer === undefined) throw new Error('mosquitto is not started');
      return openRelay(door, peer);
    },
  };
}

export const servers = (): readonly Server[] => [embedded, mosquitto()];

export class Stage implements AsyncDisposable {
  readonly #server: Relay;
  readonly #clients: MQTT[] = [];

  private constructor(server: Relay) {
    this.#server = server;
  }

  static async open(server: Server, door: Door, options?: BrokerOptions): Promise<Stage> {
    return new Stage(await server.enter(door, options));
  }

  get host(): string {
    return this.#server.host;
  }

  get port(): number {
    return this.#server.port;
  }

  client(version: Version = 0): { mqtt: MQTT; said: Recorder } {
    const mqtt = new MQTT();
    mqtt.setVersion(version);
    this.#clients.push(mqtt);
    return { mqtt, said: record(mqtt) };
  }

  async connected(version: Version = 0, clientId = ''): Promise<{ mqtt: MQTT; said: Recorder }> {
    const client = this.client(version);
    client.mqtt.setClientId(clientId);
    await client.mqtt.connectTo(this.host, this.port);
    return client;
  }

  /** What the clients sent, of one type, since the last `forget`. */
  sent<T extends PacketType>(type: T): PacketOf<T>[] {
    return this.#server.sent.filter((packet): packet is PacketOf<T> => packet.type === type);
  }

  forget(): void {
    this.#server.sent.length = 0;
  }

  /** Ends what the server keeps of this client. */
  async endSession(version: Version, clientId: string): Promise<void> {
    const { mqtt } = await this.connected(version, clientId);
    await mqtt.disconnect();
  }

  cut(clientId: string): void {
    this.#server.cut(clientId);
  }

  /** In order, so that no will of this test is published in the next one. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const mqtt of this.#clients) {
      await mqtt.config('DisconnectReasonCode=0');
      await mqtt.disconnect();
    }
    await this.#server.close();
  }
}

export function only<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  return items[0] as T;
}

/** The settings of the first example. */
export function setUp(m: MQTT): void {
  m.setClientId('testClient');
  m.setCleanSession(true);
  m.setKeepAliveInterval(30);
  m.setWillTopic(`wills/${m.getClientId()}`);
  m.setWillMessage(`${m.getClientId()} was disconnected ungracefully!`);
}

/** The embedded broker behind both doors, clients that end with the test, and the packets that went by. */

import type { Packet, PacketType } from '@x/codec';
import { type Broker, type BrokerOptions, createBroker } from '@x/testing';
import { expect } from 'vitest';
import { MQTT } from '../../src/index.ts';
import { type Recorder, record } from '../support/recorder.ts';

export type Door = 'tcp' | 'ws';
type PacketOf<T extends PacketType> = Extract<Packet, { readonly type: T }>;

interface Seen {
  readonly clientId: string;
  readonly direction: 'received' | 'sent';
  readonly packet: Packet;
}

/** Each door with each version; the versions as the class numbers them. */
export const WAYS: readonly (readonly [Door, string, 0 | 1])[] = [
  ['tcp', '3.1.1', 0],
  ['tcp', '5.0', 1],
  ['ws', '3.1.1', 0],
  ['ws', '5.0', 1],
];

export class BrokerStage implements AsyncDisposable {
  readonly broker: Broker;
  readonly host: string;
  readonly port: number;
  readonly #clients: MQTT[] = [];
  readonly #seen: Seen[] = [];

  private constructor(broker: Broker, host: string, port: number) {
    this.broker = broker;
    this.host = host;
    this.port = port;
    broker.onPacket(({ clientId, direction, packet }) =>
      // What it shows is valid during the call only.
      this.#seen.push({ clientId, direction, packet: structuredClone(packet) }),
    );
  }

  static async open(door: Door, options: BrokerOptions = {}): Promise<BrokerStage> {
    const broker = createBroker(options);
    if (door === 'tcp') {
      const { host, port } = await broker.listen();
      return new BrokerStage(broker, host, port);
    }
    const { host, port } = await broker.listenWebSocket({ path: '/' });
    return new BrokerStage(broker, `ws://${host}`, port);
  }

  client(version: 0 | 1 = 0): { mqtt: MQTT; said: Recorder } {
    const mqtt = new MQTT();
    mqtt.setVersion(version);
    this.#clients.push(mqtt);
    return { mqtt, said: record(mqtt) };
  }

  async connected(version: 0 | 1 = 0, clientId = ''): Promise<{ mqtt: MQTT; said: Recorder }> {
    const client = this.client(version);
    client.mqtt.setClientId(clientId);
    await client.mqtt.connectTo(this.host, this.port);
    return client;
  }

  /** What the clients sent, of one type. */
  sent<T extends PacketType>(type: T): PacketOf<T>[] {
    return this.#seen
      .filter(({ direction, packet }) => direction === 'received' && packet.type === type)
      .map(({ packet }) => packet as PacketOf<T>);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const mqtt of this.#clients) await mqtt.interrupt();
    await this.broker.close();
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

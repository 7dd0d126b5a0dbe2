/** An MQTT client of a few lines on the codec alone: it observes, and shares no code with the client under proof. */

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { Decoder, encode, type Packet, type PacketType, type PublishPacket } from '@x/codec';
import { STEP, within } from './bounded.ts';
import { SESSION_EXPIRY } from './exchange.ts';
import { HOST } from './program.ts';

const utf8 = new TextEncoder();

export interface PlainClientOptions {
  readonly port: number;
  readonly clientId: string;
  readonly version: 4 | 5;
}

export class PlainClient {
  readonly #socket: Socket;
  readonly #version: 4 | 5;
  #waiting: { type: PacketType; packetId: number; resolve: () => void }[] = [];
  #packetId = 0;
  #gone: string | undefined;
  onMessage: (packet: PublishPacket) => void = () => undefined;

  private constructor(socket: Socket, version: 4 | 5) {
    this.#socket = socket;
    this.#version = version;
    const decoder = new Decoder({ version, from: 'server' });
    socket.on('data', (chunk) => {
      for (const packet of decoder.push(chunk)) this.#received(packet);
    });
    socket.on('error', (error) => {
      this.#gone = error.message;
    });
  }

  /** Into the session that the server keeps for this client id. */
  static async connect({ port, clientId, version }: PlainClientOptions): Promise<PlainClient> {
    const socket = connect({ port, host: HOST, noDelay: true });
    await within(once(socket, 'connect'), 'a connection to the server');
    const client = new PlainClient(socket, version);
    const accepted = client.#next('connack', 0);
    client.#write({
      type: 'connect',
      protocolVersion: version,
      clientId,
      cleanStart: false,
      keepAlive: 0,
      properties: version === 5 ? { sessionExpiryInterval: SESSION_EXPIRY } : undefined,
    });
    await accepted;
    return client;
  }

  async subscribe(topicFilter: string, qos: 0 | 1 | 2): Promise<void> {
    const packetId = ++this.#packetId;
    const granted = this.#next('suback', packetId);
    this.#write({ type: 'subscribe', packetId, subscriptions: [{ topicFilter, qos }] });
    await granted;
  }

  /** Resolves when the server has taken it over. */
  async publish(topic: string, qos: 1 | 2, text: string): Promise<void> {
    const packetId = ++this.#packetId;
    const taken = this.#next(qos === 1 ? 'puback' : 'pubcomp', packetId);
    const payload = utf8.encode(text);
    this.#write({ type: 'publish', topic, payload, qos, retain: false, dup: false, packetId });
    await taken;
  }

  async disconnect(): Promise<void> {
    const closed = once(this.#socket, 'close');
    this.#write({ type: 'disconnect', reasonCode: 0 });
    this.#socket.end();
    await within(closed, 'the end of a connection');
  }

  #write(packet: Packet): void {
    this.#socket.write(encode(packet, this.#version));
  }

  #next(type: PacketType, packetId: number): Promise<void> {
    const came = new Promise<void>((resolve) => {
      this.#waiting.push({ type, packetId, resolve });
    });
    return within(came, `a ${type}`, STEP).catch((error: unknown) => {
      throw this.#gone === undefined ? error : new Error(`no ${type}: ${this.#gone}`);
    });
  }

  #received(packet: Packet): void {
    const { type } = packet;
    const packetId = 'packetId' in packet ? (packet.packetId ?? 0) : 0;
    if (type === 'publish') {
      this.onMessage(packet);
      if (packet.qos === 1) this.#write({ type: 'puback', packetId, reasonCode: 0 });
      return;
    }
    if (type === 'pubrec') return this.#write({ type: 'pubrel', packetId, reasonCode: 0 });
    const met = this.#waiting.filter((each) => each.type === type && each.packetId === packetId);
    this.#waiting = this.#waiting.filter((each) => !met.includes(each));
    for (const { resolve } of met) resolve();
  }
}

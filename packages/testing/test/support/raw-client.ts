/** A client for tests that has no mind of its own: it sends what it is given and hands out what comes. */

import {
  type ConnackPacket,
  type ConnectPacket,
  Decoder,
  encode,
  type Packet,
  type PacketType,
  type ProtocolVersion,
  type PublishPacket,
  type SubackPacket,
  type SubscribeProperties,
  type Subscription,
} from '@x/codec';
import type { CloseCause, Connection, Transport } from '@x/transport';
import { expect } from 'vitest';
import { Fifo } from '../../src/fifo.ts';
import { ScriptError } from '../../src/scripted/errors.ts';
import { Inbox } from '../../src/scripted/inbox.ts';

type PacketOf<T extends PacketType> = Extract<Packet, { readonly type: T }>;

const TIMEOUT = 5000;

export class RawClient {
  readonly version: ProtocolVersion;
  readonly #packets = new Fifo<Packet>();
  ended: CloseCause | undefined;
  readonly #inbox = new Inbox();
  readonly #ends = new Inbox();
  readonly #decoder: Decoder;
  #connection: Connection | undefined;
  #nextId = 1;

  constructor(version: ProtocolVersion) {
    this.version = version;
    this.#decoder = new Decoder({ version, from: 'server' });
  }

  /** Opens the connection only. */
  async open(transport: Transport): Promise<this> {
    this.#connection = await transport.dial(
      {
        data: (chunk) => {
          this.#decoder.push(chunk, (packet) => {
            this.#packets.push(own(packet));
            this.#inbox.arrived();
          });
        },
        drain: () => undefined,
        close: (cause) => {
          this.ended = cause;
          this.#inbox.end(new ScriptError('ENDED', 'the broker ended the connection'));
          this.#ends.arrived();
        },
      },
      new AbortController().signal,
    );
    return this;
  }

  send(...packets: Packet[]): void {
    this.#connection?.write(packets.map((packet) => encode(packet, this.version)));
  }

  sendBytes(...bytes: number[]): void {
    this.#connection?.write([Uint8Array.from(bytes)]);
  }

  /** The next packet, whatever it is. */
  next(): Promise<Packet> {
    return this.#inbox.wait(
      () => 'waiting for a packet',
      TIMEOUT,
      () => this.#packets.shift(),
    );
  }

  /** The next packet, which must be of this type. */
  async expect<T extends PacketType>(type: T): Promise<PacketOf<T>> {
    const packet = await this.next();
    expect(packet).toMatchObject({ type });
    return packet as PacketOf<T>;
  }

  /** Waits for the end; returns the packets that came before it and were not taken. */
  async end(): Promise<readonly Packet[]> {
    await this.#ends.wait(
      () => 'waiting for the end of the connection',
      TIMEOUT,
      () => this.ended,
    );
    const rest: Packet[] = [];
    for (let packet = this.#packets.shift(); packet; packet = this.#packets.shift())
      rest.push(packet);
    return rest;
  }

  /** The broker has nothing for this client: the answer to a PINGREQ comes first. */
  async expectNothing(): Promise<void> {
    this.send({ type: 'pingreq' });
    await this.expect('pingresp');
  }

  /** So many messages come, and nothing more. */
  async expectNothingBut(messages: number): Promise<void> {
    for (let n = 0; n < messages; n++) await this.expect('publish');
    await this.expectNothing();
  }

  async subscribe(
    filters: string | readonly (string | Subscription)[],
    qos: 0 | 1 | 2 = 2,
    properties?: SubscribeProperties,
  ): Promise<SubackPacket> {
    const subscriptions = [filters]
      .flat()
      .map((entry) => (typeof entry === 'string' ? { topicFilter: entry, qos } : entry));
    this.send({ type: 'subscribe', packetId: this.#id(), subscriptions, properties });
    return this.expect('suback');
  }

  /** Sends a PUBLISH without waiting for its acknowledgement; returns it. */
  publish(topic: string, payload = 'x', fields: Partial<PublishPacket> = {}): PublishPacket {
    const qos = fields.qos ?? 0;
    const packet: PublishPacket = {
      type: 'publish',
      topic,
      payload: bytes(payload),
      qos,
      retain: false,
      dup: false,
      packetId: qos === 0 ? undefined : this.#id(),
      ...fields,
    };
    this.send(packet);
    return packet;
  }

  /** Receives a PUBLISH and acknowledges it to its end. */
  async take(): Promise<PublishPacket> {
    const packet = await this.expect('publish');
    const { packetId, qos } = packet;
    if (packetId === undefined) return packet;
    if (qos === 1) this.send({ type: 'puback', packetId, reasonCode: 0 });
    else {
      this.send({ type: 'pubrec', packetId, reasonCode: 0 });
      expect(await this.expect('pubrel')).toMatchObject({ packetId });
      this.send({ type: 'pubcomp', packetId, reasonCode: 0 });
    }
    return packet;
  }

  /** DISCONNECT, then the close. */
  async leave(reasonCode = 0, sessionExpiryInterval?: number): Promise<void> {
    const properties = sessionExpiryInterval === undefined ? undefined : { sessionExpiryInterval };
    this.send({ type: 'disconnect', reasonCode, properties });
    await this.end();
  }

  /** Ends the connection in an orderly way, without a DISCONNECT. */
  async hangUp(): Promise<void> {
    await this.#connection?.close();
  }

  /** Drops the connection without a word. */
  async drop(): Promise<void> {
    this.#connection?.destroy();
    await this.end();
  }

  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  #id(): number {
    return this.#nextId++;
  }
}

/** A CONNECT with the fields given and harmless others. */
export function connectPacket(
  version: ProtocolVersion,
  clientId: string,
  fields: Partial<ConnectPacket> = {},
): ConnectPacket {
  return {
    type: 'connect',
    protocolVersion: version,
    clientId,
    cleanStart: true,
    keepAlive: 0,
    ...fields,
  };
}

/** Connects and takes the CONNACK, which must be a success. */
export async function connected(
  transport: Transport,
  version: ProtocolVersion,
  clientId: string,
  fields: Partial<ConnectPacket> = {},
): Promise<RawClient> {
  const { client, connack } = await attempted(transport, version, clientId, fields);
  expect(connack.reasonCode).toBe(0);
  return client;
}

/** Connects and takes the CONNACK, whatever it says. */
export async function attempted(
  transport: Transport,
  version: ProtocolVersion,
  clientId: string,
  fields: Partial<ConnectPacket> = {},
): Promise<{ client: RawClient; connack: ConnackPacket }> {
  const client = await new RawClient(version).open(transport);
  client.send(connectPacket(version, clientId, fields));
  return { client, connack: await client.expect('connack') };
}

export function text(packet: { readonly payload: Uint8Array }): string {
  return new TextDecoder().decode(packet.payload);
}

export function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function own(packet: Packet): Packet {
  return packet.type === 'publish' ? { ...packet, payload: packet.payload.slice() } : packet;
}

/** A session with a recording sink and a clock of its own, and short words for the packets of the other side. */

import type {
  ConnackPacket,
  ConnectPacket,
  DisconnectPacket,
  Packet,
  ProtocolVersion,
  PublishPacket,
  PublishProperties,
  QoS,
  SubscribePacket,
} from '@x/codec';
import type { PublishRequest } from '../../src/outgoing-message.ts';
import { Session } from '../../src/session.ts';
import type { SessionOptions } from '../../src/shared.ts';
import type { Ticket } from '../../src/sink.ts';
import { RecordingSink } from '../recording-sink.ts';

export interface Start {
  readonly version?: ProtocolVersion;
  readonly connect?: Partial<ConnectPacket>;
  readonly connack?: Partial<ConnackPacket>;
  readonly options?: SessionOptions;
}

export class Client {
  readonly sink = new RecordingSink();
  readonly version: ProtocolVersion;
  session: Session;
  now = 0;
  ticket: Ticket = 0;

  constructor(version: ProtocolVersion = 5, options: SessionOptions = {}) {
    this.version = version;
    this.session = new Session(options);
    this.sink.session = this.session;
  }

  /** Another session object takes over, as after a restart of the process. */
  restart(state: unknown, options: SessionOptions = {}): void {
    this.session = Session.restore(state, options);
    this.sink.session = this.session;
  }

  connect(over: Partial<ConnectPacket> = {}): void {
    this.session.connect({ ...connectPacket(this.version), ...over }, this.sink);
  }

  /** CONNECT, CONNACK and the resume. */
  online(connack: Partial<ConnackPacket> = {}, connect: Partial<ConnectPacket> = {}): void {
    this.connect(connect);
    this.receive({ type: 'connack', sessionPresent: false, reasonCode: 0, ...connack });
    this.session.resume(this.now, this.sink);
  }

  lose(): void {
    this.session.connectionLost('the link was cut', this.sink);
  }

  /** The link is cut and comes back; the server still has the session. */
  reconnect(connack: Partial<ConnackPacket> = {}): void {
    this.lose();
    this.sink.clear();
    this.online({ sessionPresent: true, ...connack });
  }

  receive(packet: Packet): void {
    this.session.packetReceived(packet, this.now, this.sink);
  }

  /** PUBACK, PUBREC, PUBREL, PUBCOMP. */
  ack(type: 'puback' | 'pubrec' | 'pubrel' | 'pubcomp', packetId: number, reasonCode = 0): void {
    this.receive({ type, packetId, reasonCode });
  }

  /** A message from the server. */
  message(packetId: number | undefined, over: Partial<PublishPacket> = {}): void {
    this.receive({ ...publishPacket(over.qos ?? 0), packetId, ...over });
  }

  publish(qos: QoS, over: Partial<PublishRequest> = {}): Ticket {
    const ticket = this.begin();
    const request = { ...publishPacket(qos), ...over };
    this.session.publish(ticket, request, this.now, this.sink);
    return ticket;
  }

  subscribe(filters: readonly string[], properties?: SubscribePacket['properties']): Ticket {
    const ticket = this.begin();
    const subscriptions = filters.map((topicFilter) => ({ topicFilter, qos: 1 as const }));
    this.session.subscribe(ticket, subscriptions, properties, this.sink);
    return ticket;
  }

  unsubscribe(filters: readonly string[]): Ticket {
    const ticket = this.begin();
    this.session.unsubscribe(ticket, filters, this.sink);
    return ticket;
  }

  disconnect(packet: Partial<DisconnectPacket> = {}): void {
    this.session.disconnect({ type: 'disconnect', reasonCode: 0, ...packet }, this.sink);
  }

  tick(now: number): number {
    this.now = now;
    return this.session.tick(now, this.sink);
  }

  begin(): Ticket {
    const ticket = ++this.ticket;
    this.sink.begin(ticket);
    return ticket;
  }

  /** What was written since the last look, one line a packet. */
  get written(): readonly string[] {
    const lines = this.sink.lines.filter((line) => line.startsWith('write '));
    return lines.map((line) => line.slice('write '.length));
  }

  /** Everything ends; what is still pending then never settles. */
  end(): readonly string[] {
    this.lose();
    this.session.discard('the test is over', this.sink);
    return this.sink.pending;
  }
}

/** A client in the phase `connected`; what led there is forgotten. */
export function online({ version = 5, connect = {}, connack = {}, options = {} }: Start = {}) {
  const client = new Client(version, options);
  client.online(connack, connect);
  client.sink.clear();
  return client;
}

/** Two of QoS 1 and two of QoS 2 in flight, ids 1 to 4. */
export function inFlight(version: ProtocolVersion): Client {
  const client = online({ version });
  for (const qos of [1, 2, 1, 2] as const) client.publish(qos);
  return client;
}

export function connectPacket(protocolVersion: ProtocolVersion): ConnectPacket {
  return {
    type: 'connect',
    protocolVersion,
    clientId: 'a',
    cleanStart: false,
    keepAlive: 0,
    properties: protocolVersion === 5 ? { sessionExpiryInterval: 3600 } : undefined,
  };
}

export function publishPacket(qos: QoS, properties?: PublishProperties): PublishPacket {
  return {
    type: 'publish',
    topic: 't',
    payload: bytes('x'),
    qos,
    retain: false,
    dup: false,
    properties,
  };
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

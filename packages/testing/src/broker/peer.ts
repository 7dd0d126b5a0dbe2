/** One connected client: what its CONNECT agreed on, and the way to send to it. */

import type {
  ConnectPacket,
  DisconnectProperties,
  Packet,
  ProtocolVersion,
  PublishPacket,
  Will,
} from '@x/codec';
import type { Deadline } from './deadlines.ts';
import { LARGEST_PACKET } from './options.ts';
import type { Outlet } from './outbound.ts';
import type { Session } from './session.ts';
import { type IncomingAliases, OutgoingAliases } from './topic-aliases.ts';

/** The packets' way out: a connection's encoder and socket. */
export interface Link {
  readonly writable: boolean;
  /** Sets the version and the client's Maximum Packet Size, before the first `write`. */
  begin(version: ProtocolVersion, maximumPacketSize: number): void;
  /** false: larger than the client takes; nothing was written. */
  write(packet: Packet): boolean;
  /** Ends the connection once everything written is out. */
  close(): void;
  /** Drops the connection at once. */
  destroy(): void;
}

export type Phase = 'connecting' | 'authenticating' | 'connected' | 'ended';

/** An exchange of AUTH packets: the steps that are done. */
export interface Authentication {
  readonly method: string;
  step: number;
  reauthenticating: boolean;
}

export class Peer implements Outlet {
  readonly link: Link;
  phase: Phase = 'connecting';
  version: ProtocolVersion = 5;
  clientId = '';
  /** From CONNECT on. */
  connect: ConnectPacket | undefined;
  session: Session | undefined;
  will: Will | undefined;
  authentication: Authentication | undefined;
  /** Waits for CONNECT, then for the keep alive. */
  deadline: Deadline | undefined;
  /** When the last packet came, in milliseconds. */
  lastReceived = 0;
  receiveMaximum = 65_535;
  incomingAliases: IncomingAliases | undefined;
  /** QoS 2 ids received on this connection that wait for PUBREL: they count against our Receive Maximum. */
  readonly unreleased = new Set<number>();
  /** Acknowledgements that the client cannot have seen yet: they count too. */
  unflushedAcks = 0;
  #outgoingAliases: OutgoingAliases | undefined;

  constructor(link: Link) {
    this.link = link;
  }

  get writable(): boolean {
    return this.link.writable;
  }

  /** Takes over what the client's CONNECT says. */
  begin(packet: ConnectPacket): void {
    this.connect = ownConnect(packet);
    this.version = packet.protocolVersion;
    this.clientId = packet.clientId;
    this.will = this.connect.will;
    const { properties } = packet;
    this.receiveMaximum = properties?.receiveMaximum ?? 65_535;
    this.#outgoingAliases = new OutgoingAliases(properties?.topicAliasMaximum ?? 0);
    this.link.begin(this.version, properties?.maximumPacketSize ?? LARGEST_PACKET);
  }

  /** Sends a packet; texts for people are left out where they do not fit or are not wanted ([MQTT-3.1.2-29]). */
  send(packet: Packet): void {
    if (!('properties' in packet) || packet.properties === undefined) {
      this.link.write(packet);
      return;
    }
    const wanted = this.connect?.properties?.requestProblemInformation !== false;
    const exempt = packet.type === 'connack' || packet.type === 'disconnect';
    if ((wanted || exempt) && this.link.write(packet)) return;
    this.link.write({
      ...packet,
      properties: { ...packet.properties, reasonString: undefined, userProperties: undefined },
    } as Packet);
  }

  /** Everything sent so far has gone to the connection: the client may see the acknowledgements in it. */
  flushed(): void {
    this.unflushedAcks = 0;
  }

  publish(packet: PublishPacket): boolean {
    const aliased = this.#outgoingAliases?.find(packet.topic);
    if (aliased === undefined) return this.link.write(packet);
    const written = this.link.write({
      ...packet,
      topic: aliased.known ? '' : packet.topic,
      properties: { ...packet.properties, topicAlias: aliased.alias },
    });
    if (written) this.#outgoingAliases?.define(packet.topic, aliased.alias);
    return written;
  }

  /** Tells an MQTT 5 client why it must go, then ends the connection; in 3.1.1 only the end. */
  sendDisconnect(reasonCode: number, properties: DisconnectProperties | undefined): void {
    if (this.version === 5) this.send({ type: 'disconnect', reasonCode, properties });
    this.link.close();
  }
}

/** What is kept of a CONNECT must not pin the chunk that it came in. */
function ownConnect(packet: ConnectPacket): ConnectPacket {
  const { will, password, properties } = packet;
  const authenticationData = properties?.authenticationData?.slice();
  return {
    ...packet,
    will: will && ownWill(will),
    password: password?.slice(),
    properties: properties && { ...properties, authenticationData },
  };
}

function ownWill(will: Will): Will {
  const { properties } = will;
  const correlationData = properties?.correlationData?.slice();
  return {
    ...will,
    payload: will.payload.slice(),
    properties: properties && { ...properties, correlationData },
  };
}

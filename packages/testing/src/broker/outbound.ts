/** The messages on their way to one session's client: queue, exchanges in flight, quota, resend. */

import type { Packet, ProtocolVersion, PublishPacket, PublishProperties, QoS } from '@x/codec';
import { Fifo } from '../fifo.ts';
import type { Message } from './message.ts';

/** The connection that a session is served by, as its messages see it. */
export interface Outlet {
  readonly version: ProtocolVersion;
  /** The client's Receive Maximum. */
  readonly receiveMaximum: number;
  /** false while the connection's buffer is full. */
  readonly writable: boolean;
  /** Sends a PUBLISH; false: it is larger than the client takes and was left out. */
  publish(packet: PublishPacket): boolean;
  send(packet: Packet): void;
}

/** One message for one session, at the QoS and with the flags that its subscriptions gave it. */
export interface Delivery {
  readonly message: Message;
  readonly qos: QoS;
  readonly retain: boolean;
  readonly identifiers: readonly number[] | undefined;
}

interface Exchange extends Delivery {
  readonly packetId: number;
  /** PUBREC came: from here on only PUBREL is sent. */
  released: boolean;
  /** Sent on this connection, so that its end gives a quota back. */
  counted: boolean;
}

const LAST_PACKET_ID = 65_535;
const PACKET_ID_NOT_FOUND = 0x92;

export class Outbound {
  readonly #limit: number;
  readonly #queue = new Fifo<Delivery>();
  /** QoS 0 that waits for the connection's buffer only: no quota holds it. */
  readonly #congested = new Fifo<Delivery>();
  /** In the order of sending; of those released, in the order of their PUBREC. */
  readonly #inFlight = new Map<number, Exchange>();
  readonly #resend = new Fifo<Exchange>();
  #lastPacketId = 0;
  #quota = 0;
  #outlet: Outlet | undefined;

  /** @param limit how many messages may wait; what comes then is dropped. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get online(): boolean {
    return this.#outlet !== undefined;
  }

  get queued(): number {
    return this.#queue.length + this.#congested.length;
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Begins to serve a connection: unacknowledged PUBLISH and PUBREL first, in order ([MQTT-4.4.0-1], [MQTT-4.6.0-1]). */
  attach(outlet: Outlet, now: number): void {
    this.#outlet = outlet;
    this.#quota = outlet.receiveMaximum;
    for (const exchange of this.#inFlight.values()) {
      exchange.counted = false;
      if (exchange.released) outlet.send(pubrel(exchange.packetId, 0));
      else this.#resend.push(exchange);
    }
    this.pump(now);
  }

  detach(): void {
    this.#outlet = undefined;
    this.#resend.clear();
    this.#congested.clear();
  }

  /** Sends the message, or keeps it for when the client, its quota or its connection's buffer has room. */
  deliver(delivery: Delivery, now: number): void {
    const outlet = this.#outlet;
    if (delivery.qos === 0) {
      if (outlet === undefined) return;
      if (outlet.writable && this.#congested.length === 0) sendAtMostOnce(outlet, delivery, now);
      else this.#keep(this.#congested, delivery);
      return;
    }
    this.#keep(this.#queue, delivery);
    if (this.#queue.length === 1) this.pump(now);
  }

  /** Sends what may be sent: after an acknowledgement, or when the connection's buffer has room again. */
  pump(now: number): void {
    const outlet = this.#outlet;
    if (outlet === undefined) return;
    while (outlet.writable && this.#quota > 0) {
      const again = this.#resend.shift();
      if (again === undefined) break;
      if (this.#inFlight.get(again.packetId) === again && !again.released) {
        this.#send(outlet, again, true, now);
      }
    }
    while (outlet.writable && this.#quota > 0 && this.#inFlight.size < LAST_PACKET_ID) {
      const delivery = this.#queue.shift();
      if (delivery === undefined) break;
      if (!delivery.message.expired(now)) this.#start(outlet, delivery, now);
    }
    while (outlet.writable) {
      const delivery = this.#congested.shift();
      if (delivery === undefined) break;
      sendAtMostOnce(outlet, delivery, now);
    }
  }

  /** PUBACK; returns false if it does not fit the exchange that has its id. */
  acknowledged(packetId: number, now: number): boolean {
    const exchange = this.#inFlight.get(packetId);
    if (exchange === undefined) return true;
    if (exchange.qos !== 1) return false;
    this.#finish(exchange, now);
    return true;
  }

  /** PUBREC; returns false if it does not fit the exchange that has its id. */
  received(packetId: number, reasonCode: number, now: number): boolean {
    const exchange = this.#inFlight.get(packetId);
    if (exchange === undefined) {
      if (reasonCode < 0x80) this.#outlet?.send(pubrel(packetId, PACKET_ID_NOT_FOUND));
      return true;
    }
    if (exchange.qos !== 2) return false;
    if (reasonCode >= 0x80) {
      this.#finish(exchange, now);
      return true;
    }
    // To the end: PUBRELs are resent in the order of the PUBRECs ([MQTT-4.6.0-4]).
    this.#inFlight.delete(packetId);
    this.#inFlight.set(packetId, exchange);
    exchange.released = true;
    this.#outlet?.send(pubrel(packetId, 0));
    return true;
  }

  /** PUBCOMP; returns false if it does not fit the exchange that has its id. */
  completed(packetId: number, now: number): boolean {
    const exchange = this.#inFlight.get(packetId);
    if (exchange === undefined) return true;
    if (exchange.qos !== 2) return false;
    this.#finish(exchange, now);
    return true;
  }

  #keep(queue: Fifo<Delivery>, delivery: Delivery): void {
    if (this.queued >= this.#limit) return;
    delivery.message.keep();
    queue.push(delivery);
  }

  #start(outlet: Outlet, delivery: Delivery, now: number): void {
    const { message, qos, retain, identifiers } = delivery;
    const packetId = this.#freePacketId();
    const exchange: Exchange = {
      message,
      qos,
      retain,
      identifiers,
      packetId,
      released: false,
      counted: false,
    };
    this.#inFlight.set(packetId, exchange);
    this.#send(outlet, exchange, false, now);
  }

  #send(outlet: Outlet, exchange: Exchange, dup: boolean, now: number): void {
    // First the account, then the packet: whoever watches it may publish the next message.
    exchange.counted = true;
    this.#quota--;
    if (outlet.publish(publish(outlet, exchange, exchange.packetId, dup, now))) return;
    // [MQTT-3.1.2-25]: as if it had been sent and acknowledged.
    this.#inFlight.delete(exchange.packetId);
    this.#quota++;
  }

  #finish(exchange: Exchange, now: number): void {
    this.#inFlight.delete(exchange.packetId);
    if (exchange.counted) this.#quota++;
    this.pump(now);
  }

  #freePacketId(): number {
    do {
      this.#lastPacketId = (this.#lastPacketId % LAST_PACKET_ID) + 1;
    } while (this.#inFlight.has(this.#lastPacketId));
    return this.#lastPacketId;
  }
}

function sendAtMostOnce(outlet: Outlet, delivery: Delivery, now: number): void {
  if (!delivery.message.expired(now)) {
    outlet.publish(publish(outlet, delivery, undefined, false, now));
  }
}

function publish(
  outlet: Outlet,
  delivery: Delivery,
  packetId: number | undefined,
  dup: boolean,
  now: number,
): PublishPacket {
  const { message, qos, retain } = delivery;
  return {
    type: 'publish',
    topic: message.topic,
    payload: message.payload,
    qos,
    retain,
    dup,
    packetId,
    properties: outlet.version === 5 ? outgoingProperties(delivery, now) : undefined,
  };
}

/** The publisher's properties unaltered, but for the interval, which counts down ([MQTT-3.3.2-6]). */
function outgoingProperties(delivery: Delivery, now: number): PublishProperties | undefined {
  const { message, identifiers } = delivery;
  const expires = message.expiresAt !== Number.POSITIVE_INFINITY;
  if (!expires && identifiers === undefined) return message.properties;
  const properties = { ...message.properties, subscriptionIdentifiers: identifiers };
  if (!expires) return properties;
  const left = Math.max(0, Math.ceil((message.expiresAt - now) / 1000));
  return { ...properties, messageExpiryInterval: left };
}

function pubrel(packetId: number, reasonCode: number): Packet {
  return { type: 'pubrel', packetId, reasonCode, properties: undefined };
}

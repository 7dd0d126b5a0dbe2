/** Incoming messages: delivered by their QoS, a QoS 2 message exactly once however often it comes. */

import type { PublishPacket, PubrelPacket } from '@x/codec';
import { isUtf8 } from '@x/codec/internal';
import { SessionError } from './errors.ts';
import {
  INCOMING_FINISHED,
  IncomingMessage,
  PUBACK_DUE,
  PUBCOMP_DUE,
  PUBREC_DUE,
  PUBREL_AWAITED,
} from './incoming-message.ts';
import { receivedChange } from './journal.ts';
import type { PayloadArena } from './kept-payload.ts';
import { MessageList } from './message-list.ts';
import { MessagePool } from './message-pool.ts';
import { PacketIds } from './packet-ids.ts';
import type { Shared } from './shared.ts';
import type { Sink } from './sink.ts';
import {
  PACKET_ID_NOT_FOUND,
  PAYLOAD_FORMAT_INVALID,
  PROTOCOL_ERROR,
  RECEIVE_MAXIMUM_EXCEEDED,
  TOPIC_ALIAS_INVALID,
  Violation,
} from './violation.ts';

const makeMessage = (): IncomingMessage => new IncomingMessage();

export class Inbound {
  readonly #shared: Shared;
  readonly #arena: PayloadArena;
  readonly #pool = new MessagePool(makeMessage);
  readonly #ids = new PacketIds<IncomingMessage>();
  readonly #messages = new MessageList<IncomingMessage>();
  /** A QoS 1 message lives for one turn only: an object is made for it when somebody looks. */
  #passing: { readonly packet: PublishPacket; readonly topic: string; state: number } | undefined;

  constructor(shared: Shared, arena: PayloadArena) {
    this.#shared = shared;
    this.#arena = arena;
  }

  publish(packet: PublishPacket, sink: Sink): void {
    const topic = this.#resolve(packet);
    if (packet.qos === 0) {
      if (isRefused(packet)) return sink.failed(packet, notUtf8(topic));
      return sink.deliver(packet, topic);
    }
    if (packet.qos === 1) return this.#publishOnce(packet, topic, sink);
    this.#publishTwice(packet, topic, sink);
  }

  pubrel(packet: PubrelPacket, sink: Sink): void {
    const { flow, connection } = this.#shared;
    const { packetId } = packet;
    const message = this.#ids.get(packetId);
    // Also of an earlier connection's message: a server that counts as section 4.9 says may then send one more.
    flow.answered();
    if (message === undefined) {
      const reasonCode = connection.negotiated?.version === 5 ? PACKET_ID_NOT_FOUND : 0;
      sink.write({ type: 'pubcomp', packetId, reasonCode });
      return;
    }
    message.state = PUBCOMP_DUE;
    sink.write({ type: 'pubcomp', packetId, reasonCode: 0 });
    message.state = INCOMING_FINISHED;
    sink.acknowledged('incoming', message, 0);
    // A listener may have discarded it.
    if (this.#ids.get(packetId) !== message) return;
    this.#ids.delete(packetId);
    this.#messages.remove(message);
    sink.deliver(message, message.fullTopic);
    // Not before its listeners have returned: a process that ends in them gets it again.
    if (this.#shared.options.journal) sink.journal({ type: 'delivered', packetId });
    message.releasePayload(this.#arena);
    message.properties = undefined;
    this.#pool.give(message, this.#messages.size);
  }

  /** Forgets what the server no longer has, or another state replaces; nothing of it was delivered. */
  discard(): void {
    this.#ids.clear();
    this.#messages.clear();
  }

  /** A message of a saved state, PUBREL awaited. */
  adopt(message: IncomingMessage): void {
    this.#ids.add(message);
    this.#messages.append(message);
  }

  get size(): number {
    return this.#messages.size + (this.#passing === undefined ? 0 : 1);
  }

  at(index: number): IncomingMessage | undefined {
    return index === this.#messages.size ? this.#look() : this.#messages.at(index);
  }

  indexOf(packetId: number): number {
    if (this.#passing?.packet.packetId === packetId) return this.#messages.size;
    return this.#messages.indexOf(packetId);
  }

  *[Symbol.iterator](): IterableIterator<IncomingMessage> {
    yield* this.#messages;
    const passing = this.#look();
    if (passing !== undefined) yield passing;
  }

  #look(): IncomingMessage | undefined {
    const passing = this.#passing;
    if (passing === undefined) return undefined;
    const message = new IncomingMessage();
    message.begin(passing.packet, passing.topic, passing.state);
    return message;
  }

  #publishOnce(packet: PublishPacket, topic: string, sink: Sink): void {
    const packetId = packet.packetId ?? 0;
    // Acknowledged within the turn, it takes a place of our Receive Maximum only for a moment.
    if (!this.#shared.flow.received()) throw this.#tooMany();
    this.#shared.flow.answered();
    if (isRefused(packet)) return this.#refuse('puback', packet, topic, sink);
    const passing = { packet, topic, state: PUBACK_DUE };
    this.#passing = passing;
    sink.write({ type: 'puback', packetId, reasonCode: 0 });
    passing.state = INCOMING_FINISHED;
    sink.acknowledged('incoming', packet, 0);
    this.#passing = undefined;
    sink.deliver(packet, topic);
  }

  #publishTwice(packet: PublishPacket, topic: string, sink: Sink): void {
    const { flow, connection } = this.#shared;
    const packetId = packet.packetId ?? 0;
    const known = this.#ids.get(packetId);
    if (known === undefined || known.receivedOn !== connection.number) {
      if (!flow.received()) throw this.#tooMany();
    }
    if (known !== undefined && !packet.dup && known.receivedOn !== connection.number) {
      // A server sends again with DUP [MQTT-3.3.1-1]: this is the first message of a session that we were not told of.
      this.#ids.delete(packetId);
      this.#messages.remove(known);
    } else if (known !== undefined) {
      // Again before its PUBREL: acknowledged again, not delivered again [MQTT-4.3.3-10].
      known.receivedOn = connection.number;
      sink.write({ type: 'pubrec', packetId, reasonCode: 0 });
      return;
    }
    if (isRefused(packet)) {
      flow.answered();
      return this.#refuse('pubrec', packet, topic, sink);
    }
    const message = this.#pool.take();
    message.begin(packet, topic, PUBREC_DUE);
    message.keepPayload(this.#arena);
    message.receivedOn = connection.number;
    this.adopt(message);
    message.state = PUBREL_AWAITED;
    if (this.#shared.options.journal) sink.journal(receivedChange(message));
    sink.write({ type: 'pubrec', packetId, reasonCode: 0 });
  }

  /** The exchange ends with it: nothing is kept. */
  #refuse(type: 'puback' | 'pubrec', packet: PublishPacket, topic: string, sink: Sink): void {
    sink.write({ type, packetId: packet.packetId ?? 0, reasonCode: PAYLOAD_FORMAT_INVALID });
    sink.acknowledged('incoming', packet, PAYLOAD_FORMAT_INVALID);
    sink.failed(packet, notUtf8(topic));
  }

  #resolve(packet: PublishPacket): string {
    const alias = packet.properties?.topicAlias;
    if (alias === undefined) return packet.topic;
    const maximum = this.#shared.connection.negotiated?.ownTopicAliasMaximum ?? 0;
    if (alias > maximum) {
      throw new Violation(
        TOPIC_ALIAS_INVALID,
        `topic alias ${alias} is above our Topic Alias Maximum ${maximum}`,
      );
    }
    const topic = this.#shared.aliases.resolve(packet, alias);
    if (topic === undefined) {
      throw new Violation(PROTOCOL_ERROR, `topic alias ${alias} was never defined`);
    }
    return topic;
  }

  #tooMany(): Violation {
    const maximum = this.#shared.connection.negotiated?.ownReceiveMaximum;
    return new Violation(
      RECEIVE_MAXIMUM_EXCEEDED,
      `more unacknowledged messages than our Receive Maximum ${maximum}`,
    );
  }
}

/** Whether its payload is not what it says (section 3.3.2.3.2). */
function isRefused({ properties, payload }: PublishPacket): boolean {
  return properties?.payloadFormatIndicator === 1 && !isUtf8(payload);
}

function notUtf8(topic: string): SessionError {
  return new SessionError(
    'payload-format-invalid',
    `a message to ${topic} says that it is UTF-8, and is not`,
  );
}

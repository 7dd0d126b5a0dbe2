/**
 * The server's side of the specification, written for these tests and as naive as can be: it keeps its own state,
 * knows nothing of the session's code, and says so when the client breaks a rule.
 */

import type { Packet, PublishPacket, QoS } from '@x/codec';
import { demand, fault } from './fault.ts';
import { aliasOf, numberOf, payloadOf, topicOf } from './message.ts';

export interface PeerOptions {
  readonly version: 4 | 5;
  /** What it announces, and what it was announced; 5.0 only. */
  readonly receiveMaximum: number;
  readonly clientMaximum: number;
  /** When a QoS 2 message is handed on: both are allowed. */
  readonly handsOnAt: 'publish' | 'pubrel';
  /** Whether the client knows that the message with this number was acknowledged. */
  readonly knowsAcknowledged: (number: number) => boolean;
  /** Called when it loses a session. */
  readonly forgets: () => void;
}

interface Outgoing {
  readonly packetId: number;
  readonly number: number;
  readonly qos: QoS;
  step: 'waits' | 'published' | 'released';
}

export class Peer {
  readonly #options: PeerOptions;
  readonly #send: (packet: Packet) => void;
  /** Numbers in the order in which they were handed on. */
  readonly handedOn: number[] = [];
  readonly #lastArrival = new Map<number, number>();

  // The session.
  #has = false;
  #known = new Map<number, number>();
  #everPublished = new Set<number>();
  #outgoing: Outgoing[] = [];
  #lastId = 0;

  // The connection.
  #connection = 0;
  #open = false;
  /** The connection began with a new session. */
  #fresh = false;
  #held: Packet[] = [];
  #window = new Set<number>();
  #recsSent: number[] = [];
  #unanswered: number[] = [];
  #sending = 0;
  #aliases = new Map<number, string>();
  #defined = new Set<number>();

  constructor(options: PeerOptions, send: (packet: Packet) => void) {
    this.#options = options;
    this.#send = send;
  }

  /** Answers that it has not sent yet. */
  get held(): number {
    return this.#held.length;
  }

  get hasSession(): boolean {
    return this.#has;
  }

  /** Everything that it had to send is acknowledged. */
  get idle(): boolean {
    return this.#outgoing.length === 0;
  }

  /** Numbers of QoS 2 messages whose PUBREL has not come. */
  get unreleased(): Iterable<number> {
    return this.#known.values();
  }

  /** The session ends, as when the server is restarted without its disk. */
  forget(): void {
    this.#options.forgets();
    this.#has = false;
    this.#known.clear();
    this.#everPublished.clear();
    this.#outgoing = [];
  }

  /**
   * A client that never saw the CONNACK of a new session takes the next CONNACK for one of the old session, and
   * nothing in the protocol tells it otherwise: this server lets go of a session that nobody heard of.
   */
  cut(greeted: boolean): void {
    if (this.#open && this.#fresh && !greeted) this.forget();
    this.#open = false;
    this.#held = [];
  }

  publish(number: number, qos: QoS): void {
    if (qos === 0) {
      if (this.#open) this.#sendPublish({ packetId: 0, number, qos, step: 'waits' }, false);
      return;
    }
    if (!this.#has) return;
    this.#lastId = (this.#lastId % 65_535) + 1;
    this.#outgoing.push({ packetId: this.#lastId, number, qos, step: 'waits' });
    this.#pump();
  }

  /** Sends some of the answers that it owes, in order. */
  answer(count: number): void {
    for (const packet of this.#held.splice(0, count)) {
      if (packet.type === 'puback' || packet.type === 'pubcomp')
        this.#window.delete(packet.packetId);
      this.#send(packet);
    }
  }

  receive(packet: Packet): void {
    if (!this.#open && packet.type !== 'connect') return;
    switch (packet.type) {
      case 'connect':
        return this.#connect(packet.cleanStart);
      case 'publish':
        return this.#published(packet);
      case 'pubrel':
        return this.#released(packet.packetId);
      case 'puback':
      case 'pubrec':
      case 'pubcomp':
        return this.#acknowledged(packet.type, packet.packetId, packet.reasonCode);
      case 'subscribe':
        this.#held.push({ type: 'suback', packetId: packet.packetId, reasonCodes: [2] });
        return;
      case 'pingreq':
        return this.#send({ type: 'pingresp' });
      case 'disconnect':
        return this.cut(true);
      default:
        return fault(`the client sent ${packet.type}`);
    }
  }

  #connect(cleanStart: boolean): void {
    demand(!this.#open, 'a second CONNECT on a connection');
    if (cleanStart) this.forget();
    const sessionPresent = this.#has;
    this.#fresh = !sessionPresent;
    this.#has = true;
    this.#open = true;
    this.#connection++;
    this.#window.clear();
    this.#recsSent = [];
    this.#unanswered = [];
    this.#sending = 0;
    this.#aliases.clear();
    this.#defined.clear();
    const { version, receiveMaximum } = this.#options;
    const properties = version === 5 ? { receiveMaximum, topicAliasMaximum: 3 } : undefined;
    this.#send({ type: 'connack', sessionPresent, reasonCode: 0, properties });
    for (const item of this.#outgoing) {
      if (item.step === 'waits') continue;
      // More than the client's Receive Maximum was never unfinished, so it all fits again.
      this.#sending++;
      if (item.step === 'published') this.#sendPublish(item, true);
      else this.#send({ type: 'pubrel', packetId: item.packetId, reasonCode: 0 });
    }
    this.#pump();
  }

  #published(packet: PublishPacket): void {
    const number = numberOf(packet);
    demand(this.#resolve(packet) === topicOf(number), `message ${number} came with another topic`);
    if (packet.qos === 0) {
      demand(!packet.dup && packet.packetId === undefined, 'QoS 0 with DUP or an id');
      return this.#handOn(number);
    }
    const packetId = packet.packetId ?? 0;
    demand(packetId > 0, 'a PUBLISH without an id');
    demand(!this.#window.has(packetId), `id ${packetId} used again while it is in flight`);
    this.#window.add(packetId);
    const { version, receiveMaximum } = this.#options;
    demand(version === 4 || this.#window.size <= receiveMaximum, 'more than our Receive Maximum');
    this.#everPublished.add(packetId);
    this.#checkArrival(packet, number);
    if (packet.qos === 1) {
      if (!this.handedOn.includes(number) || packet.dup) this.#handOn(number);
      this.#held.push({ type: 'puback', packetId, reasonCode: 0 });
      return;
    }
    const known = this.#known.get(packetId);
    demand(
      known === undefined || known === number,
      `id ${packetId} of ${known} used for ${number}`,
    );
    if (known === undefined) {
      this.#known.set(packetId, number);
      if (this.#options.handsOnAt === 'publish') this.#handOn(number);
    }
    this.#recsSent.push(packetId);
    this.#held.push({ type: 'pubrec', packetId, reasonCode: 0 });
  }

  /** Once more only with DUP, on a later connection, and before its acknowledgement was seen. */
  #checkArrival({ dup }: PublishPacket, number: number): void {
    const before = this.#lastArrival.get(number);
    this.#lastArrival.set(number, this.#connection);
    if (before === undefined) return;
    demand(dup, `message ${number} came again without DUP`);
    demand(before < this.#connection, `message ${number} came twice on one connection`);
    demand(
      !this.#options.knowsAcknowledged(number),
      `message ${number} came again after its acknowledgement`,
    );
  }

  #released(packetId: number): void {
    const number = this.#known.get(packetId);
    if (number === undefined) {
      demand(this.#everPublished.has(packetId), `PUBREL ${packetId} of another session`);
    } else {
      const turn = this.#recsSent.indexOf(packetId);
      demand(turn <= 0, `PUBREL ${packetId} before its turn`);
      this.#known.delete(packetId);
      if (this.#options.handsOnAt === 'pubrel') this.#handOn(number);
    }
    this.#recsSent = this.#recsSent.filter((id) => id !== packetId);
    const reasonCode = number === undefined && this.#options.version === 5 ? 0x92 : 0;
    this.#held.push({ type: 'pubcomp', packetId, reasonCode });
  }

  #handOn(number: number): void {
    this.handedOn.push(number);
  }

  #acknowledged(type: 'puback' | 'pubrec' | 'pubcomp', packetId: number, code: number): void {
    const at = this.#outgoing.findIndex((item) => item.packetId === packetId);
    const item = this.#outgoing[at];
    if (type !== 'pubcomp') {
      demand(this.#unanswered.shift() === packetId, `${type} ${packetId} out of turn`);
    }
    if (item === undefined) return fault(`${type} ${packetId} of an unknown id`);
    demand(item.step !== 'waits', `${type} ${packetId} of a message that was not sent`);
    if (type === 'pubrec') {
      demand(item.qos === 2 && code === 0, `PUBREC ${packetId} for QoS ${item.qos}`);
      item.step = 'released';
      return this.#send({ type: 'pubrel', packetId, reasonCode: 0 });
    }
    demand(type === (item.qos === 1 ? 'puback' : 'pubcomp'), `${type} for QoS ${item.qos}`);
    this.#outgoing.splice(at, 1);
    this.#sending--;
    this.#pump();
  }

  #pump(): void {
    if (!this.#open) return;
    const maximum = this.#options.version === 5 ? this.#options.clientMaximum : 65_535;
    for (const item of this.#outgoing) {
      if (item.step !== 'waits') continue;
      if (this.#sending >= maximum) return;
      item.step = 'published';
      this.#sending++;
      this.#sendPublish(item, false);
    }
  }

  #sendPublish({ packetId, number, qos }: Outgoing, dup: boolean): void {
    if (qos > 0) this.#unanswered.push(packetId);
    const topicAlias = aliasOf(number);
    const bare = this.#defined.has(topicAlias);
    if (this.#options.version === 5) this.#defined.add(topicAlias);
    this.#send({
      type: 'publish',
      topic: bare ? '' : topicOf(number),
      payload: payloadOf(number),
      qos,
      retain: false,
      dup,
      packetId: qos === 0 ? undefined : packetId,
      properties: this.#options.version === 5 ? { topicAlias } : undefined,
    });
  }

  #resolve({ topic, properties }: PublishPacket): string | undefined {
    const alias = properties?.topicAlias;
    if (alias === undefined) return topic;
    demand(this.#options.version === 5 && alias <= 3, `alias ${alias} is not allowed`);
    if (topic !== '') this.#aliases.set(alias, topic);
    return this.#aliases.get(alias);
  }
}

/** The client's side: a session that may die and come back, its sink, and an account of every message and ticket. */

import type {
  AuthPacket,
  ConnackPacket,
  ConnectPacket,
  Packet,
  PublishPacket,
  QoS,
} from '@x/codec';
import { SessionError } from '../../src/errors.ts';
import { type JournalChange, JournalState } from '../../src/journal.ts';
import { Session } from '../../src/session.ts';
import type { CloseReason, Deadline, Mark, Outcome, Sink, Ticket } from '../../src/sink.ts';
import type { SessionState } from '../../src/state.ts';
import { demand, fault } from './fault.ts';
import { aliasOf, numberOf, payloadOf, topicOf } from './message.ts';
import type { Mutation } from './mutation.ts';

/** `lost`: it never left the process that died. */
export type Fate = 'open' | 'through' | 'failed' | 'lost';

const OPTIONS = { offlineQueueMessages: 20, journal: true };

export interface MachineOptions {
  readonly version: 4 | 5;
  readonly receiveMaximum: number;
  readonly mutation: Mutation;
}

export class Machine implements Sink {
  readonly fates = new Map<number, Fate>();
  readonly qosOf = new Map<number, QoS>();
  readonly acknowledgedNumbers = new Set<number>();
  /** Numbers of the server's messages, in the order of delivery. */
  readonly delivered: { readonly number: number; readonly dup: boolean }[] = [];
  readonly #options: MachineOptions;
  readonly #send: (packet: Packet) => void;
  #session = new Session(OPTIONS);
  #durable = new JournalState();
  #written: Packet[] = [];
  #changes: JournalChange[] = [];
  #ticket: Ticket = 0;
  #numberOfTicket = new Map<Ticket, number>();
  #pending = new Set<string>();
  #due = Number.POSITIVE_INFINITY;
  /** The session wants the connection closed. */
  closing = false;
  /** Milliseconds; the world moves it. */
  now = 0;

  constructor(options: MachineOptions, send: (packet: Packet) => void) {
    this.#options = options;
    this.#send = send;
  }

  get session(): Session {
    return this.#session;
  }

  get due(): Deadline {
    return this.#due;
  }

  get idle(): boolean {
    const { outgoing, incoming, waiting } = this.#session;
    return outgoing.size + incoming.size + waiting + this.#pending.size === 0;
  }

  connect(cleanStart: boolean): void {
    const { version, receiveMaximum } = this.#options;
    const properties = { receiveMaximum, topicAliasMaximum: 3, sessionExpiryInterval: 1000 };
    const packet: ConnectPacket = {
      type: 'connect',
      protocolVersion: version,
      clientId: 'a',
      cleanStart,
      keepAlive: 10,
      properties: version === 5 ? properties : undefined,
    };
    this.#turn((session) => session.connect(packet, this));
  }

  lost(): void {
    this.closing = false;
    this.#turn((session) => session.connectionLost('cut', this));
  }

  /** `alias`: 0 none, 1 with the topic, 2 instead of it. */
  publish(number: number, qos: QoS, alias: number): void {
    const ticket = this.#begin();
    this.fates.set(number, 'open');
    this.qosOf.set(number, qos);
    this.#numberOfTicket.set(ticket, number);
    const aliased = alias > 0 && this.#options.version === 5;
    const request = {
      type: 'publish' as const,
      topic: aliased && alias === 2 ? '' : topicOf(number),
      payload: payloadOf(number),
      qos,
      retain: false,
      dup: false,
      properties: aliased ? { topicAlias: aliasOf(number) } : undefined,
    };
    this.#turn((session) => session.publish(ticket, request, this.now, this));
  }

  subscribe(): void {
    const ticket = this.#begin();
    const filters = [{ topicFilter: '#', qos: 2 as const }];
    this.#turn((session) => session.subscribe(ticket, filters, undefined, this));
  }

  receive(packet: Packet): void {
    const seen = this.#options.mutation.in?.(packet) ?? packet;
    this.#turn((session) => session.packetReceived(seen, this.now, this));
    if (packet.type === 'connack') this.#turn((session) => session.resume(this.now, this));
  }

  tick(): void {
    this.#turn((session) => session.tick(this.now, this));
  }

  /** The process dies; another one has what was durable. */
  restart(): void {
    const state = this.#durable.state;
    this.#checkJournal(state);
    const kept = new Set(Array.from(this.#session.outgoing, numberOf));
    for (const [number, fate] of this.fates) {
      if (fate === 'open' && !kept.has(number)) this.fates.set(number, 'lost');
    }
    this.#pending.clear();
    this.#numberOfTicket.clear();
    this.closing = false;
    this.#session = Session.restore(JSON.parse(JSON.stringify(state)), OPTIONS);
    this.#due = Number.POSITIVE_INFINITY;
  }

  /** Everything ends: every mark has to be settled then. */
  end(): void {
    this.#turn((session) => {
      session.connectionLost('end', this);
      return session.discard('end', this);
    });
    demand(this.#pending.size === 0, `never settled: ${[...this.#pending].join(', ')}`);
  }

  write(packet: Packet): void {
    this.#written.push(packet.type === 'publish' ? copyOf(packet) : packet);
  }

  settle(ticket: Ticket, mark: Mark, outcome: Outcome): void {
    if (ticket === 0) return;
    demand(this.#pending.delete(`${ticket} ${mark}`), `${ticket} ${mark} settled twice`);
    const number = this.#numberOfTicket.get(ticket);
    if (number === undefined) return;
    if (outcome instanceof SessionError) this.#ends(number, 'failed');
  }

  connected(_: ConnackPacket): void {
    demand(this.#session.phase === 'connected', 'told of a connection that is not there');
  }

  acknowledged(direction: string, message: PublishPacket): void {
    if (direction === 'outgoing') this.acknowledgedNumbers.add(numberOf(message));
  }

  published(message: PublishPacket, topic: string): void {
    demand(topic === topicOf(numberOf(message)), 'published under another topic');
    this.#ends(numberOf(message), 'through');
  }

  failed(message: PublishPacket): void {
    this.#ends(numberOf(message), 'failed');
  }

  deliver(message: PublishPacket, topic: string): void {
    const number = numberOf(message);
    demand(topic === topicOf(number), `message ${number} delivered under ${topic}`);
    this.delivered.push({ number, dup: message.dup });
  }

  subscribed(): void {
    demand(this.#session.phase === 'connected', 'subscribed without a connection');
  }

  challenge(_: AuthPacket): void {
    fault('a challenge that nobody sent');
  }

  journal(change: JournalChange): void {
    this.#changes.push(change);
  }

  close(reason: CloseReason): void {
    if (reason.type === 'violation') fault(`the session found a fault: ${reason.message}`);
    this.closing = true;
  }

  #begin(): Ticket {
    const ticket = ++this.#ticket;
    this.#pending.add(`${ticket} sent`).add(`${ticket} done`);
    return ticket;
  }

  #ends(number: number, fate: Fate): void {
    const before = this.fates.get(number);
    demand(before === 'open' || before === fate, `message ${number} is ${before}, then ${fate}`);
    this.fates.set(number, fate);
  }

  /** One turn: what it changed is durable before what it wrote leaves. */
  #turn(work: (session: Session) => Deadline): void {
    this.#due = work(this.#session);
    const { mutation } = this.#options;
    const changes = this.#changes;
    this.#changes = [];
    for (const change of mutation.journal?.(changes) ?? changes) this.#durable.apply(change);
    const written = this.#written;
    if (written.length === 0) return;
    this.#written = [];
    for (const packet of mutation.out?.(written) ?? written) this.#send(packet);
    this.#session.written(this.now);
    this.#due = this.#session.flushed(this.now);
  }

  /** The journal leads to what the session itself would save. */
  #checkJournal(state: SessionState): void {
    if (this.#options.mutation.journal !== undefined) return;
    const saved = this.#session.save();
    for (const list of ['outgoing', 'incoming'] as const) {
      demand(outline(state[list]) === outline(saved[list]), `the journal differs in ${list}`);
    }
  }
}

function outline(messages: SessionState['outgoing']): string {
  return messages.map((m) => `${m.packetId}:${m.state}:${m.releaseOrder ?? ''}`).join(' ');
}

function copyOf(packet: PublishPacket): PublishPacket {
  const { topic, payload, qos, retain, dup, packetId, properties } = packet;
  return { type: 'publish', topic, payload, qos, retain, dup, packetId, properties };
}

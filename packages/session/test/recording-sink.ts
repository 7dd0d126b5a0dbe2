/** A sink that writes down every call, and fails on what may never happen: a mark settled twice, an unencodable packet. */

import {
  type AuthPacket,
  type ConnackPacket,
  encode,
  type Packet,
  type ProtocolVersion,
  type PublishPacket,
  type Subscription,
} from '@x/codec';
import { SessionError } from '../src/errors.ts';
import type { IncomingMessage } from '../src/incoming-message.ts';
import type { JournalChange } from '../src/journal.ts';
import type { OutgoingMessage } from '../src/outgoing-message.ts';
import type { Session } from '../src/session.ts';
import type { CloseReason, Direction, Mark, Outcome, Sink, Ticket } from '../src/sink.ts';

export type Call = keyof Sink;

export interface Delivery {
  readonly topic: string;
  readonly text: string;
  readonly message: PublishPacket;
}

export class RecordingSink implements Sink {
  /** One line a call, in order. */
  readonly lines: string[] = [];
  /** For each line the states of the exchanges at that moment: `out id:state … in id:state …`. */
  readonly states: string[] = [];
  readonly packets: Packet[] = [];
  readonly deliveries: Delivery[] = [];
  readonly failures: SessionError[] = [];
  readonly closes: CloseReason[] = [];
  readonly challenges: AuthPacket[] = [];
  readonly changes: JournalChange[] = [];
  readonly outcomes = new Map<string, Outcome>();
  /** What runs inside the next call of that name, as a user's listener would. */
  readonly inside: Partial<Record<Call, () => void>> = {};
  /** Thrown by the next write, as an encoder does for a packet that may not be sent. */
  refuse: Error | undefined;
  session: Session | undefined;
  #version: ProtocolVersion = 5;
  readonly #pending = new Set<string>();

  /** An operation begins: both its marks have to come. */
  begin(ticket: Ticket): void {
    this.#pending.add(`${ticket} sent`).add(`${ticket} done`);
  }

  /** Marks that nobody has settled yet. */
  get pending(): readonly string[] {
    return [...this.#pending];
  }

  outcome(ticket: Ticket, mark: Mark): Outcome {
    return this.outcomes.get(`${ticket} ${mark}`);
  }

  /** The code of the error that a mark got; undefined for success. */
  errorOf(ticket: Ticket, mark: Mark): string | undefined {
    const outcome = this.outcome(ticket, mark);
    return outcome instanceof SessionError ? outcome.code : undefined;
  }

  /** Forgets the calls so far, not the marks. */
  clear(): void {
    for (const list of [this.lines, this.states, this.packets, this.deliveries, this.failures]) {
      list.length = 0;
    }
    this.closes.length = 0;
    this.challenges.length = 0;
  }

  write(packet: Packet): void {
    const { refuse } = this;
    this.refuse = undefined;
    if (refuse !== undefined) throw refuse;
    if (packet.type === 'connect') this.#version = packet.protocolVersion;
    encode(packet, this.#version, { from: 'client' });
    this.packets.push(
      packet.type === 'publish' ? { ...packet, payload: packet.payload } : { ...packet },
    );
    this.#record('write', describePacket(packet));
  }

  settle(ticket: Ticket, mark: Mark, outcome: Outcome): void {
    if (ticket === 0) return;
    const key = `${ticket} ${mark}`;
    if (this.outcomes.has(key)) throw new Error(`${key} settled twice`);
    if (!this.#pending.delete(key)) throw new Error(`${key} settled, but never begun`);
    this.outcomes.set(key, outcome);
    this.#record('settle', `${key} ${describeOutcome(outcome)}`);
  }

  connected(packet: ConnackPacket): void {
    this.#record('connected', packet.sessionPresent ? 'present' : 'new');
  }

  acknowledged(
    direction: Direction,
    message: PublishPacket | OutgoingMessage | IncomingMessage,
    reasonCode: number,
  ): void {
    const code = reasonCode === 0 ? '' : ` ${hex(reasonCode)}`;
    this.#record('acknowledged', `${direction} ${message.packetId}${code}`);
  }

  published(message: PublishPacket | OutgoingMessage, topic: string): void {
    this.#record('published', `${message.packetId ?? '-'} ${topic}`);
  }

  failed(message: PublishPacket | OutgoingMessage, error: SessionError): void {
    this.failures.push(error);
    this.#record('failed', `${message.packetId ?? '-'} ${error.code}`);
  }

  deliver(message: PublishPacket | IncomingMessage, topic: string): void {
    const text = new TextDecoder().decode(message.payload);
    this.deliveries.push({ topic, text, message: { ...message, payload: message.payload } });
    this.#record('deliver', `${message.packetId ?? '-'} ${topic}`);
  }

  subscribed(subscription: Subscription, reasonCode: number): void {
    this.#record('subscribed', `${subscription.topicFilter} ${hex(reasonCode)}`);
  }

  challenge(packet: AuthPacket): void {
    this.challenges.push(packet);
    this.#record('challenge', hex(packet.reasonCode));
  }

  journal(change: JournalChange): void {
    this.changes.push(change);
    this.#record('journal', change.type);
  }

  close(reason: CloseReason): void {
    this.closes.push(reason);
    const code = reason.type === 'violation' ? ` ${hex(reason.reasonCode)}` : '';
    this.#record('close', `${reason.type}${code}`);
  }

  #record(call: Call, detail: string): void {
    this.lines.push(`${call} ${detail}`);
    this.states.push(statesOf(this.session));
    const run = this.inside[call];
    if (run === undefined) return;
    delete this.inside[call];
    run();
  }
}

const MANY = 100;

function statesOf(session: Session | undefined): string {
  // A list of thousands at each call would be quadratic.
  if (session === undefined || session.outgoing.size > MANY) return '';
  const list = (messages: Iterable<{ packetId: number; state: number }>) =>
    Array.from(messages, ({ packetId, state }) => ` ${packetId}:${state}`).join('');
  return `out${list(session.outgoing)} in${list(session.incoming)}`;
}

export function describePacket(packet: Packet): string {
  switch (packet.type) {
    case 'publish': {
      const id = packet.qos === 0 ? '' : ` ${packet.packetId}`;
      const flags = `${packet.dup ? ' dup' : ''}${packet.retain ? ' retain' : ''}`;
      const alias = packet.properties?.topicAlias;
      return `publish${id} q${packet.qos}${flags} ${packet.topic || '""'}${alias ? ` @${alias}` : ''}`;
    }
    case 'puback':
    case 'pubrec':
    case 'pubrel':
    case 'pubcomp':
      return `${packet.type} ${packet.packetId}${packet.reasonCode === 0 ? '' : ` ${hex(packet.reasonCode)}`}`;
    case 'subscribe':
    case 'unsubscribe':
      return `${packet.type} ${packet.packetId}`;
    case 'disconnect':
    case 'auth':
      return `${packet.type} ${hex(packet.reasonCode)}`;
    default:
      return packet.type;
  }
}

function describeOutcome(outcome: Outcome): string {
  if (outcome === undefined) return 'ok';
  return outcome instanceof SessionError ? outcome.code : outcome.type;
}

function hex(code: number): string {
  return `0x${code.toString(16).padStart(2, '0')}`;
}

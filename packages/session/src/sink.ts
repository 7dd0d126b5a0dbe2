/** Everything that leaves the session: one method per output, so that a forgotten one does not compile. */

import type {
  AuthPacket,
  ConnackPacket,
  DisconnectPacket,
  Packet,
  PubackPacket,
  PubcompPacket,
  PublishPacket,
  PubrecPacket,
  SubackPacket,
  Subscription,
  UnsubackPacket,
} from '@x/codec';
import type { SessionError } from './errors.ts';
import type { IncomingMessage } from './incoming-message.ts';
import type { JournalChange } from './journal.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

/** Milliseconds on the clock of `now`; `Infinity` when nothing is due. */
export type Deadline = number;

/** Names one operation of the caller, who counts them up. 0 is nobody: a message that a saved state brought. */
export type Ticket = number;

/** `sent`: handed to the connection. `done`: answered by the server. */
export type Mark = 'sent' | 'done';

/** `undefined` for a mark that needs no more words, the acknowledging packet, or why it failed. */
export type Outcome =
  | undefined
  | PubackPacket
  | PubrecPacket
  | PubcompPacket
  | SubackPacket
  | UnsubackPacket
  | SessionError;

/** Who sends the message of an exchange. */
export type Direction = 'outgoing' | 'incoming';

/** Why the session wants the connection closed, or saw it closed. */
export type CloseReason =
  /** Our own `disconnect`. */
  | { readonly type: 'local' }
  /** CONNACK with a return code above 0 or a reason code of 0x80 or more. */
  | { readonly type: 'refused'; readonly packet: ConnackPacket }
  | { readonly type: 'server-disconnect'; readonly packet: DisconnectPacket }
  /** The server broke the protocol; `cause` is the codec's error when it came from there. */
  | {
      readonly type: 'violation';
      readonly reasonCode: number;
      readonly message: string;
      readonly cause?: unknown;
    }
  /** No PINGRESP within the keep alive interval. */
  | { readonly type: 'keep-alive-timeout' };

/**
 * Its methods may run user code, which may call the session again: the session changes its state first,
 * calls the sink last, and looks an exchange up again afterwards. A message of QoS 1 or 2 belongs to the session, which
 * uses the object again once its exchange is over: take from it what you need before you return; a view of its payload
 * and its properties stay good.
 */
export interface Sink {
  /**
   * A packet for the connection, in this order. The sink encodes it before it returns: a PUBLISH of QoS 1 or 2 is the
   * session's own object, which changes later, and whose payload is a getter.
   */
  write(packet: Packet): void;
  /** Called exactly once for each mark of each ticket. */
  settle(ticket: Ticket, mark: Mark, outcome: Outcome): void;
  /** CONNACK accepted; the decision about the session's state has been made. */
  connected(packet: ConnackPacket): void;
  /** The exchange of a QoS 1 or 2 message is over; the message is still in its collection. */
  acknowledged(
    direction: Direction,
    message: PublishPacket | OutgoingMessage | IncomingMessage,
    reasonCode: number,
  ): void;
  /** An outgoing message is through: written (QoS 0), or acknowledged and out of its collection. */
  published(message: PublishPacket | OutgoingMessage, topic: string): void;
  /** An outgoing message ended without success and is out of its collection, or an incoming one was refused. */
  failed(message: PublishPacket | OutgoingMessage, error: SessionError): void;
  /** An incoming message; `topic` is resolved where the packet has only an alias. */
  deliver(message: PublishPacket | IncomingMessage, topic: string): void;
  /** One for each filter of a SUBACK, in order. */
  subscribed(subscription: Subscription, reasonCode: number): void;
  /** An AUTH packet that wants an answer (0x18) or ends a re-authentication (0x00). */
  challenge(packet: AuthPacket): void;
  /**
   * A change that must outlive the process, with the option `journal` only. What is written in the same turn, or later,
   * must not leave before it is durable.
   */
  journal(change: JournalChange): void;
  /** Close the connection once what was written has left. */
  close(reason: CloseReason): void;
}

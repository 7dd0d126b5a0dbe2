/** The broker without its connections: sessions, subscriptions, retained messages, wills, and what is due when. */

import type { ConnectPacket, DisconnectProperties, Will } from '@x/codec';
import { type Deadline, Deadlines } from './deadlines.ts';
import { Message } from './message.ts';
import { type Settings, type Verdict, verdictOf } from './options.ts';
import type { Peer } from './peer.ts';
import { Reason } from './reason.ts';
import { RetainedMessages } from './retained.ts';
import { Router } from './router.ts';
import { Session } from './session.ts';
import { Subscriptions } from './subscriptions.ts';

/** On the wire: a session that does not expire. */
const NO_EXPIRY = 0xffffffff;

export class Core {
  readonly settings: Settings;
  readonly deadlines = new Deadlines();
  readonly subscriptions = new Subscriptions();
  readonly retained = new RetainedMessages();
  readonly sessions = new Map<string, Session>();
  readonly clients = new Map<string, Peer>();
  readonly #router: Router;
  #assigned = 0;

  constructor(settings: Settings) {
    this.settings = settings;
    this.#router = new Router(this.subscriptions, settings.overlappingSubscriptions);
  }

  /** Stores a retained message and routes it; returns to how many subscriptions it went. */
  publish(message: Message, now: number): number {
    if (message.retain) this.retained.set(message);
    return this.#router.route(message, now);
  }

  authorize(peer: Peer, action: 'publish' | 'subscribe', topic: string): Verdict {
    const { clientId, connect } = peer;
    const username = connect?.username;
    const answer = this.settings.hooks.authorize?.({ action, clientId, username, topic });
    return verdictOf(answer, Reason.notAuthorized);
  }

  /** A client id that nobody has. */
  assignClientId(): string {
    let clientId: string;
    do {
      this.#assigned++;
      clientId = `auto${this.#assigned}`;
    } while (this.sessions.has(clientId));
    return clientId;
  }

  /** Gives the peer its session, an old one if it may and there is one; returns whether that was so. */
  openSession(peer: Peer, packet: ConnectPacket, now: number): boolean {
    const old = this.clients.get(peer.clientId);
    // [MQTT-3.1.4-3]
    if (old !== undefined) this.disconnect(old, Reason.sessionTakenOver, undefined, now);
    let session = this.sessions.get(peer.clientId);
    // [MQTT-3.1.2-4]
    if (session !== undefined && packet.cleanStart) {
      this.#endSession(session, now);
      session = undefined;
    }
    const present = session !== undefined;
    const expiryInterval = this.sessionExpiryOf(packet);
    if (session === undefined) {
      const { queuedMessages } = this.settings.limits;
      session = new Session(peer.clientId, expiryInterval, queuedMessages);
      this.sessions.set(peer.clientId, session);
    }
    session.expiryInterval = expiryInterval;
    this.#cancel(session);
    peer.session = session;
    this.clients.set(peer.clientId, peer);
    return present;
  }

  /** Seconds that the session of this CONNECT outlives its connection, within the broker's limit. */
  sessionExpiryOf(packet: ConnectPacket): number {
    const forever = packet.protocolVersion === 4 && !packet.cleanStart;
    return this.cappedExpiry(forever ? NO_EXPIRY : (packet.properties?.sessionExpiryInterval ?? 0));
  }

  cappedExpiry(seconds: number): number {
    const asked = seconds === NO_EXPIRY ? Number.POSITIVE_INFINITY : seconds;
    return Math.min(asked, this.settings.limits.sessionExpiryInterval);
  }

  /** The broker ends a connection: DISCONNECT in MQTT 5, the close, and the will. */
  disconnect(
    peer: Peer,
    reasonCode: number,
    properties: DisconnectProperties | undefined,
    now: number,
  ): void {
    if (peer.phase === 'ended') return;
    if (peer.phase === 'connected') peer.sendDisconnect(reasonCode, properties);
    else peer.link.close();
    this.end(peer, now);
  }

  /** The connection is over, for whatever reason; its will goes out unless it was taken from the peer before. */
  end(peer: Peer, now: number): void {
    if (peer.phase === 'ended') return;
    peer.phase = 'ended';
    if (peer.deadline !== undefined) this.deadlines.delete(peer.deadline);
    const { session, will } = peer;
    if (session === undefined) return;
    this.clients.delete(peer.clientId);
    session.outbound.detach();
    const seconds = session.expiryInterval;
    if (will !== undefined) this.#scheduleWill(session, peer, will, now);
    if (seconds === 0) this.#endSession(session, now);
    else if (seconds !== Number.POSITIVE_INFINITY) {
      session.expiry = this.#at(now + seconds * 1000, (at) => this.#endSession(session, at));
    }
  }

  /** Holds the will for its delay; the end of the session sends it earlier ([MQTT-3.1.2-8]). */
  #scheduleWill(session: Session, peer: Peer, will: Will, now: number): void {
    if (this.authorize(peer, 'publish', will.topic).reasonCode >= 0x80) return;
    const send = (at: number): void => {
      session.will = undefined;
      this.publish(Message.fromWill(will, session.clientId, at), at);
    };
    const delay = will.properties?.willDelayInterval ?? 0;
    if (delay === 0) send(now);
    else session.will = this.#at(now + delay * 1000, send);
  }

  #endSession(session: Session, now: number): void {
    this.sessions.delete(session.clientId);
    this.subscriptions.removeAll(session);
    const { will } = session;
    this.#cancel(session);
    will?.expire(now);
  }

  /** Stops what waits for the session: its end, and its will ([MQTT-3.1.3-9]). */
  #cancel(session: Session): void {
    if (session.expiry !== undefined) this.deadlines.delete(session.expiry);
    if (session.will !== undefined) this.deadlines.delete(session.will);
    session.expiry = undefined;
    session.will = undefined;
  }

  #at(due: number, run: (now: number) => void): Deadline {
    const deadline: Deadline = {
      due,
      expire(now) {
        run(now);
        return false;
      },
    };
    this.deadlines.set(deadline);
    return deadline;
  }
}

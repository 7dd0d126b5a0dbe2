/** One connection's bytes: decodes what comes, encodes what goes, one write a turn. */

import { CodecError, Decoder, Encoder, type Packet, type ProtocolVersion } from '@x/codec';
import type { Connection, ConnectionHandlers } from '@x/transport';
import { openPeer, receiveFault, receivePacket } from './connection.ts';
import type { Core } from './core.ts';
import type { PacketObservers } from './observers.ts';
import type { Link, Peer } from './peer.ts';
import { Reason } from './reason.ts';
import type { Turns } from './turns.ts';

/** A turn that writes much sends some of it before its end. */
const EARLY_FLUSH = 64 * 1024;
/** What a packet takes beside its payload, about. */
const OVERHEAD = 32;
const SMALLEST_PACKET = 2;
const PACKET_TOO_LARGE = 0x95;

export class PacketLink implements Link {
  readonly #peer: Peer;
  readonly #connection: Connection;
  readonly #core: Core;
  readonly #turns: Turns;
  readonly #observers: PacketObservers;
  readonly #decoder: Decoder;
  #encoder: Encoder | undefined;
  /** The time of the turn that is decoding. */
  #now = 0;
  #writable = true;
  #scheduled = false;
  #waiting = 0;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #reportOver: () => void = () => undefined;
  /** Resolves when the connection has ended. */
  readonly over: Promise<void>;

  constructor(connection: Connection, core: Core, turns: Turns, observers: PacketObservers) {
    this.over = new Promise((resolve) => {
      this.#reportOver = resolve;
    });
    this.#connection = connection;
    this.#core = core;
    this.#turns = turns;
    this.#observers = observers;
    const { maximumPacketSize } = core.settings.limits;
    this.#decoder = new Decoder({ from: 'client', maxPacketSize: maximumPacketSize });
    this.#peer = turns.run((now) => openPeer(core, this, now));
  }

  readonly handlers: ConnectionHandlers = {
    data: (chunk) => this.#data(chunk),
    drain: () => this.#drained(),
    close: () => this.#ended(),
  };

  get writable(): boolean {
    return this.#writable;
  }

  begin(version: ProtocolVersion, maximumPacketSize: number): void {
    // A client that takes single bytes at most could be sent nothing at all.
    const maxPacketSize = Math.max(SMALLEST_PACKET, maximumPacketSize);
    this.#encoder = new Encoder({ version, from: 'server', maxPacketSize });
  }

  write(packet: Packet): boolean {
    if (this.#state !== 'open' || this.#encoder === undefined) return true;
    try {
      this.#encoder.write(packet);
    } catch (error) {
      if (error instanceof CodecError && error.reasonCode === PACKET_TOO_LARGE) return false;
      throw error;
    }
    this.#observers.notify('sent', this.#peer.clientId, packet);
    this.#waiting += packet.type === 'publish' ? packet.payload.length + OVERHEAD : OVERHEAD;
    if (this.#waiting > EARLY_FLUSH) this.#send();
    else this.#schedule();
    return true;
  }

  close(): void {
    if (this.#state !== 'open') return;
    this.#state = 'closing';
    this.#schedule();
  }

  destroy(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#connection.destroy();
  }

  /** The broker closes: no will, for nobody is left to hear it. */
  shutDown(now: number): void {
    this.#peer.will = undefined;
    this.#core.disconnect(this.#peer, Reason.serverShuttingDown, undefined, now);
  }

  /** Does not wait any longer for a client that does not take leave. */
  abandon(): void {
    this.#state = 'closed';
    this.#connection.destroy();
  }

  flush(): void {
    this.#scheduled = false;
    if (this.#state === 'closed') return;
    this.#send();
    if (this.#state !== 'closing') return;
    this.#state = 'closed';
    this.#connection.close();
  }

  #data(chunk: Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#now = this.#turns.begin();
    try {
      this.#decoder.push(chunk, this.#receive);
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      receiveFault(this.#core, this.#peer, error, this.#decoder.version, this.#now);
    } finally {
      this.#turns.end();
    }
  }

  readonly #receive = (packet: Packet): void => {
    if (this.#state !== 'open') return;
    const clientId = packet.type === 'connect' ? packet.clientId : this.#peer.clientId;
    this.#observers.notify('received', clientId, packet);
    receivePacket(this.#core, this.#peer, packet, this.#now);
  };

  #drained(): void {
    if (this.#state !== 'open') return;
    this.#writable = true;
    this.#turns.run((now) => this.#peer.session?.outbound.pump(now));
  }

  #ended(): void {
    this.#state = 'closed';
    this.#reportOver();
    this.#turns.run((now) => this.#core.end(this.#peer, now));
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#turns.later(this);
  }

  #send(): void {
    if (this.#waiting === 0 || this.#encoder === undefined) return;
    this.#waiting = 0;
    this.#peer.flushed();
    if (!this.#connection.write([this.#encoder.take()])) this.#writable = false;
  }
}

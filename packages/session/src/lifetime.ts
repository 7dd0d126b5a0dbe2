/** The life of one connection after another: its phase, its CONNECT, and how it ends. */

import type { ConnectPacket, DisconnectPacket } from '@x/codec';
import type { KeepAlive } from './keep-alive.ts';
import { nextPhase, type Phase, type PhaseEvent } from './phase.ts';
import { fitted } from './refusals.ts';
import type { Shared } from './shared.ts';
import type { CloseReason, Sink } from './sink.ts';

export class Lifetime {
  readonly #shared: Shared;
  readonly #keepAlive: KeepAlive;
  #phase: Phase = 'disconnected';
  #connect: ConnectPacket | undefined;

  constructor(shared: Shared, keepAlive: KeepAlive) {
    this.#shared = shared;
    this.#keepAlive = keepAlive;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** The CONNECT of the current connection, or of the last one. */
  get connect(): ConnectPacket | undefined {
    return this.#connect;
  }

  /** @returns the number of the new connection */
  begin(packet: ConnectPacket): number {
    this.move('connect');
    this.#connect = packet;
    this.#shared.aliases.reset();
    return ++this.#shared.connection.number;
  }

  move(event: PhaseEvent): void {
    this.#phase = nextPhase(this.#phase, event);
  }

  /** Still so after a call to the sink, whose listeners may have changed it. */
  isOn(phase: Phase, connection: number): boolean {
    return this.#phase === phase && this.#shared.connection.number === connection;
  }

  /** Nothing follows `last` [MQTT-3.14.4-2]. */
  end(reason: CloseReason, sink: Sink, last?: DisconnectPacket): void {
    const { connection } = this.#shared;
    const { negotiated, number } = connection;
    this.move('closing');
    connection.negotiated = undefined;
    this.#keepAlive.end();
    // A 3.1.1 client has no words for a fault: it just closes.
    const tells = this.#connect?.protocolVersion === 5 || reason.type === 'local';
    try {
      if (last !== undefined && tells) sink.write(fitted(last, negotiated));
    } finally {
      if (this.isOn('closing', number)) sink.close(reason);
    }
  }
}

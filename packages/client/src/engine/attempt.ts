/** One attempt, and the connection that it becomes: what the transport reports to, and what is known of it. */

import type { ConnectPacket } from '@x/codec';
import type { CloseReason } from '@x/session';
import type { CloseCause, Connection, ConnectionHandlers, TransportStatus } from '@x/transport';
import { type Deferred, deferred } from './deferred.ts';
import type { Steps } from './steps.ts';
import type { Wait } from './timeouts.ts';

/** Who knows whether an attempt is still the one that counts. */
export interface AttemptOwner {
  received(attempt: Attempt, chunk: Uint8Array): void;
  drained(attempt: Attempt): void;
  closed(attempt: Attempt, cause: CloseCause): void;
  progress(attempt: Attempt, status: TransportStatus): void;
}

export class Attempt implements ConnectionHandlers {
  readonly packet: ConnectPacket;
  readonly steps: Steps;
  /** Made after a lost connection: nobody waits for it. */
  readonly automatic: boolean;
  readonly #owner: AttemptOwner;
  /** Until it is settled. */
  #outcome: Deferred | undefined = deferred();
  /** Until there is a connection. */
  abort: AbortController | undefined = new AbortController();
  connection: Connection | undefined = undefined;
  wait: Wait | undefined = undefined;
  /** For async Connected listeners. */
  listening: Wait | undefined = undefined;
  accepted = false;
  /** The Connected listeners are done. */
  resumed = false;
  /** Why the session wants it closed; carried out when the turn's bytes are out. */
  closing: CloseReason | undefined = undefined;

  constructor(owner: AttemptOwner, packet: ConnectPacket, steps: Steps, automatic: boolean) {
    this.#owner = owner;
    this.packet = packet;
    this.steps = steps;
    this.automatic = automatic;
  }

  /** Settles when CONNACK was accepted and the Connected listeners are done, or the attempt failed. */
  get outcome(): Promise<void> {
    return this.#outcome?.promise ?? Promise.resolve();
  }

  succeeded(): void {
    this.#outcome?.resolve();
    this.#outcome = undefined;
  }

  /** Nothing happens if it has succeeded: no error is made then. */
  failed(error: () => Error): void {
    this.#outcome?.reject(error());
    this.#outcome = undefined;
  }

  data(chunk: Uint8Array): void {
    this.#owner.received(this, chunk);
  }

  drain(): void {
    this.#owner.drained(this);
  }

  close(cause: CloseCause): void {
    this.#owner.closed(this, cause);
  }

  status(status: TransportStatus): void {
    this.#owner.progress(this, status);
  }
}

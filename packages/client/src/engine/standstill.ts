/**
 * A full buffer out of which nothing goes any more. Keep alive cannot find that out: its PINGREQ waits behind the rest.
 */

import { type Connection, TransportError } from '@x/transport';
import type { Timeouts, Wait } from './timeouts.ts';

export class Standstill {
  readonly #timeouts: Timeouts;
  readonly #now: () => number;
  #wait: Wait | undefined;

  constructor(timeouts: Timeouts, now: () => number) {
    this.#timeouts = timeouts;
    this.#now = now;
  }

  /**
   * The buffer is full. `interval`: milliseconds in which something has to leave it, 0 = for ever; else the connection
   * ends with ETIMEDOUT. `full`: whether it still is. Called again meanwhile it does nothing.
   */
  watch(connection: Connection, interval: number, full: () => boolean): void {
    if (this.#wait !== undefined || interval === 0 || connection.bytesSent === undefined) return;
    const { bytesSent } = connection;
    const moved = () => {
      this.#wait = undefined;
      if (full() && connection.bytesSent === bytesSent) return false;
      if (full()) this.watch(connection, interval, full);
      return true;
    };
    // A process that was busy so long itself has not looked at its sockets yet: it gets a second look.
    const lastLook = () => {
      if (moved()) return;
      const message = `nothing has left the full buffer for ${interval} ms`;
      connection.destroy(new TransportError('ETIMEDOUT', 'stream', message));
    };
    this.#look(interval, () => {
      if (!moved()) this.#look(interval / 4, lastLook);
    });
  }

  /** The connection is gone. */
  end(): void {
    this.#timeouts.remove(this.#wait);
    this.#wait = undefined;
  }

  #look(after: number, expire: () => void): void {
    this.#wait = this.#timeouts.add({ since: this.#now(), limit: after, absolute: true, expire });
  }
}

/** Receive Maximum in both directions (MQTT 5, section 4.9): what may be unacknowledged at once on a connection. */

import type { Negotiated } from './negotiated.ts';

type Quotas = Pick<Negotiated, 'receiveMaximum' | 'ownReceiveMaximum'>;

export class Flow {
  /** The other side's Receive Maximum. */
  #sendMaximum = 65_535;
  #sending = 0;
  #receiveMaximum = 65_535;
  #receiving = 0;

  /** The quotas belong to the connection. `sendMaximum` is our own limit, beside the server's; 0: none. */
  begin(negotiated: Quotas, sendMaximum = 0): void {
    const { receiveMaximum, ownReceiveMaximum } = negotiated;
    this.#sendMaximum = sendMaximum === 0 ? receiveMaximum : Math.min(receiveMaximum, sendMaximum);
    this.#receiveMaximum = ownReceiveMaximum;
    this.#sending = 0;
    this.#receiving = 0;
  }

  /** Whether one more PUBLISH of QoS 1 or 2 may go out [MQTT-3.3.4-7]. */
  get maySend(): boolean {
    return this.#sending < this.#sendMaximum;
  }

  sent(): void {
    this.#sending++;
  }

  /** At each acknowledgement, also of an exchange that was discarded meanwhile; never below nothing (section 4.9). */
  acknowledged(): void {
    if (this.#sending > 0) this.#sending--;
  }

  /** @returns false when the server sends more than we announced [MQTT-3.3.4-9]. */
  received(): boolean {
    if (this.#receiving >= this.#receiveMaximum) return false;
    this.#receiving++;
    return true;
  }

  answered(): void {
    if (this.#receiving > 0) this.#receiving--;
  }

  /** For an observer: used and allowed. */
  get sending(): { readonly used: number; readonly maximum: number } {
    return { used: this.#sending, maximum: this.#sendMaximum };
  }
}

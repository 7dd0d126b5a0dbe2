/** Outgoing messages whose exchange is over, for the next ones: what is outstanding for long is costly to collect. */

import { OutgoingMessage } from './outgoing-message.ts';

/** Kept also when nothing is outstanding any more: about 200 kB. */
const ALWAYS = 1024;

/** Has no more messages than are outstanding, or `ALWAYS`. */
export class MessagePool {
  readonly #free: OutgoingMessage[] = [];

  get size(): number {
    return this.#free.length;
  }

  take(): OutgoingMessage {
    return this.#free.pop() ?? new OutgoingMessage();
  }

  /** Nobody but the caller knows the message any more. */
  give(message: OutgoingMessage, outstanding: number): void {
    const most = Math.max(outstanding, ALWAYS);
    if (this.#free.length < most) this.#free.push(message);
    else if (this.#free.length > most) this.#free.pop();
  }
}

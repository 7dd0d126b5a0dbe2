/** Messages that came while they could not be delivered, and the end that came after them. */

import type { Lifecycle } from './lifecycle.ts';
import type { CloseCause, ConnectionHandlers } from './transport.ts';

export class Inbox {
  readonly #life: Lifecycle;
  readonly #handlers: ConnectionHandlers;
  #held: Uint8Array[] = [];
  #bytes = 0;
  #end: CloseCause | undefined;
  #paused = false;
  #releasing = false;

  constructor(life: Lifecycle, handlers: ConnectionHandlers) {
    this.#life = life;
    this.#handlers = handlers;
  }

  /** What is held, in bytes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Delivers the message now or later. */
  push(message: Uint8Array): void {
    if (!this.#life.open) return;
    const mustWait = this.#paused || !this.#life.started || this.#held.length > 0;
    if (!mustWait) return this.#handlers.data(message);
    this.#held.push(message);
    this.#bytes += message.length;
  }

  /** The stream is over. An orderly end waits until all that came before it is delivered; a fault does not. */
  end(cause: CloseCause): void {
    if (cause === 'remote' && this.#life.open && this.#held.length > 0) this.#end = cause;
    else this.#life.end(cause);
  }

  pause(): void {
    this.#paused = true;
  }

  /** Delivers what is held; a handler may pause again at any message. Returns whether more may come. */
  resume(): boolean {
    this.#paused = false;
    return this.release();
  }

  release(): boolean {
    if (this.#releasing || !this.#life.started) return false;
    this.#releasing = true;
    let next = 0;
    while (next < this.#held.length && !this.#paused && this.#life.open) {
      const message = this.#held[next++];
      if (message === undefined) break;
      this.#bytes -= message.length;
      this.#handlers.data(message);
    }
    this.#held.splice(0, next);
    this.#releasing = false;
    if (this.#held.length === 0 && this.#end !== undefined) this.#life.end(this.#end);
    return !this.#paused && this.#life.open;
  }

  /** We end the stream: what is held goes nowhere, and an end that waited behind it is due. */
  discard(): void {
    this.#held = [];
    this.#bytes = 0;
    if (this.#end !== undefined) this.#life.end(this.#end);
  }
}

/** Decides what may still reach the handlers: nothing before the dial is over, nothing after the end, the end once. */

import type { CloseCause, ConnectionHandlers } from './transport.ts';

export class Lifecycle {
  readonly #handlers: Pick<ConnectionHandlers, 'close'>;
  #started = false;
  #localCause: CloseCause | undefined;
  #endCause: CloseCause | undefined;
  #reported = false;
  #whenReported: Promise<void> | undefined;
  #resolveReported: (() => void) | undefined;

  constructor(handlers: Pick<ConnectionHandlers, 'close'>) {
    this.#handlers = handlers;
  }

  /** Neither closed by us nor ended: bytes may flow both ways. */
  get open(): boolean {
    return this.#localCause === undefined && this.#endCause === undefined;
  }

  /** The stream has ended, even if the end is not reported yet. */
  get over(): boolean {
    return this.#endCause !== undefined;
  }

  get started(): boolean {
    return this.#started;
  }

  /** The continuation of the dial has run. An end that came before is reported now. */
  start(): void {
    this.#started = true;
    if (this.#endCause !== undefined) this.#report(this.#endCause);
  }

  /** We end it: from now on only the end is reported, with this cause. Returns false if there is nothing to end. */
  closeLocally(cause: CloseCause): boolean {
    if (!this.open) return false;
    this.#localCause = cause;
    return true;
  }

  /** The stream is over. */
  end(cause: CloseCause): void {
    if (this.#endCause !== undefined) return;
    this.#endCause = this.#localCause ?? cause;
    if (this.#started) this.#report(this.#endCause);
  }

  /** Resolves when the end has been reported. */
  ended(): Promise<void> {
    if (this.#reported) return Promise.resolve();
    this.#whenReported ??= new Promise((resolve) => {
      this.#resolveReported = resolve;
    });
    return this.#whenReported;
  }

  #report(cause: CloseCause): void {
    this.#reported = true;
    this.#resolveReported?.();
    this.#handlers.close(cause);
  }
}

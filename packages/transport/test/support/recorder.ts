/** Handlers that write down what reaches them, and in which order. */

import type { CloseCause, ConnectionHandlers, TransportStatus } from '../../src/transport.ts';
import { ByteLog } from './peer.ts';

export class Recorder implements ConnectionHandlers {
  readonly log = new ByteLog();
  readonly events: string[] = [];
  readonly statuses: TransportStatus[] = [];
  readonly closes: CloseCause[] = [];
  drains = 0;
  /** Runs after the chunk was written down. */
  onData: (() => void) | undefined;
  /** Runs after the status was written down. */
  onStatus: (() => void) | undefined;
  #waiting: (() => void)[] = [];

  data(chunk: Uint8Array): void {
    this.#note('data');
    this.log.add(chunk);
    this.onData?.();
  }

  drain(): void {
    this.drains++;
    this.#note('drain');
  }

  close(cause: CloseCause): void {
    this.closes.push(cause);
    this.#note('close');
  }

  status(status: TransportStatus): void {
    this.statuses.push(status);
    this.onStatus?.();
  }

  note(event: string): void {
    this.events.push(event);
  }

  async closed(): Promise<CloseCause> {
    await this.until(() => this.closes.length > 0);
    const [cause] = this.closes;
    if (cause === undefined) throw new Error('closed without a cause');
    return cause;
  }

  /** Waits until `condition` holds; it is checked after each event. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #note(event: string): void {
    this.events.push(event);
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

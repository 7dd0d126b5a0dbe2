/** The promises of publish, subscribe and unsubscribe: settled when what they wrote was taken by the connection. */

import { type MQTTError, mqttError } from '../errors.ts';
import { type Deferred, deferred } from './deferred.ts';
import type { Timeouts, Wait } from './timeouts.ts';

/** How long an operation may wait; `undefined` without a limit. */
export interface Patience {
  readonly limit: number;
  readonly absolute: boolean;
  readonly timeoutError: () => MQTTError;
}

interface Pending {
  readonly deferred: Deferred;
  readonly wait: Wait | undefined;
}

export class Tickets {
  readonly #timeouts: Timeouts;
  /** Those that the session has not written yet: they wait for the server's quota. */
  #pending: Map<number, Pending> | undefined;
  /** All that was written in this turn share one promise, settled by its flush. */
  #turn: Deferred | undefined;
  /** Turns whose bytes the connection has not taken yet. */
  #blocked: Pending[] | undefined;

  constructor(timeouts: Timeouts) {
    this.#timeouts = timeouts;
  }

  /** The promise of what was just written. */
  turn(): Promise<void> {
    this.#turn ??= deferred();
    return this.#turn.promise;
  }

  /** The promise of a ticket that has to wait; `withdraw` takes it back from the session. */
  wait(
    ticket: number,
    now: number,
    patience: Patience | undefined,
    withdraw: () => void,
  ): Promise<void> {
    const waiting = deferred();
    const wait = this.#limit(now, patience, (error) => {
      this.#pending?.delete(ticket);
      waiting.reject(error);
      withdraw();
    });
    this.#pending ??= new Map();
    this.#pending.set(ticket, { deferred: waiting, wait });
    return waiting.promise;
  }

  has(ticket: number): boolean {
    return this.#pending?.has(ticket) === true;
  }

  /** A waiting ticket was written after all, or failed. */
  settle(ticket: number, error: MQTTError | undefined): void {
    const pending = this.#pending?.get(ticket);
    if (pending === undefined) return;
    this.#pending?.delete(ticket);
    this.#timeouts.remove(pending.wait);
    if (error === undefined) pending.deferred.resolve(this.turn());
    else pending.deferred.reject(error);
  }

  /** The promise of the turn that ends here, if anybody has it; the next operation begins another. */
  take(): Deferred | undefined {
    const turn = this.#turn;
    this.#turn = undefined;
    return turn;
  }

  /** The connection's buffer is full: the turn's promise waits for the drain. */
  block(turn: Deferred, now: number, patience: Patience | undefined): void {
    if (patience !== undefined && patience.limit === 0) {
      turn.reject(patience.timeoutError());
      return;
    }
    const blocked: Pending = {
      deferred: turn,
      wait: this.#limit(now, patience, (error) => {
        this.#blocked = this.#blocked?.filter((each) => each !== blocked);
        turn.reject(error);
      }),
    };
    this.#blocked ??= [];
    this.#blocked.push(blocked);
  }

  drained(): void {
    const blocked = this.#blocked;
    if (blocked === undefined) return;
    this.#blocked = undefined;
    for (const { deferred: turn, wait } of blocked) {
      this.#timeouts.remove(wait);
      turn.resolve();
    }
  }

  /** The connection is gone: nothing of what waits for it can be sent any more. undefined: it was closed in order. */
  fail(error: MQTTError | undefined): void {
    const turn = this.take();
    const blocked = this.#blocked ?? [];
    if (turn === undefined && blocked.length === 0) return;
    this.#blocked = undefined;
    const reason = error ?? mqttError(301);
    for (const { deferred: waiting, wait } of blocked) {
      this.#timeouts.remove(wait);
      waiting.reject(reason);
    }
    turn?.reject(reason);
  }

  #limit(
    now: number,
    patience: Patience | undefined,
    expired: (error: MQTTError) => void,
  ): Wait | undefined {
    if (patience === undefined) return undefined;
    const { limit, absolute, timeoutError } = patience;
    return this.#timeouts.add({
      since: now,
      limit,
      absolute,
      expire: () => expired(timeoutError()),
    });
  }
}
